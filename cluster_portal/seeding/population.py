"""Firms with owners and plants in all 193 complexes, an office in each region, two hundred evaluators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.business_number import check_digit
from accounts.models import Grant, Organisation, OrganisationKind, Role, User
from clusters.models import Complex, Industry, Plant, Region
from clusters.queries import specialisations_of
from consultants.models import Expert, Sector

BATCH = 2000
EXPERTS = 200
DOMAIN = "seed.cluster.kr"
NO_PASSWORD = "!"  # noqa: S105  (nobody signs in as a seeded person)
NAMES = ("한빛", "대성", "서진", "미래", "동보", "우진", "세광", "태양", "신흥", "삼우", "광명", "정우")
TRADES = ("정밀", "모듈", "금형", "기전", "테크", "소재", "공업", "기계", "전자", "시스템", "로보틱스")


@dataclass(frozen=True, slots=True)
class Firm:
    organisation: Organisation
    owner: User
    plant: Plant


def make_firms(number: int, label: str) -> list[Firm]:
    """`number` firms in turn at every complex, each with a plant in an industry its complex specialises in."""
    organisations = _make_organisations(number, label)
    owners = make_people((f"{label}.owner{n}", f"대표{n}") for n in range(number))
    plants = _make_plants(organisations)
    return [Firm(*parts) for parts in zip(organisations, owners, plants, strict=True)]


def let_owners_in(firms: Iterable[Firm]) -> None:
    """Give the owners their role. Called last: until then no letter about a seeded past can reach anybody."""
    _give(Role.COMPANY_OWNER, ((firm.owner, {"organisation": firm.organisation}) for firm in firms))


def make_offices(label: str) -> dict[str, User]:
    """Heads of the regions by region code, and one person each for "central" and "ministry"."""
    regions = list(Region.objects.order_by("order").values_list("pk", flat=True))
    posts = [*regions, "central", "ministry"]
    people = dict(zip(posts, make_people((f"{label}.{post}", f"{post} 담당") for post in posts), strict=True))
    _give(Role.HQ_HEAD, ((people[region], {"region": region}) for region in regions))
    _give(Role.HQ_OPERATOR, ((people[region], {"region": region}) for region in regions))
    _give(Role.CENTRAL, [(people["central"], {})])
    _give(Role.MINISTRY, [(people["ministry"], {})])
    return people


def make_experts(label: str) -> list[Expert]:
    """Evaluators at universities of their own, spread evenly over the regions."""
    people = make_people((f"{label}.evaluator{n}", f"평가위원{n}") for n in range(EXPERTS))
    homes = Organisation.objects.bulk_create(
        [_organisation(brn, f"시드대학교{n} (시연)", OrganisationKind.UNIVERSITY) for n, brn in enumerate(_free_numbers(EXPERTS))]
    )
    regions = list(Region.objects.order_by("order"))
    _give(Role.EVALUATOR, ((person, {}) for person in people))
    return Expert.objects.bulk_create(
        [
            Expert(
                user=person, organisation=home, region=regions[n % len(regions)], sector=Sector.ACADEMIA, department="기계공학과",
                industries=["29"], is_demo=True,
            )
            for n, (person, home) in enumerate(zip(people, homes, strict=True))
        ]
    )  # fmt: skip


def make_people(named: Iterable[tuple[str, str]]) -> list[User]:
    """(name before the @, name) each."""
    people = [User(email=f"{local}@{DOMAIN}", name=f"{name}(시연)", password=NO_PASSWORD) for local, name in named]
    return User.objects.bulk_create(people, batch_size=BATCH)


def _give(role: str, people: Iterable[tuple[User, Mapping]]) -> None:
    Grant.objects.bulk_create([Grant(user=person, role=role, **scope) for person, scope in people], batch_size=BATCH)


def _make_organisations(number: int, label: str) -> list[Organisation]:
    rows = [
        _organisation(
            brn,
            f"{NAMES[n % len(NAMES)]}{TRADES[n % len(TRADES)]} {label}-{n} (시연)",
            OrganisationKind.MIDSIZE if n % 10 == 0 else OrganisationKind.SME,
        )
        for n, brn in enumerate(_free_numbers(number))
    ]
    return Organisation.objects.bulk_create(rows, batch_size=BATCH)


def _organisation(brn: str, name: str, kind: str) -> Organisation:
    return Organisation(brn=brn, name_ko=name, kind=kind, representative="시연 대표", address="시연로 1", is_demo=True)


def _free_numbers(number: int) -> list[str]:
    """Business numbers with a right check digit, from a range kept for seeding (they begin with 9)."""
    taken = Organisation.objects.filter(brn__startswith="9", is_demo=True).count()
    firsts = (f"9{taken + n:08d}" for n in range(number))
    return [f"{first}{check_digit(first)}" for first in firsts]


def _make_plants(organisations: list[Organisation]) -> list[Plant]:
    complexes = list(Complex.objects.select_related("region").order_by("order"))
    industries = _industry_of_each(complexes)
    plants = [
        Plant(
            organisation=organisation, name="본사공장", complex=complexes[n % len(complexes)], address="시연로 1",
            main_industry=industries[complexes[n % len(complexes)].pk],
        )
        for n, organisation in enumerate(organisations)
    ]  # fmt: skip
    plants = Plant.objects.bulk_create(plants, batch_size=BATCH)
    links = [Plant.industries.through(plant=plant, industry=plant.main_industry) for plant in plants]
    Plant.industries.through.objects.bulk_create(links, batch_size=BATCH)
    return plants


def _industry_of_each(complexes: Iterable[Complex]) -> dict[str, Industry]:
    """A line of industry at the lowest level that each complex admits."""
    lines = list(Industry.objects.filter(level=5).order_by("code"))
    return {complex: _lowest(lines, found[0].industry.code) for complex, found in specialisations_of(complexes).items()}


def _lowest(lines: list[Industry], code: str) -> Industry:
    """The first line under `code`; a section's letter stands for all of manufacturing."""
    return next(line for line in lines if code.isalpha() or line.code.startswith(code))
