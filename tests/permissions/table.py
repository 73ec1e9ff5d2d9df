"""Who gets what at every address of the portal: one row an address, one column a role (see roles.py).

    o    let in: a page, a file, an answer; or a refusal of what was sent, not of the person
    in   asked to sign in (a page leads there, the API says 401)
    x    may not: 403
    -    does not exist for this person: 404

A row says the address by its name, the methods it is asked with, and the thing it is about (world.py makes them). "GET POST" is
one row when both end alike. Where a request writes, it is sent with what such a request needs, so that only the person can be wrong.
Django's admin and the sign-in pages of django-allauth are swept by pattern in test_library_routes.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.permissions.roles import ROLES


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    methods: tuple[str, ...]
    thing: str
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.name} {'+'.join(self.methods)} {self.thing}".strip()


def rows() -> Iterator[Row]:
    """Columns begin where the heads of the first section do."""
    lines = [line for line in TABLE.splitlines() if line]
    first = lines[0].index(next(iter(ROLES)))
    for line in lines:
        if line.startswith("#"):
            assert line[first:].split() == list(ROLES), f"the heads of this section differ: {line}"
            continue
        cells = line[first:].split()
        assert len(cells) == len(ROLES), f"{len(cells)} cells for {len(ROLES)} roles: {line}"
        yield Row(line[:35].strip(), tuple(line[35:44].split()), line[44:first].strip(), dict(zip(ROLES, cells, strict=True)))


TABLE = """\
# The house: health, language, session                                  vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
healthz                            GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
readyz                             GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
set_language                       POST                                 o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
session-extend                     POST                                 in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o

# Front, help, search, statements                                       vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
dashboards:front                   GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:help                    GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:help-topic              GET      topic                       o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:help-errors             GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:privacy                 GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:terms                   GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:accessibility           GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:search                  GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:home                    GET                                  in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o

# Dashboard and audit                                                   vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
dashboards:ministry                GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
dashboards:ministry-csv            GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
dashboards:ministry-xlsx           GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
dashboards:audit-log               GET                                  in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   o
dashboards:access-log              GET                                  in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   o
dashboards:access-months           GET                                  in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   o
dashboards:access-month            GET      month that is over          in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   o
dashboards:access-month            POST     month that is over          in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   x
dashboards:access-month-file       GET      month that is over          in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   o
dashboards:audit-verify            POST                                 in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   o
dashboards:audit-heads             GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:audit-heads-day         GET      published day               o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
dashboards:audit-heads-file        GET      published day               in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o   o

# Places                                                                vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
clusters:map                       GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters:complex-list              GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters:complex-detail            GET      complex                     o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters:region-list               GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters:region-detail             GET      region                      o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters:sources                   GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o

# Plants                                                                vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
clusters:plant-list                GET                                  in  x   o   o   o   o   o   o   o   o   o   o   x   x   x   x   o   o   x
clusters:plant-create              GET POST                             in  x   o   o   o   o   x   x   x   x   x   x   x   x   x   x   x   x   x
clusters:industry-search           GET                                  in  x   o   o   o   o   o   x   x   x   x   x   x   x   x   x   x   x   x
clusters:plant-detail              GET      lead's plant                in  x   o   -   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
clusters:plant-edit                GET POST lead's plant                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
clusters:plant-close               POST     lead's plant                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x

# Rulebooks, years, budgets, days off                                   vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
programme:rulebook-list            GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
programme:rulebook-compare         GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
programme:rulebook-detail          GET      rulebook                    o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
programme:rulebook-document        GET      rulebook                    o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
programme:rulebook-succeed         GET POST rulebook                    in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:rulebook-freeze          POST     rulebook                    in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:budget-list              GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
programme:year-create              GET POST                             in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:year-detail              GET      year                        in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
programme:year-edit                GET POST year                        in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:year-open                POST     year                        in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:year-close               POST     year                        in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:budget-edit              GET POST budget                      in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:holiday-list             GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
programme:holiday-edit             GET POST                             in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
programme:holiday-forget           POST     day                         in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x

# Calls                                                                 vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
projects:call-list                 GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
projects:call-create               GET POST                             in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   x   x
projects:call-detail               GET      call                        o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
projects:call-detail               GET      draft call                  -   -   -   -   -   -   -   -   -   -   -   o   -   -   -   -   o   o   -
projects:call-detail               GET      draft call of the region    -   -   -   -   -   -   -   o   o   -   -   o   -   -   -   -   o   o   -
projects:call-edit                 GET POST draft call                  in  x   x   x   x   x   x   -   -   -   -   o   x   x   x   x   x   x   x
projects:call-edit                 GET POST draft call of the region    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
projects:call-preview              GET      draft call                  in  x   x   x   x   x   x   -   -   -   -   o   x   x   x   x   x   x   x
projects:call-preview              GET      draft call of the region    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
projects:call-discard              POST     draft call                  in  x   x   x   x   x   x   -   -   -   -   o   x   x   x   x   x   x   x
projects:call-discard              POST     draft call of the region    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
projects:call-publish              GET POST draft call                  in  x   x   x   x   x   x   -   -   -   -   o   x   x   x   x   x   x   x
projects:call-publish              GET POST draft call of the region    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
projects:call-extend               GET POST call                        in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
projects:call-extend               GET POST call of the region          in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
projects:call-amend                GET POST call                        in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
projects:call-amend                GET POST call of the region          in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
projects:call-drafts               GET      call                        in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   o   x
projects:call-drafts               GET      draft call of the region    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
projects:proposal-start            GET POST call                        in  x   o   o   o   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-start            GET      draft call                  in  x   -   -   -   -   -   x   x   x   x   x   x   x   x   x   x   x   x

# Proposals: the firms and the offices                                  vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
projects:proposal-list             GET                                  in  x   o   o   o   o   o   o   o   o   o   o   x   x   x   x   o   o   x
projects:recusal-list              GET POST                             in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
projects:recusal-end               GET POST recusal                     in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
projects:proposal-detail           GET      draft                       in  x   o   o   -   o   o   -   -   -   -   -   x   x   x   x   -   -   x
projects:proposal-detail           GET      handed-in                   in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects:proposal-detail           GET      judged                      in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects:proposal-step             GET      draft step                  in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-step             POST     draft step                  in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-step             GET      handed-in step              in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-autosave         POST     draft                       in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:amendments-read           POST     draft                       in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:earlier-text              GET POST draft field                 in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:budget-autosave           POST     draft amount                in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-presence         POST     draft                       in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-presence         POST     draft step                  in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-upload           POST     draft document              in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-file-remove      POST     draft document row          in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-check            GET      draft                       in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-submit           POST     draft                       in  x   o   x   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-submitted        GET      handed-in                   in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-withdraw         POST     handed-in                   in  x   o   x   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x
projects:proposal-receipt          GET      handed-in                   in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects:proposal-print            GET      draft                       in  x   o   o   -   o   o   -   -   -   -   -   x   x   x   x   -   -   x
projects:proposal-print            GET      handed-in                   in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects:proposal-history          GET      draft                       in  x   o   o   -   o   o   -   -   -   -   -   x   x   x   x   -   -   x
projects:proposal-history          GET      handed-in                   in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects:proposal-compare          GET      draft field                 in  x   o   o   -   o   o   -   -   -   -   -   x   x   x   x   -   -   x
projects:proposal-compare          GET      handed-in field             in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects:partner-invite            GET POST draft                       in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-invite-earlier    POST     draft earlier partner       in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-lookup            GET      draft                       in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-edit              GET POST draft partner               in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-resend            POST     draft partner               in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-remove            POST     draft partner               in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-consent           GET      draft partner               in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-consent           POST     draft partner               in  x   x   o   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x
projects:partner-decline           POST     draft partner               in  x   x   o   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x
projects:invitation                GET      partner's letter            o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
documents:file                     GET      draft file                  in  -   o   o   -   o   o   -   -   -   -   -   -   -   -   -   -   -   -
documents:file                     GET      handed-in file              in  -   o   o   -   o   o   o   o   -   -   o   -   -   -   -   o   o   -
documents:file                     GET      judged file                 in  -   o   o   -   o   o   o   o   -   -   o   o   -   -   -   o   o   -

# Screening, tables to take away                                        vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
projects:proposal-screen           GET POST handed-in                   in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
projects:proposal-screen-many      GET POST                             in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   x   x
projects:proposal-contacts         POST     handed-in                   in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   o   o   x
projects:proposal-export-csv       GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
projects:proposal-export-xlsx      GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
projects:proposal-export-contacts  GET POST                             in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x

# The experts’ pool                                                     vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
consultants:expert-list            GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   o   x
consultants:expert-add             GET POST                             in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
consultants:expert-me              GET                                  in  x   x   x   x   x   x   x   x   x   x   x   o   o   -   x   x   x   x
consultants:expert-detail          GET      expert                      in  x   x   x   x   x   x   o   o   o   o   o   o   -   -   x   x   o   x
consultants:expert-edit            GET POST expert                      in  x   x   x   x   x   x   x   x   x   x   o   o   -   -   x   x   x   x
consultants:pool-statistics        GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   o   x
consultants:profile-confirm        POST     expert                      in  x   x   x   x   x   x   x   x   x   x   x   o   -   -   x   x   x   x
consultants:entry-add              GET POST expert's degrees            in  x   x   x   x   x   x   x   x   x   x   o   o   -   -   x   x   x   x
consultants:entry-add              GET POST expert's sanctions          in  x   x   x   x   x   x   x   x   x   x   o   x   -   -   x   x   x   x
consultants:entry-edit             GET POST expert's degree             in  x   x   x   x   x   x   x   x   x   x   o   o   -   -   x   x   x   x
consultants:entry-remove           POST     expert's degree             in  x   x   x   x   x   x   x   x   x   x   o   o   -   -   x   x   x   x

# Evaluators                                                            vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
evaluation:desk                    GET                                  in  x   x   x   x   x   x   x   x   x   x   x   o   o   x   x   x   x   x
evaluation:my-honoraria            GET                                  in  x   x   x   x   x   x   x   x   x   x   x   o   o   x   x   x   x   x
evaluation:invitation              GET      seat's letter               in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:invitation-accept       POST     seat's letter               in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:invitation-decline      POST     seat's letter               in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-round                GET      invited                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-round                GET      scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-round                GET      released                    in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-pledge               GET POST scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-conflicts            GET POST scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-conflicts-again      GET POST scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:meeting-room            GET      scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:meeting-attend          POST     own meeting                 in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:minutes-sign            GET POST tallied minutes             in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-matrix               GET      scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-discussion           GET      tallied proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-discussion           GET POST scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   -   -   x   x   x   x   x
evaluation:my-grid                 GET      scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-grid                 GET      tallied                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-offline              GET POST scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-offline              GET      tallied                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-offline-file         GET      scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-offline-take         POST     scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-next                 GET      scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:my-seal                 POST     scoring                     in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet                   GET      scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet                   GET      tallied proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet-autosave          POST     scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:note-autosave           POST     scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet-seal              POST     scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet-receipt           GET      tallied proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet-print             GET      scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet-receipt-file      GET      tallied receipt             in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet-abstain           POST     scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:sheet-reopen-own        POST     scoring proposal            in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x

# Rounds                                                                vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
evaluation:round-list              GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
evaluation:round-plan              GET POST                             in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   x   x
evaluation:round-estimate          GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   x   x
evaluation:round-assignment        GET      individual                  in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:assignment-start        GET POST individual                  in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-run          GET      individual run              in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:assignment-cancel       POST     individual run              in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-appoint      POST     individual run              in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-export       GET POST individual                  in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-import       GET POST individual                  in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-late         POST     individual                  in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-panel        GET POST individual proposal         in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-rule         POST     individual proposal         in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:assignment-rule-lift    POST     individual ban              in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-detail            GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
evaluation:round-detail            GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
evaluation:round-detail            GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
evaluation:round-detail            GET      released                    in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
evaluation:round-open              POST     invited                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-extend            GET POST scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-schedule          GET POST scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-reconvene         GET POST tallied                     in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:round-close             GET POST scoring                     in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:round-tally             POST     tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-blind             GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-blind             GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:blind-switch            POST     planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:blind-copy              GET POST scoring proposal            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:blind-check             POST     scoring proposal            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:blind-upload            POST     scoring file to blacken     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:blind-file-remove       POST     scoring file to blacken     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-panel             GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-panel             GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-panel             GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   o   x
evaluation:round-sections          GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:section-form            POST     planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:section-move            POST     planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:section-rename          POST     planned section             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-draw              GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:draw-announce           POST     planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-draw              GET      to be drawn                 in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:draw-value              POST     announced draw              in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:draw-carry-out          POST     announced draw              in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:draw-void               GET POST announced draw              in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:panel-propose           POST     planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:panel-invite            POST     planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:panel-pick              GET POST invited                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:panel-change            GET POST invited                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:panel-chair             POST     invited seat                in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:conflict-list           GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:conflict-list           GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   o   x
evaluation:conflict-rule           POST     planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:conflict-export         GET POST planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:conflict-check          GET POST planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:objection-list          GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:objection-decide        GET POST planned objection           in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:declaration-list        GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:declaration-excuse      GET POST tallied seat                in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-honoraria         GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-honoraria         POST     tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:honoraria-paid          POST     tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:honoraria-export        GET POST tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:service-list            GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:service-mark            POST     tallied seat                in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:expert-service          GET      expert                      in  x   x   x   x   x   x   o   o   o   o   o   o   -   -   x   x   o   x
evaluation:round-monitor           GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-seals             GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-remind            POST     scoring                     in  x   x   x   x   x   x   o   o   -   -   x   x   x   x   x   x   x   x
evaluation:round-monitor           GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   o   x
evaluation:round-seals             GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   o   x
evaluation:sheet-reopen            GET POST sealed sheet                in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:entry-list              GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   -   x   x   x   o   x
evaluation:entry-list              GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   o   x
evaluation:adjustment-edit         GET POST scoring proposal            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:evidence-upload         POST     scoring proposal to prove   in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:evidence-remove         POST     scoring evidence            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:cut-edit                GET POST tallied proposal            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:opinion-edit            GET POST tallied proposal            in  x   x   x   x   x   x   o   o   -   -   x   x   -   x   x   x   x   x
evaluation:meeting-list            GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:meeting-list            GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   o   x
evaluation:meeting-plan            GET POST scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:meeting-detail          GET      scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:meeting-edit            GET POST scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:agenda-set              POST     scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:agenda-order            POST     scoring meeting order       in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:agenda-break            POST     scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:agenda-break-remove     POST     scoring meeting break       in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:meeting-announce        POST     scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:agenda-export           GET      scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:agenda-print            GET      scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:meeting-run             GET      scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:meeting-begin           POST     scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:meeting-end             POST     scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:meeting-call            POST     scoring meeting             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:agenda-move             POST     scoring meeting line        in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:agenda-note             POST     scoring meeting line        in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:attendance-set          POST     scoring meeting seat        in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:minutes                 GET      tallied minutes             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:minutes                 POST     tallied minutes             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:minutes                 GET      scoring results             in  x   x   x   x   x   x   -   -   -   -   -   x   x   x   x   x   -   x
evaluation:minutes-print           GET      tallied minutes             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:minutes-record          GET      tallied minutes             in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-answers           GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-matrix            GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-matrix            GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:discussion              GET      scoring proposal            in  x   x   x   x   x   x   -   -   -   -   -   x   x   x   x   x   -   x
evaluation:discussion              GET      tallied proposal            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   o   x
evaluation:round-ranking           GET      scoring                     in  x   x   x   x   x   x   x   x   -   -   x   x   x   x   x   -   x   x
evaluation:round-ranking           GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
evaluation:round-ranking           GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   o   o   x
evaluation:round-support           GET      planned                     in  x   x   x   x   x   x   x   x   -   -   x   -   -   x   x   x   x   x
evaluation:round-support           GET      scoring                     in  x   x   x   x   x   x   x   x   -   -   x   x   -   x   x   x   x   x
evaluation:round-support           GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   -   x   x   x   o   x
evaluation:round-support           GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   o   x
evaluation:round-what-if           GET POST scoring                     in  x   x   x   x   x   x   x   x   -   -   x   x   x   x   x   x   x   x
evaluation:round-what-if           GET POST tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:round-what-if           GET POST released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
evaluation:round-trace             GET      tallied proposal            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
evaluation:round-trace             GET      released proposal           in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   o   o   x
evaluation:round-trace-print       GET      released proposal           in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   o   o   x
evaluation:round-trace-print       GET      tallied proposal            in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
evaluation:round-confirm           GET POST tallied                     in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:round-approval          GET      scoring                     in  x   x   x   x   x   x   x   x   -   -   x   x   x   x   x   -   x   x
evaluation:round-approval          GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
evaluation:round-approval          GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   o   o   x
evaluation:approval-ask            POST     tallied                     in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:approval-decide         POST     tallied seat                in  x   x   x   x   x   x   x   -   x   -   x   x   x   x   x   -   x   x
evaluation:round-release           GET POST tallied                     in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:round-letters           GET      scoring                     in  x   x   x   x   x   x   x   x   -   -   x   x   x   x   x   x   x   x
evaluation:round-letters           GET      tallied                     in  x   x   x   x   x   x   x   x   -   -   x   x   x   x   x   x   x   x
evaluation:round-letters           GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
evaluation:letter-preview          GET      tallied proposal            in  x   x   x   x   x   x   x   x   -   -   x   x   x   x   x   x   x   x
evaluation:letter-preview          GET      released proposal           in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
evaluation:round-afterwards        GET      tallied                     in  x   x   x   x   x   x   x   x   -   -   x   x   x   x   x   -   x   x
evaluation:round-afterwards        GET      released                    in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   o   o   x
evaluation:drop-out                GET POST tallied proposal            in  x   x   x   x   x   x   x   x   x   -   x   x   x   x   x   x   x   x
evaluation:drop-out                GET POST released proposal           in  x   x   x   x   x   x   x   o   x   x   x   x   x   x   x   x   x   x
evaluation:reserve-promote         POST     released                    in  x   x   x   x   x   x   x   o   x   x   x   x   x   x   x   x   x   x
evaluation:rest-to-pool            POST     released                    in  x   x   x   x   x   x   x   o   x   x   x   x   x   x   x   x   x   x
evaluation:pool                    GET      year                        in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   o   o   x
evaluation:pool-fund               POST     year                        in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   x
evaluation:adviser-choose          GET POST released advice             in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
evaluation:my-advice               GET POST own advice                  in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
evaluation:plan-edit               GET POST released plan               in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:advice-ask              POST     released proposal           in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x

# Results                                                               vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
evaluation:own-answer              GET POST judged                      in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:own-answer-autosave     POST     judged                      in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:own-objections          GET POST objected proposal           in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:meeting-waiting         GET      heard proposal              in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:own-researchers         POST     objected proposal           in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:objection-withdraw      POST     own objection               in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:draw-list               GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
evaluation:draw-detail             GET      announced draw              o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
evaluation:draw-record             GET      announced draw              o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
evaluation:draw-files              GET      announced draw              o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
evaluation:result-list             GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
evaluation:result-round            GET      scoring                     -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
evaluation:result-packet           GET      scoring                     -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
evaluation:result-round            GET      released                    o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
evaluation:result-packet           GET      released                    o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
evaluation:result-detail           GET      tallied proposal            in  x   -   -   -   -   -   -   -   -   -   -   x   x   x   x   -   -   x
evaluation:result-detail           GET      released proposal           in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
evaluation:result-print            GET      released proposal           in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
evaluation:appeal-start            POST     released proposal           in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:appeal-list             GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
evaluation:appeal-detail           GET      draft appeal                in  x   o   -   -   o   o   -   -   -   -   -   x   x   x   x   -   -   x
evaluation:appeal-detail           GET      appeal                      in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
evaluation:appeal-edit             GET POST draft appeal                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:appeal-autosave         POST     draft appeal                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:appeal-upload           POST     draft appeal                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:appeal-file-remove      POST     draft appeal's file         in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:appeal-withdraw         POST     appeal                      in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
evaluation:appeal-receipt          GET      appeal                      in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
evaluation:appeal-content          GET      appeal                      in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
evaluation:appeal-hearing          GET POST appeal                      in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:appeal-dismiss          GET POST appeal                      in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:appeal-review           GET POST appeal                      in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
evaluation:appeal-decide           GET POST appeal                      in  x   x   x   x   x   x   x   o   x   -   x   x   x   x   x   x   x   x
evaluation:appeal-result           GET      appeal                      in  x   -   -   -   -   -   -   -   -   -   -   x   x   x   x   -   -   x
evaluation:result-addendum         GET      released addendum           -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -

# Notices                                                               vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
notifications:notice-list          GET                                  in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
notifications:notice-open          POST     owner's notice              in  -   o   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
notifications:notice-read-all      POST                                 in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
notifications:preference-edit      GET POST                             in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
notifications:undelivered-list     GET                                  in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   o
notifications:undelivered-retry    POST                                 in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   o
notifications:mailbox              GET                                  -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
notifications:mail-detail          GET      sent mail                   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
notifications:mail-attachment      GET      attachment of sent mail     -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -

# Accounts                                                              vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
accounts:profile                   GET POST                             in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
accounts:role-leave                POST     writer's role               in  -   -   -   -   o   -   -   -   -   -   -   -   -   -   -   -   -   -
accounts:invitation                GET      letter to a new member      o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
accounts:organisation-register     GET POST                             in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
accounts:organisation-join         GET POST lead                        in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
accounts:organisation-detail       GET      lead                        in  x   o   -   -   o   o   o   o   o   o   o   x   x   x   x   o   o   o
accounts:organisation-detail       POST     lead                        in  x   o   -   -   x   x   x   x   x   x   x   x   x   x   x   x   x   o
accounts:organisation-edit         GET POST lead                        in  x   o   -   -   x   x   x   x   x   x   x   x   x   x   x   x   x   o
accounts:join-answer               POST     request to join             in  x   o   -   -   x   x   x   x   x   x   x   x   x   x   x   x   x   o
accounts:invitation-revoke         POST     open invitation             in  x   o   -   -   x   x   x   x   x   x   x   x   x   x   x   x   x   o
accounts:member-end                POST     writer's role               in  x   o   -   -   x   x   x   x   x   x   x   x   x   x   x   x   x   o
accounts:people-list               GET POST                             in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   o
accounts:role-end                  POST     doctor's role               in  x   x   x   x   x   x   x   x   x   x   o   x   x   x   x   x   x   o

# The component page (everybody's in demonstration mode)                vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
ui:component-list                  GET                                  in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o
ui:form                            GET POST                             in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o
ui:detail                          GET                                  in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o
ui:score                           GET                                  in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o
ui:autosave                        POST                                 in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o
ui:upload                          POST                                 in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o
ui:presence                        POST                                 in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o
ui:error                           GET      status                      in  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   o

# API: its own description                                              vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
api-schema                         GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
api-docs                           GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o

# API: places, rules, budgets                                           vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
clusters-api:region-list           GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters-api:region-detail         GET      region                      o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters-api:complex-list          GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters-api:complex-detail        GET      complex                     o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters-api:industry-list         GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters-api:industry-detail       GET      industry                    o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters-api:indicator-list        GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
clusters-api:plant-list            GET                                  in  x   o   o   o   o   o   o   o   o   o   o   x   x   x   x   o   o   x
clusters-api:plant-list            POST     plant for the lead          in  x   o   x   x   o   x   x   x   x   x   x   x   x   x   x   x   x   x
clusters-api:plant-detail          GET      lead's plant                in  x   o   -   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
clusters-api:plant-detail          PATCH    lead's plant                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
clusters-api:plant-close           POST     lead's plant                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
programme-api:rulebook-list        GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
programme-api:rulebook-detail      GET      rulebook                    o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
programme-api:year-list            GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
programme-api:year-detail          GET      year                        in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
programme-api:budget-list          GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
api-organisation-list              GET POST                             in  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
api-organisation-detail            GET      lead                        in  -   o   -   -   o   o   o   o   o   o   o   -   -   -   -   o   o   o

# API: calls and proposals                                              vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
projects-api:call-list             GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
projects-api:call-list             POST                                 in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   x   x   x
projects-api:call-detail           GET      call                        o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
projects-api:call-detail           GET      draft call                  -   -   -   -   -   -   -   -   -   -   -   o   -   -   -   -   o   o   -
projects-api:call-detail           PUT      draft call                  in  x   x   x   x   x   x   -   -   -   -   o   x   x   x   x   x   x   x
projects-api:call-publish          POST     draft call of the region    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   x   x   x
projects-api:call-extend           POST     call of the region          in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
projects-api:call-amend            POST     call of the region          in  x   x   x   x   x   x   o   o   x   x   o   x   x   x   x   x   x   x
projects-api:proposal-list         GET                                  in  x   o   o   o   o   o   o   o   o   o   o   x   x   x   x   o   o   x
projects-api:proposal-list         POST     proposal for the lead       in  x   o   x   x   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-detail       GET      draft                       in  x   o   o   -   o   o   -   -   -   -   -   x   x   x   x   -   -   x
projects-api:proposal-detail       GET      handed-in                   in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects-api:proposal-detail       PATCH    draft                       in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-answers      PUT      draft field                 in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-readiness    GET      draft                       in  x   o   o   -   o   o   -   -   -   -   -   x   x   x   x   -   -   x
projects-api:proposal-readiness    GET      handed-in                   in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects-api:proposal-submissions  GET      handed-in                   in  x   o   o   -   o   o   o   o   -   -   o   x   x   x   x   o   o   x
projects-api:proposal-partners     POST     draft                       in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-partner      PATCH    draft partner               in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-partner      DELETE   draft partner               in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-budget       PUT      draft partner               in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-consent      POST     draft partner               in  x   x   o   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-decline      POST     draft partner               in  x   x   o   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-invitation   POST     draft partner               in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-files        POST     draft document              in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-file         DELETE   draft document row          in  x   o   x   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-submit       POST     draft                       in  x   o   x   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x
projects-api:proposal-withdraw     POST     handed-in                   in  x   o   x   -   x   x   x   x   x   x   x   x   x   x   x   x   x   x

# API: rounds, sheets, results                                          vis mem own prt oth wri out hqo hqh xqo xqh cen evp evo doc sec min aud adm
api-round-list                     GET                                  in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
api-round-detail                   GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
api-round-detail                   GET      released                    in  x   x   x   x   x   x   o   o   o   o   o   x   x   x   x   o   o   x
api-round-ranking                  GET      scoring                     in  x   x   x   x   x   x   -   -   -   -   -   x   x   x   x   -   -   x
api-round-ranking                  GET      tallied                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
api-round-rulings                  GET      planned                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
api-round-rulings                  GET      released                    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
api-round-evidence                 GET      scoring                     in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
api-round-evidence                 GET      released                    in  x   x   x   x   x   x   o   o   -   -   o   x   x   x   x   -   o   x
api-sheet-list                     GET                                  in  x   x   x   x   x   x   x   x   x   x   x   o   o   x   x   x   x   x
api-sheet-detail                   GET      scoring sheet               in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
api-sheet-detail                   PATCH    scoring sheet               in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
api-sheet-seal                     POST     scoring sheet               in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
api-sheet-abstain                  POST     scoring sheet               in  x   x   x   x   x   x   x   x   x   x   x   o   -   x   x   x   x   x
api-appeal-list                    GET                                  in  x   o   o   o   o   o   x   x   x   x   x   x   x   x   x   x   x   x
api-appeal-list                    POST     result to appeal            in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
api-appeal-detail                  GET      appeal                      in  x   o   o   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
api-appeal-detail                  GET      draft appeal                in  x   o   -   -   o   o   x   x   x   x   x   x   x   x   x   x   x   x
api-appeal-detail                  PATCH    draft appeal                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
api-appeal-file                    POST     draft appeal                in  x   o   -   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
api-appeal-withdraw                POST     appeal                      in  x   o   x   -   o   x   x   x   x   x   x   x   x   x   x   x   x   x
api-result-list                    GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
api-result-detail                  GET      released result             o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
api-addendum-list                  GET                                  o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o   o
api-addendum-detail                GET      no addendum                 -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -   -
api-objection-list                 GET                                  in  x   o   o   o   o   o   o   o   o   o   o   x   x   x   x   x   o   x
api-objection-detail               GET      own objection               in  x   o   -   -   o   -   o   o   -   -   o   x   x   x   x   x   o   x
api-meeting-list                   GET                                  in  x   x   x   x   x   x   o   o   o   o   o   o   o   x   x   x   o   x
api-meeting-detail                 GET      machine's meeting           in  x   x   x   x   x   x   o   o   -   -   o   o   -   x   x   x   o   x
api-meeting-agenda                 GET      machine's meeting           in  x   x   x   x   x   x   o   o   -   -   o   o   -   x   x   x   o   x
api-meeting-papers                 GET      machine's meeting           in  x   x   x   x   x   x   o   o   -   -   o   -   -   x   x   x   o   x
"""
