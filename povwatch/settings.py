"""All settings of povwatch, in reading order. Every value an operator may change comes from the environment, and a
wrong one stops the start with a sentence that says what to do. docs/operating.md lists them."""

import logging
import re
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from core.files.place import storage_at
from devserver import embedded

from . import __version__
from .logs import FORMATTERS, logging_settings
from .schedule import SCHEDULE
from .schedule import TIMETABLE as TIMETABLE  # read by core/jobs/timetable.py

env = environ.Env()

# Where things are
BASE_DIR = Path(__file__).resolve().parent.parent
HOME = embedded.site_home()  # POVWATCH_HOME: povwatch writes everything below it


# What kind of site this is
VERSION = __version__
DEBUG = env.bool("DEBUG", default=False)
# Invented people: the sign-in page lists the demo accounts. `make run` leaves this file when it makes the sample.
SAMPLE_SITE = env.bool("SAMPLE_SITE", default=(HOME / "sample_site").exists())
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


def secret(name: str) -> str:
    """Return a secret from the environment, or one made once and kept under POVWATCH_HOME for a site on this machine.
    Beside a DATABASE_URL none is made up: another machine would make another one, and neither could read the other's
    rows."""
    value = env(name, default="")
    if not value and DATABASE_URL and not embedded.has_secret(HOME, name):
        raise ImproperlyConfigured(
            f"{name} is not set. Beside a DATABASE_URL no secret is made up: set the one this database was written "
            "with; for a new database make one with: openssl rand -base64 48"
        )
    value = value or embedded.kept_secret(HOME, name)
    if len(value) < 32:
        raise ImproperlyConfigured(f"{name} is shorter than 32 characters. Make one with: openssl rand -base64 48")
    return value


DATABASE_URL = env("DATABASE_URL", default="")
SECRET_KEY = secret("SECRET_KEY")
FIELD_KEY = secret("FIELD_KEY")  # encrypts ID numbers, phones and bank accounts; losing it loses them
FIELD_KEYS_OLD = env.list("FIELD_KEYS_OLD", default=[])  # still decrypt what an earlier FIELD_KEY encrypted
FIELD_CIPHER = env("FIELD_CIPHER", default="aes-256-gcm")  # what is written from now on; both are always read
if FIELD_CIPHER not in ("aes-256-gcm", "sm4-gcm"):
    raise ImproperlyConfigured("FIELD_CIPHER must be aes-256-gcm or sm4-gcm.")

FILTERS_EMPTY_CHOICE_LABEL = _("All")
INSTALLED_APPS = [
    "accounts",
    "policy",
    "households",
    "visits",
    "alerts",
    "departments",
    "cases",
    "work",
    "reports",
    "core",
    "sample",
    "povwatch",
    "pgtrigger",
    "pghistory",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "povwatch.request_log.Numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.compression.CompressedAnswers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.audit.middleware.AccessFromWhere",
    "django.contrib.messages.middleware.MessageMiddleware",
    "povwatch.bodies.BodyLimits",
    "povwatch.busy.Busy",
    "accounts.sign_in.middleware.IdleSignOut",
    "accounts.sign_in.middleware.SignInFirst",
    "accounts.sign_in.middleware.FactorAgain",
    "accounts.waiting.counts.ForgetCounts",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "povwatch.urls"
WSGI_APPLICATION = "povwatch.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "povwatch.navigation.context",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database and broker: the embedded ones when none is named
DATABASES = {"default": env.db_url_config(DATABASE_URL or embedded.database_url(HOME))}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Compiling takes longer than it saves. Nothing waits for a lock without end, and a process that hangs in a transaction
# gives up what it holds. Pages wait less: accounts/reach.py.
SESSION_LIMITS = "-c jit=off -c lock_timeout=10min -c idle_in_transaction_session_timeout=15min"
DATABASE_POOLED = env.bool("DATABASE_POOLED", default=False)  # by PgBouncer, which lends a connection a transaction
if DATABASE_POOLED:  # the limits are those of the role, and no cursor outlives its transaction: deploy/README.md
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = SESSION_LIMITS
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL (15 or newer): postgres://user:password@host/name")
# Where pg_dump and pg_restore are (manage.py backup and restore): those of the embedded server, or on the PATH.
POSTGRES_PROGRAMS = env("POSTGRES_PROGRAMS", default="" if DATABASE_URL else str(embedded.postgres_programs()))
# Pages and workers sign in as one role, and the tables belong to another: core/database_roles.py
DATABASE_APPLICATION = DATABASES["default"]["USER"]
DATABASE_PAGES = f"{DATABASE_APPLICATION}_pages"  # put on by each page, and shown its territory: accounts/reach.py
DATABASE_RETENTION = f"{DATABASE_APPLICATION}_retention"  # put on to end data that is due: core/database_roles.py
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default="") if DATABASE_URL else embedded.owner_url(HOME)
DATABASE_OWNER = env.db_url_config(DATABASE_OWNER_URL) if DATABASE_OWNER_URL else None
REDIS_URL = env("REDIS_URL", default="") or embedded.redis_url(HOME)

# JSON alone, for the cache as for messages: whoever can write to Valkey must not run programs here, as pickles would.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"serializer": "core.cache.JsonSerializer", "socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # results stand on jobs; waiting for a result store would hold up pages
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps no file: the timetable's memory is in the database
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ACKS_LATE = True  # a task is acknowledged when it is finished, not when it is taken
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # a killed worker's task goes to another worker
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker however long it is away
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5, "socket_connect_timeout": 5,  # seconds; else one that hangs would hold up whoever asks it
    "queue_order_strategy": "priority",  # what people ask for comes before everything else
}  # fmt: skip
CELERY_TASK_QUEUES = [Queue(name) for name in ("people", "celery")]

# The history names who changed a record. A page that is only looked at changes none, and /healthz must answer without
# asking the database who looks.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.KnownHabits"},
    {"NAME": "accounts.sign_in.passwords.NotTheLast"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
SECOND_FACTOR_MINUTES = 15  # for so long nobody is asked again; only a sample site asks nobody at all
PASSWORDS_REMEMBERED = 5
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=0)  # a password must be changed after so many days; 0: never
AXES_HANDLER = "accounts.throttle.CountedSignIns"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who goes on trying locks nobody out for longer
AXES_LOCKOUT_PARAMETERS = ["username"]  # a whole county may share one address
AXES_USERNAME_CALLABLE = "accounts.throttle.counted_as"  # ... with the browser or the address, see there
AXES_CLIENT_IP_CALLABLE = "core.callers.address_of"
ADDRESS_FAILURE_LIMIT = 100  # of all accounts together, in a quarter of an hour
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/sign_in/locked_out.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in stands in the log of accounts/audit/
AXES_ENABLE_ADMIN = False  # there is no Django admin; people are unlocked on their page
IDLE_SIGN_OUT_MINUTES = env.int("IDLE_SIGN_OUT_MINUTES", default=15)
PHONE_IDLE_SIGN_OUT_MINUTES = env.int("PHONE_IDLE_SIGN_OUT_MINUTES", default=240)  # the app has a PIN besides
SESSION_HOURS = env.int("SESSION_HOURS", default=12)  # however busy somebody is
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True

# Single sign-on by OpenID Connect: off without an address of the provider
OIDC = {
    "issuer": env("OIDC_ISSUER", default="").rstrip("/"),
    "client": env("OIDC_CLIENT_ID", default=""),
    "secret": env("OIDC_CLIENT_SECRET", default=""),
    "claim": env("OIDC_USERNAME_CLAIM", default="preferred_username"),  # names an account that exists already
    "label": env("OIDC_LABEL", default=""),
}
if OIDC["issuer"] and not (OIDC["client"] and OIDC["secret"]):
    raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it.")

# Words and days
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "povwatch" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["povwatch.formats"]

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = HOME / "static"
# Uploads and what is made from them: never served by URL, only by guarded pages.
FILES_URL = env("FILES_URL", default=f"file://{quote(str(HOME))}/files")
MEDIA_ROOT, FILES_STORAGE = storage_at(FILES_URL)
WORK_ROOT = HOME / "work"  # of this machine, while something is being made
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
STORAGES = {
    "default": FILES_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

# Security of browser and network
HTTPS = env.bool("HTTPS", default=False)  # set when a proxy ends TLS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # Only when asked: they bind every other site of the county's name too, and preloading cannot be taken back soon.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SILENCED_SYSTEM_CHECKS = [
    "security.W005", "security.W021",  # subdomains and preloading, see above
    "axes.W006",  # a whole county may share one address; accounts/throttle.py counts by it in a way of its own
]  # fmt: skip
# Whose word on the caller's address is believed (core/callers.py); the one on this machine, once there is one.
try:
    TRUSTED_PROXIES = [
        ip_network(one) for one in env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"] if HTTPS else [])
    ]
except ValueError as error:
    raise ImproperlyConfigured(
        f"TRUSTED_PROXIES must be addresses or networks, such as 10.0.3.0/24: {error}"
    ) from error
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'", "blob:"],  # a voice note is listened to on the phone before it is sent
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# E-mail: the daily digest. Without EMAIL_URL it goes to the worker's output.
try:
    vars().update(env.email_url_config(env("EMAIL_URL", default="") or "consolemail://"))
except (ImproperlyConfigured, ValueError) as error:
    raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@host:587") from error
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="povwatch@localhost")
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")  # prefix of links in e-mails
MAIL_LANGUAGE = env("MAIL_LANGUAGE", default=LANGUAGE_CODE)
if MAIL_LANGUAGE not in dict(LANGUAGES):
    raise ImproperlyConfigured(f"MAIL_LANGUAGE must be one of: {', '.join(dict(LANGUAGES))}.")

# The access log is copied there, as it is made: file:///var/log/povwatch.log or syslog://host:514 (TCP)
LOG_COPY = env("LOG_COPY", default="")
if LOG_COPY and not (LOG_COPY.startswith("file:///") or re.fullmatch(r"syslog://[\w.-]+(:\d+)?/?", LOG_COPY)):
    raise ImproperlyConfigured("LOG_COPY must look like file:///path/of/a/file or syslog://host:514.")

# Indicators
HEADLINE_BASIS = env("HEADLINE_BASIS", default="households")  # the basis shown large: households or people
if HEADLINE_BASIS not in ("households", "people"):
    raise ImproperlyConfigured("HEADLINE_BASIS must be households or people.")

# Logs: one line for each thing that happened, and nobody's data (povwatch/logs.py)
LOG_FORMAT = env("LOG_FORMAT", default="line")  # for people; json: one object a line, for programs
if LOG_FORMAT not in FORMATTERS:
    raise ImproperlyConfigured("LOG_FORMAT must be line or json.")
LOG_LEVEL = env("LOG_LEVEL", default="WARNING").upper()
if LOG_LEVEL not in logging.getLevelNamesMapping():
    raise ImproperlyConfigured("LOG_LEVEL must be one of: DEBUG, INFO, WARNING, ERROR, CRITICAL.")
LOG_REQUESTS = env.bool("LOG_REQUESTS", default=LOG_FORMAT == "json")  # a line for each request
LOGGING = logging_settings(LOG_FORMAT, LOG_LEVEL, requests=LOG_REQUESTS)

# What programs of the operator ask and are told: nothing of it is anybody's data
METRICS_TOKEN = env("METRICS_TOKEN", default="")  # opens GET /metrics; without it there is none
if METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured("METRICS_TOKEN is shorter than 32 characters. Make one with: openssl rand -hex 32")
SENTRY_DSN = env("SENTRY_DSN", default="")  # errors are told there; povwatch/error_reports.py says what of them
SENTRY_ENVIRONMENT = env("SENTRY_ENVIRONMENT", default="production")
if SENTRY_DSN and not re.fullmatch(r"https?://\w+@[\w.:-]+(/[\w/-]*)?/\d+", SENTRY_DSN):
    raise ImproperlyConfigured("SENTRY_DSN must look like https://key@errors.example.cn/1.")
