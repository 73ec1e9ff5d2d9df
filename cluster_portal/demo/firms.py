"""Made-up firms at real complexes. Their names say that they are for demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.business_number import check_digit
from accounts.models import Organisation, Role, User
from cluster_portal.demo.people import make_person
from clusters.actions.plant_description import PlantDescription
from clusters.actions.register_plant import register_plant
from clusters.models import Complex, Industry, Plant


@dataclass(frozen=True)
class Firm:
    """A demonstration firm: its owner's account is `login`@demo.cluster.kr."""

    login: str
    name: str
    complex: str
    industry: str
    kind: str = "sme"
    family: str = ""


FIRMS = [
    Firm("lead", "한빛정밀 (시연)", "banwol-sihwa", "30399"),
    Firm("partner", "울산모듈 (시연)", "ulsan-onsan", "30399"),
    Firm("firm.capital1", "남동센서 (시연)", "namdong", "26295"),
    Firm("firm.capital2", "부평로보틱스 (시연)", "bupyeong", "29280"),
    Firm("firm.capital3", "디지털비전 (시연)", "seoul-digital", "26299"),
    Firm("firm.capital4", "시화전장 (시연)", "banwol-sihwa", "30332", kind="midsize", family="시연전장그룹"),
    Firm("firm.capital5", "주안기어 (시연)", "juan", "29142"),
    Firm("firm.chungcheong1", "천안디스플레이 (시연)", "cheonan-2", "26211"),
    Firm("firm.chungcheong2", "오창에너지 (시연)", "ochang-science", "28202"),
    Firm("firm.chungcheong3", "청주반도체장비 (시연)", "cheongju", "29271"),
    Firm("firm.honam1", "광주광전 (시연)", "gwangju-high-tech-science", "26299"),
    Firm("firm.honam2", "군산차체 (시연)", "gunsan", "30399"),
    Firm("firm.honam3", "대불조선기자재 (시연)", "daebul", "31114"),
    Firm("firm.daegyeong1", "구미전자 (시연)", "gumi", "26299"),
    Firm("firm.daegyeong2", "성서기계 (시연)", "seongseo", "29299"),
    Firm("firm.daegyeong3", "경산스마트부품 (시연)", "gyeongsan-jillyang", "30332"),
    Firm("firm.dongnam1", "창원공작기계 (시연)", "changwon", "29223"),
    Firm("firm.dongnam2", "녹산플랜트 (시연)", "myeongji-noksan", "29299"),
    Firm("firm.dongnam3", "사천항공부품 (시연)", "sacheon-1", "31322"),
    Firm("firm.gangwon1", "원주메디칼 (시연)", "donghwa", "27112"),
    Firm("firm.gangwon2", "강릉신소재 (시연)", "gangneung-science", "27191"),
    Firm("firm.jeju1", "제주바이오 (시연)", "jeju-science-park", "20423"),
    Firm("firm.jeju2", "대정식품 (시연)", "daejeong-agro", "10799"),
]


def business_numbers() -> Iterator[str]:
    """Numbers with a right check digit in a range kept for demonstration (they begin with 000)."""
    for serial in range(1, 10**6):
        first_nine = f"000{serial:06d}"
        yield f"{first_nine}{check_digit(first_nine)}"


def make_firms(numbers: Iterator[str]) -> dict[str, Organisation]:
    """By login. Each has an owner and one registered plant."""
    industries = {industry.code: industry for industry in Industry.objects.filter(level=5)}
    complexes = {complex.code: complex for complex in Complex.objects.all()}
    made = {}
    for firm in FIRMS:
        organisation = Organisation.objects.create(
            brn=next(numbers), name_ko=firm.name, name_en=firm.name, kind=firm.kind, family=firm.family,
            representative=f"{firm.name.split()[0]} 대표", is_demo=True,
        )  # fmt: skip
        owner = make_person(firm.login, _owner_name(firm), Role.COMPANY_OWNER, organisation=organisation)
        industry = industries.get(firm.industry) or next(
            i for code, i in industries.items() if code.startswith(firm.industry[:2])
        )
        description = PlantDescription(
            name="본사공장", complex=complexes[firm.complex], address="시연로 1", main_industry=industry
        )
        register_plant(organisation, description, by=owner)
        made[firm.login] = organisation
    return made


def _owner_name(firm: Firm) -> str:
    return {"lead": "김주관", "partner": "이참여"}.get(firm.login, f"{firm.name.split()[0]} 대표")


def owner_of(organisation: Organisation) -> User:
    return User.objects.get(grants__organisation=organisation, grants__role=Role.COMPANY_OWNER)


def plant_of(organisation: Organisation) -> Plant:
    return Plant.objects.select_related("complex__region").get(organisation=organisation)
