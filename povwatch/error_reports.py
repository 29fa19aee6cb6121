"""Errors told to a server of the operator that speaks Sentry's protocol, named by SENTRY_DSN. Imported only then.

An error can hold anything: the row that PostgreSQL refused, what somebody typed, a search. So nothing is taken out of a
report; instead a new one is made of what is known to be nobody's: kind and place of the error, the names of functions
with the numbers of their lines, and what the log says of the same thing."""

import logging

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.logging import LoggingIntegration

from core.jobs.errors import error_kind
from core.log_context import words_of_now

from .logs import plain_message

KEPT = ("event_id", "timestamp", "level", "platform", "logger", "release", "environment", "sdk")
KEPT_OF_FRAMES = ("filename", "abs_path", "module", "function", "lineno", "in_app")


def begin() -> None:
    """Report errors from now on."""
    sentry_sdk.init(
        settings.SENTRY_DSN,
        release=f"povwatch@{settings.VERSION}",
        environment=settings.SENTRY_ENVIRONMENT,
        before_send=plain_report,
        before_send_transaction=lambda *_given: None,  # how long pages take stands in the log
        before_breadcrumb=lambda *_given: None,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
    )


def plain_report(event, hint):
    """Return the report that is sent in place of this one."""
    report = {name: event[name] for name in KEPT if name in event}
    record, error = hint.get("log_record"), (hint.get("exc_info") or (None, None))[1]
    if record is not None:
        report["logentry"] = {"message": plain_message(record)}
    if error is not None:
        report["exception"] = {"values": plain_exceptions(event, error)}
    return report | {"tags": words_of_now()}


def plain_exceptions(event, error) -> list[dict]:
    """Return the errors of a report, the last one as the log names it, each with its places and without its text."""
    told = [plain_exception(one) for one in event.get("exception", {}).get("values", ())]
    return [*told[:-1], told[-1] | {"type": error_kind(error)}] if told else [{"type": error_kind(error)}]


def plain_exception(one) -> dict:
    frames = (one.get("stacktrace") or {}).get("frames", ())
    kept = [{name: frame[name] for name in KEPT_OF_FRAMES if name in frame} for frame in frames]
    return {"type": one.get("type"), "module": one.get("module"), "stacktrace": {"frames": kept}}
