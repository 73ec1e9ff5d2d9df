"""Grounds of the law (제척): Act article 14 (2), Decree article 27 (3). One function a code."""

from collections.abc import Iterator

from evaluation.conflicts.engine import EVERYTHING, Field
from evaluation.conflicts.facts import Kind, Person
from evaluation.conflicts.findings import Fact, Tie
from evaluation.conflicts.names import plain_name
from evaluation.conflicts.registry import Setting, rule


@rule("participant")
def participant(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Signed, wrote, or holds an account of an organisation that takes part."""
    for organisation in sorted(field.signs_for(person.user)):
        yield Tie(person.key, setting.code, ("signs", (person.user, organisation)), Fact("signature", organisation))
    for organisation in sorted(person.acts_for):
        yield Tie(person.key, setting.code, ("organisation", organisation), Fact("account", organisation))


@rule("kin")
def kin(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """A declared relative works for an organisation that takes part; who is named there is told apart."""
    for relative in person.relatives:
        yield Tie(person.key, setting.code, ("organisation", relative.organisation), Fact("relatives", relative.organisation))
        named = ("named", (relative.organisation, plain_name(relative.name)))
        yield Tie(person.key, setting.code, named, Fact("relatives", relative.organisation, detail="named"))


@rule("same_department")
def same_department(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """The lowest-level department of somebody named in the proposal."""
    if person.organisation is not None and person.department:
        anchor = ("department", (person.organisation, plain_name(person.department)))
        yield Tie(person.key, setting.code, anchor, Fact("profile", person.organisation, detail=plain_name(person.department)))


@rule("direct_interest")
def direct_interest(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Holds shares of an organisation that takes part, or invested in it."""
    for work in person.works:
        if work.kind is Kind.OWNERSHIP and (work.until is None or work.until >= field.on):
            yield Tie(person.key, setting.code, ("organisation", work.organisation), Fact(work.source, work.organisation))


@rule("sanctioned")
def sanctioned(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Over evaluation law, within the years: judges nothing."""
    since = setting.looks_back_to(field.on)
    for day in person.sanctions:
        if since <= day <= field.on:
            yield Tie(person.key, setting.code, EVERYTHING, Fact("sanctions", day=day))


@rule("agency_staff")
def agency_staff(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Staff of the ministry or the agency judge nothing."""
    for office in sorted(person.offices):
        yield Tie(person.key, setting.code, EVERYTHING, Fact("role", detail=office))


@rule("cross_evaluation")
def cross_evaluation(person: Person, field: Field, setting: Setting) -> Iterator[Tie]:
    """Takes part in one proposal, and an expert who takes part in another could judge it in turn."""
    own = field.takes_part(person)
    if own:
        for proposal in field.proposals_of_others(person.key):
            if proposal not in own:
                yield Tie(person.key, setting.code, ("proposal", proposal), Fact("peers"))
