"""What differs under test: a fast hasher, mail in memory, tasks run in place. System tests undo this."""

import os
import pathlib

os.environ.setdefault("PORTAL_EPHEMERAL", "1")
os.environ.setdefault("PORTAL_VAR", str(pathlib.Path(__file__).resolve().parent.parent / "var" / "test"))

from cluster_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REST_FRAMEWORK = REST_FRAMEWORK | {"DEFAULT_THROTTLE_CLASSES": []}  # noqa: F405
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # allauth's way of saying: none
ALLOWED_HOSTS = ["*"]
DEMO = SAME_FOR_VISITORS = False
LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "ERROR"}}  # noqa: F405
