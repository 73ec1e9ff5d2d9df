"""From a signature to a round that anybody can check: the evaluator's receipt, the chain, the packet, the published heads."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from accounts.actions.publish_chain_heads import publish_chain_heads
from accounts.models import Role
from evaluation.models import Packet, Sheet
from tests.evaluation.packets import make_released_round
from tests.factories.accounts import make_user
from tests.factories.evaluation import make_scoring_round, operator_of, seal
from tests.journeys.kit import Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_evaluator_keeps_the_receipt_and_the_headquarters_sees_only_seals(journey: Journey):
    round = make_scoring_round(members=5)
    for sheet in Sheet.objects.joined():
        seal(sheet, "63.5")
    sheet = Sheet.objects.joined().order_by("pk").first()
    assert sheet is not None
    evaluator = journey.person(sheet.member.expert.user, phone=True)
    evaluator.go(f"/evaluation/my/{round.ref}/sheets/{sheet.proposal.ref}/")
    evaluator.page.get_by_role("button", name="평가표").tap()
    evaluator.looks_right("sealed sheet")
    evaluator.page.get_by_role("link", name="접수증").tap()
    evaluator.sees(sheet.seal)
    evaluator.looks_right("receipt")
    with evaluator.page.expect_download() as download:
        evaluator.page.get_by_role("link", name="점수와 난수가 담긴 접수증").tap()
    assert download.value.suggested_filename.endswith("-1.json")
    office = journey.person(operator_of())
    office.go(f"/evaluation/rounds/{round.ref}/seals/")
    office.sees(sheet.seal[:16])
    office.looks_right("chain of seals")


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_anybody_checks_a_released_round(journey: Journey, tmp_path: Path, language: str):
    round = make_released_round("2010")
    visitor = journey.person(language=language)
    visitor.go(f"/evaluation/results/rounds/{round.ref}/")
    visitor.sees(Packet.objects.get().sha256)
    visitor.looks_right(f"released round {language[:2]}")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="ZIP").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        archive.extractall(tmp_path)
    command = visitor.page.locator("pre code").inner_text().split()
    done = subprocess.run([sys.executable, *command[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    published = publish_chain_heads()
    assert published is not None
    visitor.go("/audit/heads/")
    visitor.looks_right(f"published heads {language[:2]}")
    visitor.page.get_by_role("link", name=str(published.day)).click()
    visitor.sees(published.sha256)
    assert visitor.page.locator(f"a[href*='{round.ref}']").count() == 1
    visitor.looks_right(f"published heads of a day {language[:2]}")


def test_an_auditor_takes_the_heads_home(journey: Journey):
    make_scoring_round(members=5)
    published = publish_chain_heads()
    assert published is not None
    auditor = journey.person(make_user(Role.AUDITOR))
    auditor.go("/audit/")
    auditor.press("공개 검증값")
    auditor.page.get_by_role("link", name=str(published.day)).click()
    with auditor.page.expect_download() as download:
        auditor.press("이날의 연결 끝 해시 전체")
    assert download.value.suggested_filename == f"audit-heads-{published.day}.csv"
