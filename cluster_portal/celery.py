"""The distributed engine, and what runs by itself.

Beat only sweeps: due times are columns, so a missed beat delays and never loses.
"""

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")

app = Celery("cluster_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "heartbeat": {"task": "cluster_portal.heartbeat", "schedule": 10, "options": {"expires": 30}},
    "sweep-outbox": {"task": "notifications.sweep", "schedule": 30, "options": {"expires": 60}},
    "close-due-calls": {"task": "projects.close_due_calls", "schedule": 1, "options": {"expires": 5}},
    "close-due-rounds": {"task": "evaluation.close_due_rounds", "schedule": 1, "options": {"expires": 5}},
    "void-overdue-draws": {"task": "evaluation.void_overdue_draws", "schedule": 60, "options": {"expires": 120}},
    "open-answer-windows": {"task": "evaluation.open_answer_windows", "schedule": 60, "options": {"expires": 120}},
    "remind-evaluators": {"task": "evaluation.remind", "schedule": 60, "options": {"expires": 120}},
    "sweep-assignments": {"task": "evaluation.sweep_assignments", "schedule": 30, "options": {"expires": 60}},
    "remind-of-follow-ups": {"task": "evaluation.remind_of_follow_ups", "schedule": 600, "options": {"expires": 600}},
    "remind-of-appeals": {"task": "evaluation.remind_of_appeals", "schedule": 600, "options": {"expires": 600}},
    "ask-experts-to-confirm": {"task": "consultants.ask_for_confirmation", "schedule": 3600, "options": {"expires": 1800}},
    "publish-chain-heads": {"task": "accounts.publish_chain_heads", "schedule": 600, "options": {"expires": 900}},
    "find-recusals": {"task": "projects.find_recusals", "schedule": 3600, "options": {"expires": 1800}},
    "refresh-figures": {"task": "projects.refresh_figures", "schedule": 60, "options": {"expires": 120}},
}


@celeryd_init.connect
@beat_init.connect
def _start_servers(**_kwargs) -> None:
    """A worker or a beat may be the first to come; whoever only imports the portal starts nothing."""
    from cluster_portal.embedded.services import use_services  # reads PORTAL_VAR, which the tests' settings choose

    use_services()


@worker_process_init.connect
def _drop_inherited_connections(**_kwargs) -> None:
    """A forked worker must not share its parent's database socket."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.inc_thread_sharing()
        connection.close()
        connection.dec_thread_sharing()
