"""Places and plants for tests. `load_reference()` brings the real 193; the others make small worlds."""

from io import StringIO
from itertools import count
from typing import Any

from django.core.management import call_command

from accounts.models import Organisation
from clusters.models import Complex, Industry, Plant, Region, SpecialisedIndustry
from tests.factories.accounts import make_organisation

_numbers = count(1)


def load_reference() -> str:
    """The reference data as the portal ships it; returns what the command printed. About half a second."""
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


def make_region(code: str = "capital", **fields: Any) -> Region:
    found = Region.objects.filter(pk=code).first()
    if found:
        return found
    order = fields.pop("order", None) or Region.objects.count() + 1
    return Region.objects.create(
        code=code, order=order, name_ko=fields.pop("name_ko", f"{code}권"), name_en=fields.pop("name_en", f"{code.title()} Region"),
        members="서울", vision_ko="비전", vision_en="Vision", source="brief", **fields,
    )  # fmt: skip


def make_industry(code: str = "29294") -> Industry:
    """The line and all lines above it."""
    parent = None
    for level, above in enumerate(("C", code[:2], code[:3], code[:4], code), start=1):
        if above == "C" or len(above) == level:
            parent = Industry.objects.get_or_create(
                code=above, defaults={"level": level, "parent": parent, "name_ko": f"업종 {above}", "source": "test"}
            )[0]
        if above == code:
            break
    assert parent is not None
    return parent


def make_complex(code: str = "", *, region: Region | None = None, specialised: tuple[str, ...] = (), **fields: Any) -> Complex:
    """A complex; `specialised` are KSIC codes named in print. Without them its region's rule holds (all manufacturing)."""
    serial = next(_numbers)
    region = region or make_region()
    make_industry("C")
    SpecialisedIndustry.objects.get_or_create(region=region, industry_id="C", defaults={"basis": "choice"})
    complex = Complex.objects.create(
        **{
            "code": code or f"complex-{serial}", "order": 10_000 + serial, "name_ko": f"시험{serial}산업단지",
            "name_en": f"Test Complex {serial}", "type": "general", "region": region, "sido": "경남", "sigungu": "창원시",
            "lat": 35.2, "lon": 128.6, "latlon_method": "emd-centroid", "latlon_precision_m": 1000, "map_x": 400.0, "map_y": 500.0,
            "area_thousand_m2": 100, "role": "spoke", "role_basis": "press", "selection": "named", "register_name": "시험",
            "source": "register:KICOX-2025Q4 | role:press",
        } | fields
    )  # fmt: skip
    for industry in specialised:
        SpecialisedIndustry.objects.create(
            complex=complex, industry=make_industry(industry), basis="press", words_ko="말", source="test"
        )
    return complex


def make_plant(
    organisation: Organisation | None = None,
    *,
    complex: Complex | None = None,
    industries: tuple[str, ...] = ("29294",),
    **fields: Any,
) -> Plant:
    """A plant in `complex` (outside all when None), in `industries` (KSIC codes, the main one first)."""
    found = [make_industry(code) for code in industries]
    plant = Plant.objects.create(
        organisation=organisation or make_organisation(),
        name=fields.pop("name", f"시험사업장 {next(_numbers)}"),
        complex=complex,
        address=fields.pop("address", "경상남도 창원시 성산구 공단로 1"),
        main_industry=found[0],
        **fields,
    )
    plant.industries.set(found)
    return plant
