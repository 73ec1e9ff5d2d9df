#!/usr/bin/env python3
"""Recompute a released evaluation round from its packet, and name the first thing that differs.

    python verify_round.py FOLDER [--digest SHA256]

Python 3.10 or newer, nothing else. Exit status 0: everything follows from the scores and the rules. 1: it does not,
and the first difference is printed. README.md beside this file says what each file holds and how each hash is made.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from itertools import groupby, zip_longest
from pathlib import Path

ROUNDING = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
EXACT = Context(prec=28)
ZERO = Decimal(0)


class Difference(Exception):
    """What the packet says is not what comes out."""


def same(where, said, found):
    if said != found:
        raise Difference(f"{where}: the packet says {said!r}, recomputed it is {found!r}")


def sha256(content):
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def canonical(value):
    """JSON in one spelling: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(number):
    """A decimal in one spelling: 12.5, not 12.50."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Packet:
    """The files of a folder: JSON and CSV, each in its one spelling."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.round, self.rulebook = self.json("round.json"), self.json("rulebook.json")
        self.tracks = {track["code"]: track for track in self.rulebook["tracks"]}
        self.proposals = {row["proposal"]: row for row in self.table("proposals.csv")}  # in the order of their numbers

    def json(self, name):
        text = (self.folder / name).read_bytes().decode()
        same(f"{name}: its spelling", text, canonical(json.loads(text)) + "\n")
        return json.loads(text)

    def table(self, name):
        """The rows of a CSV file, each a dictionary of texts."""
        text, again = (self.folder / name).read_bytes().decode(), io.StringIO()
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        csv.writer(again, lineterminator="\n").writerows([head, *rows])
        same(f"{name}: its spelling", text, again.getvalue())
        return [dict(zip(head, row, strict=True)) for row in rows]

    def same_table(self, name, rows):
        """Row by row what was recomputed."""
        for number, (said, found) in enumerate(zip_longest(self.table(name), rows), start=1):
            same(f"{name}, row {number}", said, {column: str(value) for column, value in (found or {}).items()} or None)

    def rule(self, section, name):
        value = self.rulebook[section][name]["value"]
        return Decimal(value) if isinstance(value, str) and value[:1].isdigit() else value

    def items(self, track):
        """(item, criterion, most points) for each line of a track's score sheet."""
        for criterion in self.tracks[track]["criteria"]["value"]:
            for item in criterion.get("items") or [criterion]:
                yield item["code"], criterion["code"], Decimal(item["points"])


def check_files(packet, digest=""):
    """manifest.json lists every file, release.json all but these two; the hash of the manifest is the packet's digest."""
    manifest, round = packet.json("manifest.json"), packet.round["round"]
    paths = [path for path in sorted(packet.folder.iterdir()) if path.name[0] != "." and path.name != "manifest.json"]
    files = {path.name: sha256(path.read_bytes()) for path in paths}
    for name in sorted({*manifest["files"], *files}):
        same(f"{name}: SHA-256", manifest["files"].get(name), files.get(name))
    same("manifest.json", manifest, {"form": "cluster-packet/1", "round": round, "files": files})
    del files["release.json"]
    same("release.json", packet.json("release.json"), {"form": "cluster-release/2", "round": round, "files": files})
    same("round.json: hash of the rulebook", packet.round["rulebook_sha256"], sha256(canonical(packet.rulebook)))
    found = sha256((packet.folder / "manifest.json").read_bytes())
    same("digest of the packet", digest or found, found)


def check_chain(packet):
    """h_i = SHA-256(h_{i-1} + SHA-256(record)). Returns the records of the seals that count, in the order of the chain."""
    before, latest, counted = "0" * 64, {}, {}
    for number, row in enumerate(packet.table("seals.csv"), start=1):
        where, sheet, said = f"seals.csv, record {number}", (row["proposal"], row["seat"]), row.pop("hash")
        same(where, row["number"], str(number))
        record = canonical({**row, "number": number, "round": packet.round["round"]})
        before = sha256(bytes.fromhex(before) + hashlib.sha256(record.encode()).digest())
        same(f"{where}: hash of the chain", said, before)
        if row["kind"] == "sealed":
            same(f"{where}: the seal it replaces", (row["replaces"], sheet in counted), (latest.get(sheet, ""), False))
            counted[sheet], latest[sheet] = row, row["seal"]
        else:
            same(f"{where}: the seal that is reopened", row["seal"], counted.pop(sheet, {}).get("seal"))
    same("round.json: head of the chain of seals", packet.round["chain_head"], before)
    assigned = {(row["proposal"], row["seat"]) for row in packet.table("assignments.csv") if row["state"] == "sealed"}
    same("assignments.csv: sheets that are sealed", sorted(assigned), sorted(counted))
    return sorted(counted.values(), key=lambda row: int(row["number"]))


def merkle_root(leaves):
    """As RFC 6962: leaves behind a zero byte, nodes behind a one."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
    return level[0].hex() if level else sha256(b"")


def check_scores(packet, counted):
    """Opens every seal that counts. Returns {proposal: {seat: {item: points}}}."""
    scores = {code: {} for code in packet.proposals}
    for row, signed in zip_longest(packet.table("scores.csv"), counted, fillvalue={}):
        code, seat, seal, salt, words, total = map(row.pop, ("proposal", "seat", "seal", "salt", "words_sha256", "total"))
        where, points = f"scores.csv, {seat} on {code}", {item: text for item, text in row.items() if text}
        same(f"{where}: its seal in the chain", (code, seat, seal), (signed["proposal"], signed["seat"], signed["seal"]))
        sheet = {"form": "cluster-sheet/2", "round": packet.round["round"], "proposal": code, "seat": seat, "points": points}
        sheet.update(words_sha256=words, rulebook_sha256=packet.round["rulebook_sha256"])
        signature = {"digest": sha256(canonical(sheet)), "salt": salt, "signed_by": f"{packet.round['round']}/{seat}"}
        signature.update(signed_at=signed["at"], replaces=signed["replaces"])
        same(f"{where}: its seal, opened", seal, sha256(canonical(signature)))
        given, step = {item: Decimal(text) for item, text in points.items()}, packet.rule("scoring", "point_step")
        most = {item: maximum for item, _criterion, maximum in packet.items(packet.proposals[code]["track"])}
        same(f"{where}: lines of the sheet", sorted(given), sorted(most))
        same(f"{where}: off the scale", [item for item in given if not 0 <= given[item] <= most[item] or given[item] % step], [])
        same(f"{where}: total", total, plain(sum(given.values())))
        scores[code][seat] = given
    root = merkle_root(bytes.fromhex(row["seal"]) for row in counted)
    same("round.json: Merkle root over the seals that count", packet.round["merkle_root"], root)
    return scores


def tally(packet, track, sheets, bonus, penalty):
    """One proposal's row of tally.csv, and the numbers by which the list is made (none without a result)."""
    trimming, totals = packet.rule("scoring", "trimming"), sorted((sum(sheets[seat].values()), seat) for seat in sheets)
    trimmed = len(totals) >= trimming["from_sheets"]
    low, high = (trimming["drop_lowest"], len(totals) - trimming["drop_highest"]) if trimmed else (0, len(totals))
    row = {"sheets": len(totals), "dropped": " ".join(seat for _, seat in totals[:low] + totals[high:])}
    row.update(mean="", plain_mean="", bonus=plain(bonus), penalty=plain(penalty), total="", outcome="no_result")
    if len(totals) < packet.rule("scoring", "sheets_min") or not (trimmed or trimming["when_fewer"] == "plain_mean"):
        return row, None
    counted = totals[low:high]
    mean = EXACT.divide(sum(points for points, _ in counted), Decimal(len(counted)))
    plain_mean = EXACT.divide(sum(points for points, _ in totals), Decimal(len(totals)))
    unrounded, rounding = EXACT.subtract(EXACT.add(mean, bonus), penalty), packet.rule("scoring", "rounding")
    total = max(ZERO, unrounded).quantize(Decimal(1).scaleb(-rounding["places"]), ROUNDING[rounding["mode"]], EXACT)
    numbers = {"total": total, "plain_mean": plain_mean, "passed": total >= packet.rule("scoring", "pass_line")}
    for item, criterion, _most in packet.items(track):
        numbers[criterion] = numbers.get(criterion, ZERO) + sum(sheets[seat][item] for _, seat in counted)
    row.update(mean=plain(mean), plain_mean=plain(plain_mean), total=total, outcome="passed" if numbers["passed"] else "failed")
    return row, numbers


def check_tally(packet, scores):
    """Bonus and penalty each within its own limit, all within the cap. Returns {proposal: its numbers}."""
    limits = {one["code"]: Decimal(one["points"]) for kind in ("bonuses", "penalties") for one in packet.rule("scoring", kind)}
    caps = {kind: packet.rule("scoring", f"{kind}_cap") for kind in ("bonus", "penalty")}
    asked, rows, results = {(kind, code): ZERO for kind in caps for code in packet.proposals}, [], {}
    for row in packet.table("adjustments.csv"):
        asked[row["kind"], row["proposal"]] += min(Decimal(row["points"]), limits.get(row["code"], ZERO))
    for code, proposal in packet.proposals.items():
        bonus, penalty = (min(asked[kind, code], cap) for kind, cap in caps.items())
        row, results[code] = tally(packet, proposal["track"], scores[code], bonus, penalty)
        rows.append({"proposal": code, **row})
    packet.same_table("tally.csv", rows)
    return {code: numbers for code, numbers in results.items() if numbers}


def check_ranking(packet, results):
    """Highest total first, ties by the steps that all tracks of the list share; what stays equal shares a place."""
    tracks = sorted({row["track"] for row in packet.proposals.values()})
    first, *others = (packet.tracks[track]["tie_breaks"]["value"] for track in tracks)
    chain = [step for step in first if all(step in steps for steps in others)]

    def value(code, by, criterion=None):
        if by in ("joint", "cross_region"):
            return packet.proposals[code][by] != "yes"
        return int(packet.proposals[code]["submitted"]) if by == "submitted_at" else -results[code][criterion or by]

    standing = {code: [value(code, "total"), *(value(code, **step) for step in chain)] for code in results}
    places, rows = {}, []
    for _, equals in groupby(sorted(results, key=standing.get), standing.get):
        place = len(places) + 1
        for code in equals:
            places[code] = place
            rows.append({"position": len(places), "place": place, "proposal": code, "total": results[code]["total"]})
    packet.same_table("ranking.csv", rows)
    return places


def check_selection(packet, results, places):
    """Down the list within the budget. Equals are taken together or not at all, unless people put them in order."""
    proposals, rows = packet.proposals, []
    wishes = {packet.tracks[row["track"]]["joint"]["value"] for row in proposals.values()}
    joint, reserve_max = wishes.pop() if len(wishes) == 1 else "none", packet.rule("choosing", "reserve_max")
    left, waiting, halted = packet.round["budget_krw"], 0, ""

    def barred(code):
        if code not in places or not results[code]["passed"]:
            return "below_pass_line" if code in places else "no_result"
        return "not_joint" if joint == "required" and proposals[code]["joint"] != "yes" else ""

    def order(code):
        behind = joint == "first" and proposals[code]["joint"] != "yes"
        place, among_equals = places.get(code, len(proposals) + 1), int(proposals[code]["among_equals"] or 0)
        return barred(code) != "", behind, place, among_equals

    def grant(code):
        return min(int(proposals[code]["asked_krw"]), packet.tracks[proposals[code]["track"]]["grant_cap_krw"]["value"])

    for _, group in groupby(sorted(proposals, key=order), order):
        equals = list(group)
        if barred(equals[0]) or (not halted and sum(map(grant, equals)) <= left):
            reason = "within_budget"
        elif not halted and len(equals) > 1 and min(map(grant, equals)) <= left:
            raise Difference(f"selection.csv: {' and '.join(equals)} stand at the line, and nobody put them in order")
        else:
            reason = "budget_exhausted" if packet.rule("choosing", "mode") == "stop" else "skipped_too_large"
            halted = halted or (reason == "budget_exhausted" and reason)
        for code in equals:
            row = {"order": len(rows) + 1, "proposal": code, "decision": "rejected", "reason": barred(code) or reason}
            row.update(reserve_number="", granted_krw="")
            if row["reason"] == "within_budget":
                left -= grant(code)
                row.update(decision="selected", granted_krw=grant(code))
            elif not barred(code) and (reserve_max is None or waiting < reserve_max):
                waiting += 1
                row.update(decision="reserve", reserve_number=waiting)
            elif not barred(code):
                row.update(reason="beyond_reserve")
            rows.append({**row, "left_krw": left})
    packet.same_table("selection.csv", rows)
    listed = sorted(row["proposal"] for row in rows if row["decision"] != "rejected")
    same("published.csv: its proposals", sorted(row["proposal"] for row in packet.table("published.csv")), listed)
    for row in packet.table("published.csv"):
        same(f"published.csv: code of {row['ref']}", row["proposal"], sha256(f"{row['salt']}/{row['ref']}")[:32])


def check_record(packet):
    results = check_tally(packet, check_scores(packet, check_chain(packet)))
    check_selection(packet, results, check_ranking(packet, results))


def differences(folder, digest=""):
    """What does not hold, in words: first of the record, then of the files' hashes. Empty when everything does."""
    found = []
    for check in (check_record, lambda packet: check_files(packet, digest)):
        try:
            check(Packet(folder))
        except Difference as difference:
            found.append(str(difference))
        except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
            found.append(f"the packet cannot be read: {type(error).__name__}: {error}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--digest", default="", help="digest of the packet as published: SHA-256 of manifest.json")
    given = parser.parse_args()
    if found := differences(given.folder, given.digest):
        sys.exit("\n".join(f"DIFFERS: {words}" for words in found))
    digest = sha256((Path(given.folder) / "manifest.json").read_bytes())
    print(f"HOLDS: everything follows from the scores and the rules. Digest of the packet: {digest}")


if __name__ == "__main__":
    main()
