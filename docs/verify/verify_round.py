#!/usr/bin/env python3
"""Recompute a released evaluation round from its packet, and name the first thing that differs.

    python verify_round.py FOLDER [--digest SHA256]

Python 3.10, nothing else. Exit status 1 names the first difference. README.md says what files hold and how hashes are made.
"""

import csv
import hashlib
import io
import json
import sys
from collections import Counter, defaultdict
from decimal import Context, Decimal
from fractions import Fraction
from itertools import combinations, groupby, product, zip_longest
from pathlib import Path

EXACT, ZERO, TOTAL = Context(prec=28), Decimal(0), ("total", None)


def same(where, said, found):
    if said != found:
        raise AssertionError(f"{where}: the packet says {said!r}, recomputed it is {found!r}")


def sha256(content):
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def canonical(value):  # JSON in one spelling: sorted keys, no spaces
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(number):  # a decimal in one spelling: 12.5, not 12.50
    return format(number.normalize(EXACT), "f")


def seal_of(digest, salt, by, at, replaces=""):  # a signature, and which one it replaces
    return sha256(canonical({"digest": digest, "salt": salt, "signed_by": by, "signed_at": at, "replaces": replaces}))


def merkle_root(leaves):  # as RFC 6962: leaves behind a zero byte, nodes behind a one
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
    return level[0].hex() if level else sha256(b"")


def fillable(seats, panel, free):
    """Whether a panel can still be filled with every rule kept: Hall's theorem, for each set of missing sectors whose member
    could also be one of those from elsewhere. `panel`: (is from elsewhere, sector); `free`: {set of such offers: how many}."""
    wanted, away = seats["size"] - len(panel), seats["others"] - sum(elsewhere for elsewhere, _ in panel)
    missing = sorted(set(seats["sectors"]) - {sector for _, sector in panel})
    subsets = [set(some) for size in range(len(missing) + 1) for some in combinations(missing, size)]

    def enough(both, some):
        kinds, others = {*product([True], some), *product([False], some - both)}, max(0, away - len(both))
        found = sum(number for offer, number in free.items() if kinds & offer)
        wider = sum(number for offer, number in free.items() if kinds & offer or any(elsewhere for elsewhere, _ in offer))
        return len(missing) + others <= wanted and found >= len(some) and (not others or wider >= len(some) + others)

    return 0 <= wanted <= free.total() and any(all(enough(both, some) for some in subsets) for both in subsets)


def walk(line, tried, barred, unit, offer):
    """Down the line: whoever keeps the panel fillable is taken, the others are passed over for a reason: [(id, reason)]."""
    offers, panel, told = {}, [], []
    for one in (one for one in line if not barred[one]):
        offers[unit[one]] = offers.get(unit[one], frozenset()) | {offer[one]}
    free = Counter(offers.values())
    seats = next((seats for seats in tried if fillable(seats, panel, free)), {"size": 0})
    for one in line:
        if len(panel) == seats["size"]:
            break
        reason = barred[one] or ("" if unit[one] in offers else "organisation")
        if not reason:
            free[offers[unit[one]]] -= 1
            ways = {"": seats, "other_regions": {**seats, "others": 0}, "sectors": {**seats, "sectors": []}}
            reason = next((why for why, asked in ways.items() if fillable(asked, [*panel, offer[one]], free)), "rules")
            free[offers[unit[one]]] += reason != ""
        if not reason:
            panel.append(offer[one])
            del offers[unit[one]]
        told.append((one, reason))
    return told


class Packet:  # the files of a folder, each read in its one spelling, and the round recomputed from them step by step
    def __init__(self, folder, digest):
        self.folder, self.digest = Path(folder), digest
        self.round, self.rulebook = self.json("round.json"), self.json("rulebook.json")
        self.tracks = {track["code"]: track for track in self.rulebook["tracks"]}
        self.proposals = {row["proposal"]: row for row in self.table("proposals.csv")}  # in the order of their numbers

    def json(self, name):
        text = (self.folder / name).read_bytes().decode()
        same(f"{name}: its spelling", text, canonical(json.loads(text)) + "\n")
        return json.loads(text)

    def table(self, name):  # the rows of a CSV file, each a dictionary of texts
        text, again = (self.folder / name).read_bytes().decode(), io.StringIO()
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        csv.writer(again, lineterminator="\n").writerows([head, *rows])
        same(f"{name}: its spelling", text, again.getvalue())
        return [dict(zip(head, row, strict=True)) for row in rows]

    def same_table(self, name, rows):
        for number, (said, found) in enumerate(zip_longest(self.table(name), rows), start=1):
            same(f"{name}, row {number}", said, {column: str(value) for column, value in (found or {}).items()} or None)

    def rule(self, section, name):
        value = self.rulebook[section][name]["value"]
        return Decimal(value) if isinstance(value, str) and value[:1].isdigit() else value

    def items(self, code):  # (item, criterion, most points) for each line that counts of a proposal's score sheets
        table = self.tracks[self.proposals[code]["track"]]["criteria"]["value"]
        return [(item["code"], row["code"], Decimal(item["points"])) for row in table for item in row.get("items") or [row]]

    def check_files(self):  # the hash of the manifest, which lists every file, is the packet's digest
        manifest, about = self.json("manifest.json"), {"round": self.round["round"]}
        files = {path.name: sha256(path.read_bytes()) for path in self.folder.iterdir() if path.name[0] != "."}
        found = files.pop("manifest.json")
        for name in sorted({*manifest["files"], *files}):
            same(f"{name}: SHA-256", manifest["files"].get(name), files.get(name))
        same("manifest.json", manifest, {"form": "cluster-packet/1", "files": files, **about})
        del files["release.json"]  # it lists all others
        same("release.json", self.json("release.json"), {"form": "cluster-release/2", "files": files, **about})
        same("digest of the packet", self.digest or found, found)

    def check_draws(self):  # pool, bars, rules and secret were committed to before the public value was known
        drawn = {row["taken"] for row in self.table("turns.csv")} - {""}
        for name in sorted(path.name for path in self.folder.glob("draw-*.json")):
            draw = self.json(name)
            for part in ("pool", "barred", "rules"):
                same(f"{name}: {part}_sha256", draw[f"{part}_sha256"], sha256(canonical(draw[part])))
            if draw["status"] == "drawn":  # of a void one nothing came
                same(f"{name}: outcome", draw["outcome"], self.outcome(name, draw, draw["rules"]))
                drawn |= {row["id"] for row in draw["outcome"] if row["role"] != "passed"}
        seated = {row["member"] for row in self.table("panel.csv") if row["appointed"] == "drawn"}
        same("panel.csv: who was drawn", sorted(seated), sorted(drawn))

    def outcome(self, name, draw, rules):  # the members of each section, then their alternates, nobody twice
        pool, secret = {row["id"]: row for row in draw["pool"]}, bytes.fromhex(draw["secret"])
        seed = sha256(secret + draw["public_value"].encode() + bytes.fromhex(draw["pool_sha256"]))
        order = sorted(pool, key=lambda one: sha256(f"{seed}/{one}"))
        same(f"{name}: secret, seed, order", [draw["secret_sha256"], draw["seed"], draw["order"]], [sha256(secret), seed, order])
        bars = {(row["section"], row["id"]): row["reason"] for row in draw["barred"]}
        unit = {one: (rules["one_per_organisation"] and row["organisation"]) or one for one, row in pool.items()}
        offer = {one: (row["region"] != rules["home"], row["stratum"]) for one, row in pool.items()}
        roles = [("member", rules["members"])] + [("alternate", rules["alternates"])] * rules["rounds_of_alternates"]
        rows, gone, numbers = [], set(), Counter()
        for (role, tried), section in product(roles, rules["sections"]):
            line = [one for one in order if one not in gone]
            barred = {one: bars.get((section, one)) or bars.get(("", one), "") for one in line}
            for one, reason in sorted(walk(line, tried, barred, unit, offer), key=lambda told: told[1] != ""):
                gone.update([] if reason else [one])
                numbers[section, role] += not reason
                part = {"role": "passed", "number": ""} if reason else {"role": role, "number": str(numbers[section, role])}
                rows += [] if reason and role == "alternate" else [{"section": section, "id": one, "reason": reason, **part}]
        return rows

    def check_chain(self):  # h_i = SHA-256(h_{i-1} + SHA-256(record)); what is left of it are the seals that count
        before, latest, counted = "0" * 64, {}, {}
        for number, row in enumerate(self.table("seals.csv"), start=1):
            where, sheet, said = f"seals.csv, record {number}", (row["proposal"], row["seat"]), row.pop("hash")
            before = sha256(bytes.fromhex(before + sha256(canonical({**row, "number": number, "round": self.round["round"]}))))
            same(f"{where}: number and hash of the chain", (row["number"], said), (str(number), before))
            if row["kind"] == "sealed":
                same(f"{where}: the seal it replaces", (row["replaces"], sheet in counted), (latest.get(sheet, ""), False))
                counted[sheet], latest[sheet] = row, row["seal"]
            else:
                same(f"{where}: the seal that is reopened", row["seal"], counted.pop(sheet, {}).get("seal"))
        same("round.json: head of the chain of seals", self.round["chain_head"], before)
        assigned = {(row["proposal"], row["seat"]) for row in self.table("assignments.csv") if row["state"] == "sealed"}
        same("assignments.csv: sheets that are sealed", sorted(assigned), sorted(counted))
        self.counted, root = [*counted.values()], merkle_root(bytes.fromhex(row["seal"]) for row in counted.values())
        same("round.json: Merkle root over the seals that count", self.round["merkle_root"], root)

    def check_papers(self):  # opens every signature under minutes and result sheets; who was there and did not sign has none
        for row in (row for row in self.table("papers.csv") if row["seal"]):
            opened = seal_of(row["sha256"], row["salt"], row["seat"], row["signed_at"])
            same(f"papers.csv, {row['seat']} under the {row['paper']} of meeting {row['meeting']}", row["seal"], opened)

    def check_scores(self):  # opens every seal that counts
        same("round.json: hash of the rulebook", self.round["rulebook_sha256"], sha256(canonical(self.rulebook)))
        self.scores, self.answers, step = {}, {code: [] for code in self.proposals}, self.rule("scoring", "point_step")
        for row, signed in zip_longest(self.table("scores.csv"), self.counted, fillvalue={}):
            code, seat, seal, salt, words, total = map(row.pop, ("proposal", "seat", "seal", "salt", "words_sha256", "total"))
            where, points = f"scores.csv, {seat} on {code}", {item: text for item, text in row.items() if text}
            same(f"{where}: its seal in the chain", (code, seat, seal), (signed["proposal"], signed["seat"], signed["seal"]))
            sheet = {"form": "cluster-sheet/2", "round": self.round["round"], "proposal": code, "seat": seat, "points": points}
            sheet |= {"words_sha256": words, "rulebook_sha256": self.round["rulebook_sha256"]}
            digest, by = sha256(canonical(sheet)), f"{self.round['round']}/{seat}"
            same(f"{where}: its seal, opened", seal, seal_of(digest, salt, by, signed["at"], signed["replaces"]))
            most = {item: maximum for item, _criterion, maximum in self.items(code)}
            given = {item: Decimal(points[item]) for item in most}  # what only informs, and answers to questions, are in no total
            off = [item for item in most if not 0 <= given[item] <= most[item] or given[item] % step]
            same(f"{where}: points off the scale, total", ([], total), (off, plain(sum(given.values()))))
            self.scores.setdefault(code, {})[seat] = given
            self.answers[code].append(points)

    def fails(self, code):  # a question to be passed, when so many of the sheets fail it as the rulebook says
        checks = self.tracks[self.proposals[code]["track"]].get("checks", {"value": {"items": []}})["value"]
        votes = [[[sheet.get(one["code"]) for sheet in self.answers[code]].count(no) for no in "01"] for one in checks["items"]]
        return any({"majority": no > yes, "any": no > 0, "all": no > yes == 0}[checks["fails_by"]] for no, yes in votes)

    def tally(self, code, bonus, penalty):  # one row of tally.csv, and the numbers by which the list is made
        sheets, trimming, told = self.scores.get(code, {}), self.rule("scoring", "trimming"), self.proposals[code]
        totals = sorted((sum(points.values()), seat) for seat, points in sheets.items())
        trimmed = len(totals) >= trimming["from_sheets"]
        low, high = (trimming["drop_lowest"], len(totals) - trimming["drop_highest"]) if trimmed else (0, len(totals))
        dropped, counted = " ".join(seat for _, seat in totals[:low] + totals[high:]), totals[low:high]
        row = {"proposal": code, "sheets": len(totals), "dropped": dropped, "bonus": plain(bonus), "penalty": plain(penalty)}
        if len(totals) < self.rule("scoring", "sheets_min") or not (trimmed or trimming["when_fewer"] == "plain_mean"):
            return {**row, "mean": "", "plain_mean": "", "total": "", "outcome": "no_result"}, None
        mean, plain_mean = (EXACT.divide(sum(points for points, _ in some), Decimal(len(some))) for some in (counted, totals))
        unrounded, rounding = EXACT.subtract(EXACT.add(mean, bonus), penalty), self.rule("scoring", "rounding")
        total = max(ZERO, unrounded).quantize(Decimal(1).scaleb(-rounding["places"]), f"ROUND_{rounding['mode']}".upper(), EXACT)
        why = "below_pass_line" if total < self.rule("scoring", "pass_line") else "check_failed" if self.fails(code) else ""
        numbers = defaultdict(int, {TOTAL: total, ("plain_mean", None): plain_mean, "why": why})
        numbers |= {(by, None): told[by] == "yes" for by in ("joint", "cross_region")}
        numbers["submitted_at", None] = -int(told["submitted"] or 0)
        for item, criterion, _most in self.items(code):
            numbers["criterion", criterion] += Fraction(sum(sheets[seat][item] for _, seat in counted)) / len(counted)
        row |= {"mean": plain(mean), "plain_mean": plain(plain_mean), "total": total}
        return {**row, "outcome": "failed" if why else "passed"}, numbers

    def check_tally(self):  # bonus and penalty points each within their own limit, all within the cap
        limits = {one["code"]: Decimal(one["points"]) for kind in ("bonuses", "penalties") for one in self.rule("scoring", kind)}
        caps = {kind: self.rule("scoring", f"{kind}_cap") for kind in ("bonus", "penalty")}
        asked = {(kind, code): ZERO for kind in caps for code in self.proposals}
        for row in self.table("adjustments.csv"):
            asked[row["kind"], row["proposal"]] += min(Decimal(row["points"]), limits.get(row["code"], ZERO))
        made = {code: self.tally(code, *(min(asked[kind, code], cap) for kind, cap in caps.items())) for code in self.proposals}
        self.same_table("tally.csv", [row for row, _numbers in made.values()])
        self.results = {code: numbers for code, (_row, numbers) in made.items() if numbers}

    def check_ranking(self):  # highest total first, ties by the steps that all tracks of the list share: 1, 2, 2, 4
        tracks = sorted({row["track"] for row in self.proposals.values()})
        first, *others = (self.tracks[track]["tie_breaks"]["value"] for track in tracks)
        steps = [(step["by"], step.get("criterion")) for step in first if all(step in chain for chain in others)]
        standing = {code: [-numbers[step] for step in [TOTAL, *steps]] for code, numbers in self.results.items()}
        self.places, rows = {}, []
        for _, equals in groupby(sorted(self.results, key=standing.get), standing.get):
            for place, code in product([len(rows) + 1], equals):
                self.places[code], total = place, self.results[code][TOTAL]
                rows.append({"position": len(rows) + 1, "place": place, "proposal": code, "total": total})
        self.same_table("ranking.csv", rows)

    def check_selection(self):  # down the list within the budget; equals together or not at all, unless people put them in order
        wishes = {self.tracks[row["track"]]["joint"]["value"] for row in self.proposals.values()}
        joint, most, line, rows = wishes.pop() if len(wishes) == 1 else "none", self.rule("choosing", "reserve_max"), [], []
        stops, left, waiting, halted = self.rule("choosing", "mode") == "stop", self.round["budget_krw"], 0, False
        for code, row in self.proposals.items():
            why = self.results[code]["why"] if code in self.results else "no_result"
            why = why or ("not_joint" if joint == "required" and row["joint"] != "yes" else "")
            behind, place = joint == "first" and row["joint"] != "yes", self.places.get(code, len(self.proposals) + 1)
            grant = min(int(row.get("recommended_krw") or row["asked_krw"]), self.tracks[row["track"]]["grant_cap_krw"]["value"])
            line.append(((why != "", behind, place, int(row["among_equals"] or 0)), code, why, grant))
        for equals in (list(group) for _, group in groupby(sorted(line, key=lambda one: one[0]), lambda one: one[0])):
            grants = [grant for *_, grant in equals]
            fits = not halted and sum(grants) <= left
            if not (fits or halted or equals[0][2]):
                same(f"selection.csv: {equals} are tied at the line", len(grants) > 1 and min(grants) <= left, False)
                halted = stops
            for _, code, why, grant in equals:
                decision, reason, number, won = "rejected", why or "beyond_reserve", "", ""
                if not why and fits:
                    decision, reason, left, won = "selected", "within_budget", left - grant, grant
                elif not why and (most is None or waiting < most):
                    waiting = number = waiting + 1
                    decision, reason = "reserve", "budget_exhausted" if stops else "skipped_too_large"
                row = {"order": len(rows) + 1, "proposal": code, "decision": decision, "reason": reason}
                rows.append({**row, "reserve_number": number, "granted_krw": won, "left_krw": left})
        self.same_table("selection.csv", rows)
        published = {row["proposal"]: sha256(f"{row['salt']}/{row['ref']}")[:32] for row in self.table("published.csv")}
        listed = {row["proposal"]: row["proposal"] for row in rows if row["decision"] != "rejected"}
        same("published.csv: codes of the proposals on the public list", published, listed)


def differences(folder, digest=""):  # in words: first of the record, then of the files' hashes; none when everything holds
    found = []
    for steps in (("draws", "chain", "papers", "scores", "tally", "ranking", "selection"), ["files"]):
        try:
            packet = Packet(folder, digest)
            for step in steps:
                getattr(packet, f"check_{step}")()
        except (AssertionError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
            found.append(str(error) if isinstance(error, AssertionError) else f"the packet cannot be read: {error!r}")
    return found


if __name__ == "__main__":
    if found := differences(sys.argv[1], sys.argv[3] if sys.argv[2:3] == ["--digest"] else ""):
        sys.exit("\n".join(f"DIFFERS: {words}" for words in found))
    print("HOLDS: everything follows from scores and rules. Digest:", sha256(Path(sys.argv[1], "manifest.json").read_bytes()))
