"""What the workers do for the outbox."""

from celery import shared_task

from notifications.actions.deliver_message import deliver_message as deliver
from notifications.actions.sweep_outbox import sweep_outbox
from notifications.actions.write_mailing import write_mailing as write
from notifications.models import Mailing, Message
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


@shared_task(name="notifications.write_mailing")
def write_mailing(mailing_id: int) -> None:
    write(mailing_id)


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Every half minute: mailings not written yet, and whatever is due and was not delivered, in batches that several workers can
    share."""
    for mailing_id in Mailing.objects.filter(written_at=None).order_by("queued_at").values_list("pk", flat=True):
        write_mailing.delay(mailing_id)
    ids = sweep_outbox()
    for start in range(0, len(ids), BATCH):
        deliver_messages.delay(ids[start : start + BATCH])
