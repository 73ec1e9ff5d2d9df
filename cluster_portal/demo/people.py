"""Who can sign in to the demonstration."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress

from accounts.demo import DEMO_PASSWORD, DOMAIN, PEOPLE
from accounts.models import COMPANY_ROLES, HQ_ROLES, Grant, Organisation, Role, User
from cluster_portal.shared.regions import REGIONS
from clusters.models import Region
from consultants.models import Expert

YEARLY_CAP = 20  # rounds: a demonstration has few evaluators for many rounds
# Evaluators' home regions, sectors and universities or firms: at least half come from other regions than the capital.
EXPERTS = [
    ("evaluator1", "capital", "academia", "시연수도대학교", "기계공학과"),
    ("evaluator2", "capital", "industry", "시연자동화", "기술연구소"),
    ("evaluator3", "capital", "research", "시연생산기술연구원", "공정혁신센터"),
    ("evaluator4", "dongnam", "academia", "시연동남대학교", "자동차공학과"),
    ("evaluator5", "dongnam", "industry", "시연정공", "설계실"),
    ("evaluator6", "daegyeong", "academia", "시연대경대학교", "전자공학과"),
    ("evaluator7", "daegyeong", "research", "시연전자부품연구원", "모듈연구실"),
    ("evaluator8", "honam", "academia", "시연호남대학교", "광공학과"),
    ("evaluator9", "chungcheong", "industry", "시연배터리", "품질혁신실"),
]
KINDS = {"academia": "university", "industry": "midsize", "research": "institute"}


def address(local: str) -> str:
    return f"{local}@{DOMAIN}"


def person(local: str) -> User:
    return User.objects.get(email=address(local))


def make_person(local: str, name: str, *roles: str, organisation: Organisation | None = None, region: str = "") -> User:
    """A demonstration account with a confirmed address."""
    user, made = User.objects.get_or_create(email=address(local), defaults={"name": f"{name}(시연)"})
    if made:
        user.set_password(DEMO_PASSWORD)
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for role in roles:
        Grant.objects.get_or_create(
            user=user, role=role, ended_at=None,
            organisation=organisation if role in COMPANY_ROLES else None,
            region=region if role in HQ_ROLES else "",
        )  # fmt: skip
    if Role.ADMIN in roles:
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.forget_grants()
    return user


def make_offices() -> None:
    """Everybody but the firms' people: offices, evaluators, and a head for each of the other regions."""
    for local, name, roles, _what in PEOPLE:
        if not COMPANY_ROLES.intersection(roles):
            make_person(local, name, *roles, region="capital")
    names = dict(Region.objects.values_list("code", "name_ko"))
    for code in REGIONS:
        if code != "capital":
            make_person(f"hqhead.{code}", f"{names[code]} 본부장", Role.HQ_HEAD, Role.HQ_OPERATOR, region=code)


def head_of(region: str) -> User:
    return person("hqhead" if region == "capital" else f"hqhead.{region}")


def make_experts(numbers: Iterator[str]) -> None:
    """The evaluators' pool, each at an organisation of their own."""
    regions = {region.code: region for region in Region.objects.all()}
    for local, region, sector, home, department in EXPERTS:
        organisation, _made = Organisation.objects.get_or_create(
            name_ko=home, defaults={"brn": next(numbers), "name_en": home, "kind": KINDS[sector], "is_demo": True}
        )
        Expert.objects.get_or_create(
            user=person(local),
            defaults={
                "organisation": organisation, "department": department, "region": regions[region], "sector": sector,
                "industries": ["29", "30", "26"], "keywords": ["스마트공장", "정밀가공"], "is_demo": True,
                "yearly_cap": YEARLY_CAP,
            },
        )  # fmt: skip
