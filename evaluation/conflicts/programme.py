"""The programme's stricter grounds, as far and as long back as its rulebook says. One function a code."""

from collections.abc import Iterator

from evaluation.conflicts.engine import Field
from evaluation.conflicts.facts import Kind, Person
from evaluation.conflicts.findings import Fact, Tie
from evaluation.conflicts.names import plain_name
from evaluation.conflicts.registry import Setting, rule

TOGETHER = frozenset({Kind.RESEARCH, Kind.PUBLICATION, Kind.CONTRACT})
ADVICE = frozenset({Kind.ADVICE, Kind.WRITING})
COACHING = frozenset({Kind.COACHING})


@rule("same_organisation")
def same_organisation(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Works where somebody applies from. Roles that the rulebook names by codes of their own are left to those."""
    for role in field.roles_of("same_organisation"):
        yield from _employed(person, field, setting, role)


@rule("partner_organisation")
def partner_organisation(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Works for an organisation that takes part beside the lead."""
    yield from _employed(person, field, setting, "participant")


@rule("demand_company")
def demand_company(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Works for the firm that would use the result."""
    yield from _employed(person, field, setting, "demand")


def _employed(person: Person, field: Field, setting: Setting, role: str) -> Iterator[Tie]:
    """Where a department is what counts, one that nobody named counts as the same."""
    own = person.organisation
    if own is None:
        return
    if setting.unit == "whole" or not person.department:
        yield Tie(person.key, setting.code, (role, own), Fact("profile", own))
        return
    department = plain_name(person.department)
    yield Tie(person.key, setting.code, (f"{role} department", (own, department)), Fact("profile", own, detail=department))
    yield Tie(person.key, setting.code, (f"{role} department", (own, "")), Fact("profile", own, detail="department unknown"))


@rule("corporate_family")
def corporate_family(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Works in the group of an organisation that takes part; the own organisation is named by the rule above."""
    if person.family:
        own = ("organisation", person.organisation)
        yield Tie(person.key, setting.code, ("family", person.family), Fact("register", family=person.family), beside=own)


@rule("former_employment")
def former_employment(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    since = setting.looks_back_to(field.on)
    for past in person.former:
        if past.until >= since:
            fact = Fact(past.source, past.organisation, day=past.until)
            yield Tie(person.key, setting.code, ("organisation", past.organisation), fact)


@rule("joint_work")
def joint_work(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Joint research, papers and patents, contracts."""
    yield from _worked(person, field, setting, TOGETHER)


@rule("advice")
def advice(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Advised a firm, or helped it write."""
    yield from _worked(person, field, setting, ADVICE)


@rule("company_doctor")
def company_doctor(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    yield from _worked(person, field, setting, COACHING)


def _worked(person: Person, field: Field, setting: Setting, kinds: frozenset[Kind]) -> Iterator[Tie]:
    since = setting.looks_back_to(field.on)
    for work in person.works:
        if work.kind in kinds and (work.until is None or work.until >= since):
            fact = Fact(work.source, work.organisation, day=work.until, detail=work.kind.value)
            yield Tie(person.key, setting.code, ("organisation", work.organisation), fact)


@rule("declared")
def declared(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """What somebody declared under no ground of its own."""
    yield from ()


@rule("objection")
def objection(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """An applicant named the person as unsuitable, and HQ followed (기피)."""
    yield from ()
