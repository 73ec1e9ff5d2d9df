"""What runs by itself; when, is in cluster_portal/celery.py."""

from celery import shared_task

from evaluation.actions import (
    close_round,
    open_answer_windows,
    remind_of_appeals,
    remind_of_follow_ups,
    send_due_reminders,
    void_draw,
)
from evaluation.actions import compute_assignment as computing


@shared_task(name="evaluation.close_due_rounds")
def close_due_rounds() -> None:
    """Every second."""
    close_round.close_due_rounds()


@shared_task(name="evaluation.remind")
def remind() -> None:
    """Every minute."""
    send_due_reminders.send_due_reminders()


@shared_task(name="evaluation.void_overdue_draws")
def void_overdue_draws() -> None:
    """Every minute."""
    void_draw.void_overdue_draws()


@shared_task(name="evaluation.compute_assignment", acks_late=True)
def compute_assignment(run_id: int) -> None:
    """Once a headquarters asks for it."""
    computing.compute_assignment(run_id)


@shared_task(name="evaluation.sweep_assignments")
def sweep_assignments() -> None:
    """Every half minute: what was not announced, and what a dead worker left."""
    computing.sweep_assignments()


@shared_task(name="evaluation.remind_of_follow_ups")
def remind_of_due() -> None:
    """Every ten minutes."""
    remind_of_follow_ups.remind_of_follow_ups()


@shared_task(name="evaluation.remind_of_appeals")
def remind_of_answers() -> None:
    """Every ten minutes."""
    remind_of_appeals.remind_of_appeals()


@shared_task(name="evaluation.open_answer_windows")
def open_due_answer_windows() -> None:
    """Every minute."""
    open_answer_windows.open_answer_windows()
