"""Does one partner meet the rulebook's conditions of place and industry? Plain values.

Says of clusters.eligibility what the call's rulebook makes of it (RULES.md §3.5): whether every firm or only the
lead must stand in a complex, in which complexes, and in which industry. One partner that fails excludes the whole
proposal, so the board shows it while there is time to mend it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clusters.eligibility import MANUFACTURING, Named, Reason, Specialisation, lineage, plant_eligibility
from clusters.eligibility import Eligibility as Verdict
from programme.rulebook import FOR_PROFIT, Eligibility


@dataclass(frozen=True, slots=True)
class Site:
    """What the rulebook asks of a plant. `complex` None: in none of the programme's complexes."""

    complex: Named | None
    region: str | None  # code
    is_pilot: bool
    industries: tuple[Named, ...]
    specialised: tuple[Specialisation, ...]
    is_active: bool = True


def partner_eligibility(
    conditions: Eligibility, *, kind: str | None, is_lead: bool, site: Site | None, only_region: Named | None = None
) -> Verdict:
    """`kind` of the organisation, None while nobody has taken the place; `only_region`: of a regional call, for the lead."""
    if kind is None:
        return _refused(Reason("not-joined", False, _("The invited organisation has not taken its place yet."), {}))
    if not _asked_for_a_place(conditions, kind, is_lead):
        return Verdict(True, (_free_of_place(kind),))
    if site is None:
        return _refused(Reason("no-plant", False, _("No plant has been chosen."), {}))
    reasons = _of_the_site(conditions, site)
    if conditions.complexes.value == "pilot_12" and site.complex is not None and not site.is_pilot:
        sentence = _("%(complex)s is not one of the twelve pilot complexes.")
        reasons.append(Reason("not-pilot", False, sentence, {"complex": site.complex}))
    if is_lead and only_region is not None and site.complex is not None and site.region != only_region.code:
        reasons.append(Reason("other-region", False, _("This call is for plants in %(region)s."), {"region": only_region}))
    return Verdict(all(reason.met for reason in reasons), tuple(reasons))


def _of_the_site(conditions: Eligibility, site: Site) -> list[Reason]:
    judged = plant_eligibility(site.complex, site.industries, site.specialised, active=site.is_active).reasons
    if conditions.industry.value == "specialised_of_complex":
        return list(judged)
    of_place = [reason for reason in judged if reason.code in {"closed", "outside", "inside"}]
    return [*of_place, _manufacturing(site.industries)]


def _asked_for_a_place(conditions: Eligibility, kind: str, is_lead: bool) -> bool:
    return is_lead or (conditions.complex_asked_of.value == "every_firm" and kind in FOR_PROFIT)


def _free_of_place(kind: str) -> Reason:
    if kind in FOR_PROFIT:
        return Reason(
            "industry-declared", True, _("No complex is asked of this firm; it declares its industry with its consent."), {}
        )
    return Reason("not-a-firm", True, _("No plant is asked of an organisation that is not a firm."), {})


def _manufacturing(industries: Iterable[Named]) -> Reason:
    for industry in industries:
        if MANUFACTURING in lineage(industry.code):
            values = {"industry": industry, "code": industry.code}
            return Reason("industry", True, _("%(industry)s (%(code)s) is manufacturing."), values)
    return Reason("no-industry", False, _("No industry code has been entered for this plant."), {})


def _refused(reason: Reason) -> Verdict:
    return Verdict(False, (reason,))
