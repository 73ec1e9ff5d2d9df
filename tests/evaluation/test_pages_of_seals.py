"""What holds a signature: the evaluator's receipt, the chain for those who oversee, and the packet for everybody."""

import io
import json
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from cluster_portal.shared.canonical import canonical_json, sha256_hex
from evaluation.actions.close_round import close_due_rounds
from evaluation.actions.release_round import release_round
from evaluation.actions.reopen_sheet import reopen_sheet
from evaluation.merkle import is_included
from evaluation.models import Packet, Round, SealRecord, Sheet, SheetSeal
from evaluation.queries.seals import receipts
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    AFTER_CLOSE,
    SCORING_OPENS,
    head_of,
    make_confirmed_round,
    make_scoring_round,
    operator_of,
    seal,
    seal_all,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"evaluation:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def sheet() -> Sheet:
    make_scoring_round(members=5)
    return Sheet.objects.joined().order_by("pk").first()


def receipt_url(sheet: Sheet, number: int | None = None) -> str:
    here = [sheet.round.ref, sheet.proposal.ref]
    return url("sheet-receipt", *here) if number is None else url("sheet-receipt-file", *here, number)


def test_without_a_signature_there_is_no_receipt(client, sheet):
    client.force_login(sheet.member.expert.user)
    assert client.get(receipt_url(sheet)).status_code == 404
    assert client.get(receipt_url(sheet, 1)).status_code == 404


def test_every_signature_has_its_receipt(client, sheet):
    signed = seal(sheet, 70)
    seal(reopen_sheet(signed, by=operator_of(), reason="입력 착오", at=SCORING_OPENS), 75)
    client.force_login(sheet.member.expert.user)
    page = text_of(client.get(receipt_url(sheet)))
    for made in SheetSeal.objects.all():
        assert made.seal in page
    for record in SealRecord.objects.filter(kind="sealed"):
        assert record.hash in page
    assert "75" not in page.partition("<main")[2].replace(signed.seal, "").split("facts")[0]
    assert receipt_url(sheet) in text_of(client.get(url("sheet", sheet.round.ref, sheet.proposal.ref)))


def test_a_receipt_opens_the_seal(client, sheet):
    """As another program would do it, by docs/verify/README.md."""
    seal(sheet, "81.5")
    client.force_login(sheet.member.expert.user)
    kept = json.loads(client.get(receipt_url(sheet, 1)).content)
    words = {"comments": kept["comments"], "overall": kept["overall"], "salt": kept["words_salt"]}
    said = {name: kept[name] for name in ("points", "proposal", "round", "rulebook_sha256", "seat")}
    said |= {"form": "cluster-sheet/2", "words_sha256": sha256_hex(canonical_json(words))}
    signed = {name: kept[name] for name in ("replaces", "salt", "signed_at", "signed_by")}
    made = sha256_hex(canonical_json(signed | {"digest": sha256_hex(canonical_json(said))}))
    assert made == kept["seal"] == SheetSeal.objects.get().seal
    assert kept["hash"] == SealRecord.objects.get(number=kept["number"]).hash


def test_after_the_close_the_receipt_proves_that_the_sheet_counts(client, sheet):
    seal_all(sheet.round)
    close_due_rounds(at=AFTER_CLOSE)
    sheet = Sheet.objects.joined().get(pk=sheet.pk)
    (receipt,) = receipts(sheet)
    found = receipt.inclusion
    beside = [bytes.fromhex(one) for one in found.beside]
    assert found.size == 10
    assert is_included(bytes.fromhex(sheet.seal), found.place, found.size, beside, bytes.fromhex(sheet.round.merkle_root))
    client.force_login(sheet.member.expert.user)
    page = text_of(client.get(receipt_url(sheet)))
    assert sheet.round.merkle_root in page
    assert all(one in page for one in found.beside)


def test_a_receipt_is_its_evaluators_own(client, sheet):
    seal(sheet)
    colleague = sheet.round.members.exclude(pk=sheet.member_id).first().expert.user
    for other in (colleague, operator_of(), head_of(), make_user(Role.CENTRAL), make_user(Role.AUDITOR)):
        client.force_login(other)
        for number in (None, 1):
            assert client.get(receipt_url(sheet, number)).status_code in (403, 404)


def test_staff_see_seals_and_no_score_before_the_close(client, sheet):
    seal(sheet, "63.5")
    client.force_login(operator_of())
    page = text_of(client.get(url("round-seals", sheet.round.ref)))
    made = SheetSeal.objects.get()
    assert made.seal in page
    for secret in ("63.5", made.salt, made.words_salt, made.digest, made.overall, sheet.member.name):
        assert secret not in page


def test_the_chain_costs_the_same_for_one_and_for_many(client, sheet):
    client.force_login(operator_of())
    counts = []
    seal(sheet)
    client.get(url("round-seals", sheet.round.ref))  # what is fetched once for all pages
    for again in (False, True):
        if again:
            for other in Sheet.objects.exclude(pk=sheet.pk).joined():
                seal(other)
        with CaptureQueriesContext(connection) as queries:
            client.get(url("round-seals", sheet.round.ref))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The packet ---------------------------------------------------------------------------------


def test_everybody_downloads_the_packet_of_a_released_round(client):
    round = make_confirmed_round(proposals=2, members=5)
    assert client.get(url("result-packet", round.ref)).status_code == 404
    release_round(round, by=head_of())
    packet = Packet.objects.get()
    page = text_of(client.get(url("result-round", round.ref)))
    assert packet.sha256 in page
    assert Round.objects.get().merkle_root in page
    response = client.get(url("result-packet", round.ref))
    content = b"".join(response.streaming_content)
    assert sha256_hex(content) == packet.zip_sha256
    assert f'filename="{round.ref}-packet.zip"' in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sha256_hex(archive.read(f"{round.ref}/manifest.json")) == packet.sha256


def test_an_applicant_learns_the_code_of_the_own_proposal(client):
    round = make_confirmed_round(proposals=2, members=5)
    release_round(round, by=head_of())
    entry = round.entries.select_related("proposal__created_by").first()
    client.force_login(entry.proposal.created_by)
    assert entry.code in text_of(client.get(url("result-detail", entry.proposal.ref)))
