"""The rules of one draw: as a plan for the walk, and in words for its notice."""

from math import ceil

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.draws.seats import House, Seats
from evaluation.draws.walk import EVERYWHERE, Plan
from evaluation.panel_shortage import sector_words
from evaluation.panels import PanelRules

LANGUAGES = ("ko", "en")


def plan_for_sections(rules: PanelRules, *, home: str, sections: tuple[str, ...], alternates_per_member: int) -> Plan:
    """A panel for each section, as large as can be had from the usual size down to the smallest; alternates are drawn as
    further panels by the same rules, or, where the pool ends, as many as there are."""
    members = tuple(rules.seats(size) for size in range(rules.size_target, rules.size_min - 1, -1))
    anybody = tuple(Seats(size, 0) for size in range(rules.size_target, 0, -1))
    return Plan(House(home), sections, members, (*members, *anybody), alternates_per_member)


def plan_for_pool(rules: PanelRules, *, home: str, size: int, alternates_per_member: int) -> Plan:
    """Where each proposal has its own evaluators: so many people, from whom panels are made after the draw. One organisation
    may send several; on one panel they cannot meet."""
    others = ceil(rules.other_regions_min_share * size)
    anybody = tuple(Seats(fewer, 0) for fewer in range(size, 0, -1))
    return Plan(House(home, False), (EVERYWHERE,), (Seats(size, others),), (Seats(size, others), *anybody), alternates_per_member)


def rule_text(plan: Plan, region: str, region_en: str) -> dict[str, str]:
    """What the notice says, in both languages."""
    found = {}
    for language, name in zip(LANGUAGES, (region, region_en), strict=True):
        with translation.override(language):
            found[language] = "\n".join(_sentences(plan, name))
    return found


def _sentences(plan: Plan, region: str) -> list[str]:
    most = plan.members[0]
    lines = [
        _("Everybody in the pool is put in the order of SHA-256(seed/id). The seed is made of a secret committed beforehand, the public value and the digest of the pool."),
        _("The order is walked from its beginning. Whoever is next, is not barred, and leaves it possible to fill all seats by these rules takes a seat; for everybody passed over the reason is kept."),
    ]  # fmt: skip
    if plan.sections == (EVERYWHERE,):
        lines.append(ngettext("%(n)d evaluator is drawn.", "%(n)d evaluators are drawn.", most.size) % {"n": most.size})
    else:
        lines.append(
            _("Sections are filled in the order of their numbers, each with %(target)d members, or as many as can be had down to %(smallest)d. Nobody sits in two sections.")
            % {"target": most.size, "smallest": plan.members[-1].size}
        )  # fmt: skip
    sizes = ", ".join(f"{one.others}/{one.size}" for one in plan.members)
    lines.append(
        _("From other regions than %(region)s come at least (of so many): %(sizes)s.") % {"region": region, "sizes": sizes}
    )
    if most.sectors:
        sectors = ", ".join(sector_words(one) for one in most.sectors)
        lines.append(_("At least one member comes from each of these sectors: %(sectors)s.") % {"sectors": sectors})
    if plan.house.one_per_organisation:
        lines.append(_("At most one member of a section comes from one organisation."))
    lines += [
        _("After all members, alternates are drawn in the same way, %(n)d for each member as far as the pool goes.") % {"n": plan.rounds_of_alternates},
        _("A free seat goes to the first alternate of the section who keeps the rules, then to the next in the order. What bars somebody at that time counts."),
        _("If the secret is not revealed in time the draw is void."),
    ]  # fmt: skip
    return [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
