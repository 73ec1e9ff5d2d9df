"""Panels of the demonstration that are formed by a public draw: one drawn, one that waits for its public value."""

import datetime as dt

from accounts.models import User
from evaluation.actions.announce_draw import PublicValue, announce_draw
from evaluation.actions.carry_out_draw import carry_out_draw
from evaluation.actions.enter_public_value import enter_public_value
from evaluation.models import Draw, Round
from evaluation.states import PublicSource

HOUR = dt.timedelta(hours=1)


def draw_panel(round: Round, head: User, at: dt.datetime) -> None:
    """Announced, its value entered, drawn: all within three hours."""
    value = PublicValue(
        PublicSource.OTHER, at + HOUR, "시연용 공개값(실제 복권이나 지수가 아님)", "다음 날 같은 시각의 시연용 값"
    )
    draw = announce_draw(round, by=head, value=value, at=at)
    enter_public_value(draw, by=head, value="시연 7 11 23 29 35 42", proof_url="https://example.kr/demo", at=at + 2 * HOUR)
    carry_out_draw(draw, by=head, at=at + 3 * HOUR)


def announce(round: Round, head: User, at: dt.datetime) -> Draw:
    """Waits for tomorrow's randomness."""
    value = PublicValue(PublicSource.DRAND, at + 24 * HOUR, fallback="drand quicknet의 다음 회차 난수(시연용)")
    return announce_draw(round, by=head, value=value, at=at)
