"""A table of who judges what: read, held against the round, kept as a proposal, and downloaded as it was."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from cluster_portal.shared.errors import InvalidInput, NotAllowed
from evaluation.actions.appoint_assignment import appoint_assignment
from evaluation.actions.keep_assignment_file import keep_assignment_file
from evaluation.assignment_files import Line, Lines, read_lines
from evaluation.models import AssignmentRun
from evaluation.queries import assignments
from evaluation.queries.assignment_files import checked
from tests.factories.evaluation import SCORING_OPENS, make_answered_round, make_computed, operator_of

# --- Reading ------------------------------------------------------------------------------

words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(st.sets(st.tuples(words, st.integers(1, 99999)), min_size=1), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_what_is_written_is_read(pairs, encoding):
    target = io.StringIO()
    csv.writer(target).writerows([("과제", "자리"), *pairs])
    found = read_lines(target.getvalue().encode(encoding))
    assert not found.faults
    assert {(line.proposal, line.seat) for line in found.lines} == pairs


@given(st.binary(max_size=300))
def test_whatever_is_given_is_answered(content):
    found = read_lines(content)
    assert found.lines or found.faults


def codes(text: str) -> list[tuple[int, str]]:
    return [(fault.number, fault.code) for fault in read_lines(text.encode()).faults]


def test_each_fault_is_named_with_its_line():
    assert codes("proposal,who\nP-1,1\n") == [(0, "no-column")]
    assert codes("proposal,seat\n") == [(0, "empty")]
    assert codes("proposal,seat\nP-1,\nP-1,kim\n\nP-1,seat-3\nP-1,3\n") == [(2, "incomplete"), (3, "no-seat"), (6, "twice")]
    assert read_lines(b"\xff\xfe\x00").faults[0].code == "no-text"


def test_a_table_of_korean_excel_is_read():
    found = read_lines("과제번호,좌석,성명\n'P-1,7,김가상\n".encode("cp949"))
    assert found.lines == [Line(2, "P-1", 7, "김가상")]


# --- Held against a round --------------------------------------------------------------------


def table_of(run: AssignmentRun) -> str:
    rows = [(seat.entry.proposal.ref, seat.member.seat) for seat in run.seats.select_related("entry__proposal", "member")]
    return "proposal,seat\n" + "".join(f"{ref},{seat}\n" for ref, seat in rows)


@pytest.mark.django_db
def test_a_table_is_kept_as_a_proposal_and_appointed_like_a_computed_one():
    round = make_answered_round(people=12, proposals=3)
    computed, operator = make_computed(round), operator_of()
    run = keep_assignment_file(round, read_lines(table_of(computed).encode()), name="배정.csv", by=operator, at=SCORING_OPENS)
    assert (run.number, run.total, run.worst, run.unfilled, run.breaches) == (2, computed.total, computed.worst, [], [])
    assert run.result_digest == computed.result_digest
    assert run.bound_total >= run.total
    assert not assignments.standing(round).exists()
    assert Event.objects.filter(stream=round.stream, verb="assignment-read").count() == 1
    appoint_assignment(run, by=operator)
    assert assignments.standing(round).count() == 15


@pytest.mark.django_db
def test_faults_and_broken_rules_are_told_before_anything_is_kept():
    round = make_answered_round(people=12, proposals=2)
    entry, tied = round.entries.select_related("proposal").first(), round.members.joined().first()
    tied.expert.organisation = entry.proposal.lead
    tied.expert.save()
    lines = Lines(
        [
            Line(2, entry.proposal.ref, tied.seat),
            Line(3, "P-0", 1),
            Line(4, entry.proposal.ref, 99),
            Line(5, entry.proposal.ref, 2, "다른 사람"),
        ]
    )
    found = checked(round, lines)
    assert [(fault.number, fault.code) for fault in found.faults] == [
        (3, "unknown-proposal"), (4, "unknown-seat"), (5, "other-name"),
    ]  # fmt: skip
    assert ("candidate", entry.proposal.title, tied.name) in [(one.rule, *found.places(one)) for one in found.found.breaches]
    assert len(found.found.unfilled) == 9
    with pytest.raises(InvalidInput):
        keep_assignment_file(round, lines, name="x.csv", by=operator_of(), at=SCORING_OPENS)
    with pytest.raises(NotAllowed):
        keep_assignment_file(round, lines, name="x.csv", by=operator_of("honam"), at=SCORING_OPENS)
    assert not AssignmentRun.objects.exists()


# --- On the pages -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_table_that_was_downloaded_is_read_again(client):
    round = make_answered_round(people=12, proposals=3)
    run = make_computed(round)
    client.force_login(operator_of())
    export, read = (reverse(f"evaluation:assignment-{name}", args=[round.ref]) for name in ("export", "import"))
    assert client.get(f"{export}?run={run.number}").status_code == 200
    table = b"".join(client.post(f"{export}?run={run.number}", {"reason": "검토"}).streaming_content)
    assert len(table.decode("utf-8-sig").splitlines()) == 16

    def send(content: bytes, button: str):
        return client.post(read, {"file": SimpleUploadedFile("배정.csv", content), button: "1"})

    only_checked = send(table, "check")
    assert only_checked.status_code == 200
    assert (only_checked.context["report"]["seats"], only_checked.context["report"]["new"]) == (15, 15)
    assert AssignmentRun.objects.count() == 1
    refused = send(table.replace(b"\r\n", b"\r\nP-0,,1,,,,,,,\r\n", 1), "keep")
    assert refused.status_code == 422
    assert len(refused.context["report"]["faults"]) == 1
    assert send(b"", "check").status_code == 422
    kept = send(table, "keep")
    assert kept.url == reverse("evaluation:assignment-run", args=[round.ref, 2])
    assert "배정.csv" in client.get(kept.url).content.decode()
