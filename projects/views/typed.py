"""What forms and addresses carry as numbers: typed by anybody, so perhaps no number at all."""

MOST_DIGITS = 18  # what a column holds


def whole_number(text: str) -> int | None:
    """None for what is no whole number, or none that anything here could have."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
