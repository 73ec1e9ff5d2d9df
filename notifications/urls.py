from django.urls import path

from notifications.views import mailbox, notices, undelivered

app_name = "notifications"
urlpatterns = [
    path("", notices.NoticeList.as_view(), name="notice-list"),
    path("<int:pk>/open/", notices.NoticeOpen.as_view(), name="notice-open"),
    path("read/", notices.NoticeReadAll.as_view(), name="notice-read-all"),
    path("preferences/", notices.MailPreferences.as_view(), name="preference-edit"),
    path("undelivered/", undelivered.UndeliveredList.as_view(), name="undelivered-list"),
    path("undelivered/retry/", undelivered.UndeliveredRetry.as_view(), name="undelivered-retry"),
    path("mailbox/", mailbox.Mailbox.as_view(), name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.MailDetail.as_view(), name="mail-detail"),
    path("mailbox/<int:pk>/attachments/<int:number>/", mailbox.MailAttachment.as_view(), name="mail-attachment"),
]
