"""What an evaluator is paid, and what is withheld: arithmetic in whole won.

The honorarium of a person from outside is other income (기타소득): 60 % count as expenses, the rest is taxed at 20 %, and a
local tax of a tenth of that is added; a payment whose rest is ₩50,000 or less is free of both. Amounts below ₩10 are dropped.

Sources: 소득세법 제21조 제1항 제19호, 제37조, 제84조 제3호, 제129조 제1항 제6호; 같은 법 시행령 제87조; 지방세법 제103조의13;
국고금 관리법 제47조. Who is paid as staff or as a business is taxed otherwise: that is the paying office's to settle.
"""

from dataclasses import dataclass

EXPENSES_PERCENT = 60
INCOME_TAX_PERCENT = 20
LOCAL_TAX_PERCENT = 10  # of the income tax
FREE_UP_TO_KRW = 50_000  # of taxable income in one payment
DROPPED_BELOW_KRW = 10


@dataclass(frozen=True, slots=True)
class Honorarium:
    """₩ each. `net_krw` is paid out."""

    gross_krw: int
    income_tax_krw: int
    local_tax_krw: int

    @property
    def net_krw(self) -> int:
        return self.gross_krw - self.income_tax_krw - self.local_tax_krw


def honorarium(*, basic_krw: int, per_sheet_krw: int, sheets: int) -> Honorarium:
    """For taking part once, and for each sealed sheet."""
    gross = basic_krw + per_sheet_krw * sheets
    taxable = gross * (100 - EXPENSES_PERCENT) // 100
    if taxable <= FREE_UP_TO_KRW:
        return Honorarium(gross, 0, 0)
    income_tax = _rounded(taxable * INCOME_TAX_PERCENT // 100)
    return Honorarium(gross, income_tax, _rounded(income_tax * LOCAL_TAX_PERCENT // 100))


def _rounded(krw: int) -> int:
    return krw // DROPPED_BELOW_KRW * DROPPED_BELOW_KRW
