"""What happens to messages.

write_mailing      the letters of a bulk act, all or none
deliver_message    claim one, send it, say so
sweep_outbox       hand out what is due and what a dead worker left
retry_messages     dead letters try again, by a person's wish
read_messages      mark as read
set_declined_mail  which news come by mail
"""
