"""Charts that only the dashboards draw."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cluster_portal.templatetags.charts import column_chart, ratio_bar
from clusters.queries import Growth, shown
from clusters.templatetags.clusters import metric, unit
from dashboards.figures import Dashboard

register = template.Library()


@register.simple_tag
def joint_share(board: Dashboard) -> SafeString:
    """Single, joint within a region, joint across regions: parts of what was submitted."""
    whole = board.whole
    parts: list[dict[str, Any]] = [
        {"label": _("Joint, across regions"), "value": whole.cross_region},
        {"label": _("Joint, within one region"), "value": whole.joint - whole.cross_region},
        {"label": _("Single firms"), "value": whole.submitted - whole.joint},
    ]
    return ratio_bar(parts, whole.submitted, _("Joint and cross-region proposals"))


@register.simple_tag
def growth_chart(one: Growth) -> SafeString:
    """One measure before and after, with its published rate in the title."""
    rows = [{"label": "2004", "values": [one.before.normalize()]}, {"label": "2008", "values": [one.after.normalize()]}]
    title = _("%(metric)s: +%(percent)s%%") % {"metric": metric(one.metric), "percent": shown(one.percent)}
    return column_chart(rows, [metric(one.metric)], title, unit(one.unit))
