"""The Korean business registration number (사업자등록번호): ten digits, the last a check digit (RULES.md §3.5)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def digits(text: str) -> str:
    """The digits alone: "123-45-67890" and "1234567890" are the same number."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def check_digit(first_nine: str) -> int:
    numbers = [int(c) for c in first_nine]
    total = sum(n * w for n, w in zip(numbers, WEIGHTS, strict=True)) + numbers[8] * 5 // 10
    return (10 - total % 10) % 10


def is_valid(number: str) -> bool:
    """Does the number have ten digits and the right last one? Says nothing about whether the firm still trades."""
    return len(number) == 10 and number.isascii() and number.isdigit() and check_digit(number[:9]) == int(number[9])


def validate(number: str) -> None:
    """
    Raises:
        ValidationError: telling which of the two is wrong.
    """
    if len(number) != 10 or not number.isascii() or not number.isdigit():
        raise ValidationError(_("A business number has 10 digits, like 124-81-00998."), code="length")
    if not is_valid(number):
        raise ValidationError(
            _("This business number's last digit does not fit the others. Please check for a typing error."), code="check-digit"
        )


def dashed(number: str) -> str:
    return f"{number[:3]}-{number[3:5]}-{number[5:]}" if len(number) == 10 else number
