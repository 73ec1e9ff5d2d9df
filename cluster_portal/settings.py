"""All settings. Every difference between machines is an environment variable (listed in README.md)."""

import contextlib
import os
import pathlib

from django.utils.translation import gettext_lazy as _

from cluster_portal.embedded import services
from cluster_portal.embedded.services import flag

BASE_DIR = pathlib.Path(__file__).resolve().parent.parent
VAR = services.VAR


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


# --- What kind of machine this is ---------------------------------------------

DEBUG = flag("DEBUG")
# Demonstration mode shows accounts, passwords and a mailbox; it answers on loopback only.
DEMO = flag("PORTAL_DEMO")
SITE_URL = env("SITE_URL", f"http://127.0.0.1:{env('PORT', '8000')}")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]  # always: the health checks ask from there
ALLOWED_HOSTS = LOOPBACK if DEMO or DEBUG else [*LOOPBACK, *listed("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
# Set behind our own reverse proxy only: it then names the arrival time, the client and the scheme (middleware.py).
BEHIND_PROXY = flag("BEHIND_PROXY")


def secret_key() -> str:
    """From the environment; on a laptop, made once and kept under var/, never in the repository."""
    if given := env("SECRET_KEY"):
        return given
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        import secrets

        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # two first starts at once agree on one key
        fresh.unlink()
    return path.read_text()


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")  # former keys: they still open sessions and sealed texts
SECURE_COOKIES = flag("SECURE_COOKIES")

# --- Apps ---------------------------------------------------------------------

OUR_APPS = [
    "dashboards",
    "evaluation",
    "projects",
    "consultants",
    "programme",
    "clusters",
    "documents",
    "notifications",
    "accounts",
    "audit",
]
INSTALLED_APPS = [
    "cluster_portal.apps.PortalConfig",
    *OUR_APPS,
    "allauth",
    "allauth.account",
    "crispy_forms",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cluster_portal.middleware.ArrivalMiddleware",
    "cluster_portal.middleware.LoopbackMiddleware",
    "cluster_portal.middleware.StorableAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cluster_portal.sliding_session.SlidingSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cluster_portal.middleware.ContentPolicyMiddleware",
    "cluster_portal.middleware.AudienceMiddleware",
    "cluster_portal.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "cluster_portal.urls"
WSGI_APPLICATION = "cluster_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,  # keeps Django's cached loader
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cluster_portal.context.navigation",
                "accounts.context.demonstration",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "krds"
CRISPY_TEMPLATE_PACK = "krds"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- Database, cache, queue ---------------------------------------------------


def database() -> dict:
    from urllib.parse import parse_qs, unquote, urlsplit

    url = urlsplit(services.database_url())
    query = parse_qs(url.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", [url.hostname or ""])[0],
        "PORT": url.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
        "ATOMIC_REQUESTS": False,
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": services.redis_url(database=1),
        "KEY_PREFIX": "portal",
    }
}
SAME_FOR_VISITORS = True  # visitors of one second share a public page (cluster_portal/shared/same_answer.py)
# Written through to the database: a restarted cache signs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = int(env("SESSION_SECONDS", "7200"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES

CELERY_BROKER_URL = services.broker_url()
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_PUBLISH_RETRY = False  # the outbox table is the truth; a sweeper finds what was not announced
CELERY_TIMEZONE = "Asia/Seoul"

# --- Accounts -----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:home"
LOGOUT_REDIRECT_URL = "dashboards:front"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/5m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
}

# --- Language and time --------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- Files --------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"  # outside the web root: served through access checks only
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "cluster_portal.page_files.PageFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "documents.uploads.WithinLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024

# --- Mail ---------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "no-reply@cluster.example.kr")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env("EMAIL_HOST") or "localhost"
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "notifications.mailbox.MailboxBackend" if DEMO and not env("EMAIL_HOST") else "django.core.mail.backends.smtp.EmailBackend"
)

# --- API ----------------------------------------------------------------------

REST_FRAMEWORK = {
    # The first one names the challenge: without it a visitor would get 403 where 401 is meant.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # Who may call a view is its `audience`, asked by AudienceMiddleware's twin for tokens.
    "DEFAULT_PERMISSION_CLASSES": ["cluster_portal.api.AudiencePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer", "rest_framework.renderers.BrowsableAPIRenderer"],
    "DEFAULT_PAGINATION_CLASS": "cluster_portal.api.CountedPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "cluster_portal.api.problem_details",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle", "rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": env("API_ANON_RATE", "600/min"), "user": env("API_USER_RATE", "1200/min")},
    "NUM_PROXIES": 0,  # REMOTE_ADDR is the client already (ArrivalMiddleware); a header anybody can write is not asked
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Industrial Complex Cluster Portal API",
    "DESCRIPTION": "The same actions and the same sight as the pages. Errors are RFC 9457 problem details.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SORT_OPERATIONS": True,
    # Fields of one name and different choices.
    "ENUM_NAME_OVERRIDES": {
        "CallStatusEnum": "projects.states.CallStatus",
        "ProposalStatusEnum": "projects.states.ProposalStatus",
        "PartnerStatusEnum": "projects.states.PartnerStatus",
        "PartnerRoleEnum": "projects.states.PartnerRole",
        "ComplexRoleEnum": "clusters.models.complex.ComplexRole",
        "DecisionEnum": "evaluation.states.Decision",
        "PaperKindEnum": "evaluation.states.PaperKind",
        "OrganisationKindEnum": "accounts.roles.OrganisationKind",
    },
}

# --- Security headers ---------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE_COOKIES:
    SECURE_HSTS_SECONDS = 31536000
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "cluster_portal.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Logs ---------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
