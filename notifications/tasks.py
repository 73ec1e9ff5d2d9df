"""What the workers do for the outbox."""

from celery import shared_task

from notifications.actions.deliver_message import deliver_message as deliver
from notifications.actions.sweep_outbox import sweep_outbox
from notifications.models import Message
from notifications.states import MailStatus

BATCH = 50


@shared_task(name="notifications.deliver_messages")
def deliver_messages(ids: list[int]) -> None:
    for message_id in ids:
        deliver(message_id)


@shared_task(name="notifications.deliver_messages_about")
def deliver_messages_about(event_ids: list[int]) -> None:
    """Right after a deed: what it queued."""
    waiting = Message.objects.filter(event_id__in=event_ids, mail_status=MailStatus.QUEUED)
    for message_id in waiting.order_by("pk").values_list("pk", flat=True):
        deliver(message_id)


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Every half minute: whatever is due and was not delivered, in batches that several workers can share."""
    ids = sweep_outbox()
    for start in range(0, len(ids), BATCH):
        deliver_messages.delay(ids[start : start + BATCH])
