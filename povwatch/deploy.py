"""What `manage.py check --deploy` says of a site for real families: every setting that is missing, in one go."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

MISSING = {  # code: (whether it is missing, what, what to do)
    "povwatch.W001": (
        lambda: settings.SITE_URL.startswith("http://127.0.0.1"),
        "Links in e-mails lead nowhere.",
        "Set SITE_URL to the address under which people reach this site.",
    ),
    "povwatch.W002": (
        lambda: settings.EMAIL_BACKEND.endswith("console.EmailBackend"),
        "No e-mail is sent: digests are written where the worker writes.",
        "Set EMAIL_URL, such as smtp+tls://user:password@host:587.",
    ),
    "povwatch.W003": (
        lambda: set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"},
        "Only this machine reaches the site.",
        "Set ALLOWED_HOSTS to the names under which people reach it.",
    ),
    "povwatch.W004": (
        lambda: settings.SAMPLE_SITE,
        "This is a sample site: demo people sign in with a known password, and nobody is asked for a second factor.",
        "Set SAMPLE_SITE=0, and use a database of its own.",
    ),
    "povwatch.W005": (
        lambda: not settings.LOG_COPY,
        "Nobody else has a copy of the access log, so its newest lines could be cut off without a trace.",
        "Set LOG_COPY to a syslog, or to a file on another machine's disk.",
    ),
    "povwatch.W006": (
        lambda: not settings.DATABASE_URL,
        "The database is the embedded one, which is meant to try povwatch.",
        "Set DATABASE_URL, REDIS_URL, SECRET_KEY and FIELD_KEY: docs/operating.md.",
    ),
}


@register(Tags.security, deploy=True)
def check_what_is_missing(app_configs, **_options) -> list:
    """Warn of every setting that a county in earnest needs and has not set."""
    return [Warning(what, hint=todo, id=code) for code, (is_missing, what, todo) in MISSING.items() if is_missing()]
