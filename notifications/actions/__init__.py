"""What happens to messages.

deliver_message    claim one, send it, say so
sweep_outbox       hand out what is due and what a dead worker left
retry_message      a dead letter tries again, by a person's wish
retry_messages     several of them at once
read_message       mark as read
set_declined_mail  which news come by mail
"""
