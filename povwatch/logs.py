"""How a line of the log looks, of whichever process: web, gunicorn, worker, beat. It says what happened and where, and
nobody's data, whoever wrote it.

Our own modules write kinds, places and numbers. Of what libraries write only their own words are kept: an argument that
is a text may be an address somebody typed, a user name or a row that PostgreSQL refused. Of an error kind and place are
kept, never its text. What is left is searched once more for what looks like a person."""

import datetime as dt
import json
import logging
import re
from http import HTTPStatus

from core.dates import SHANGHAI
from core.jobs.errors import error_kind, error_places
from core.log_context import words_of_now

OURS = {
    "core", "accounts", "policy", "households", "visits", "alerts", "departments", "cases", "work", "reports", "sample",
    "devserver", "povwatch",
}  # fmt: skip
LEFT_OUT = "…"
PHRASES = {status.phrase for status in HTTPStatus}  # "Not Found", which Django gives as an argument
PLAIN = ("name", "id", "runtime")  # what Celery says of a task beside its arguments and its error
LOOKS_PERSONAL = re.compile(
    r"DETAIL:.*|CONTEXT:.*"  # the row that PostgreSQL refused
    r"|\?\S*"  # a query
    r"|(?<!\S)\S*@\S*"  # an e-mail address, or a password in the address of a server
    r"|[\u3400-\u9fff·]+"  # the log is English: a name
    r"|(?<![\da-fA-F-])\d{11,}[Xx]?",  # an ID number, a phone, an account; not a part of a job's number
    re.DOTALL,
)
QUOTED = re.compile(r"""'[^']*'|"[^"]*"|“[^“”]*”""")


def record_words(record: logging.LogRecord) -> dict:
    """Return what a line of the log says, by name."""
    when = dt.datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds")
    line = {"time": when, "level": record.levelname, "logger": record.name, "message": plain_message(record)}
    if record.exc_info and (error := record.exc_info[1]):
        line["error"] = f"{error_kind(error)} at {error_places(error)}"
    if status := getattr(record, "status_code", None):  # of an answer: Django says the rest in arguments
        line["status"] = status
    if number := getattr(getattr(record, "request", None), "number", ""):  # Django tells of it after it was answered
        line["request"] = number
    return line | words_of_now() | getattr(record, "words", {})


def plain_message(record: logging.LogRecord) -> str:
    """Return the message without anything that may be somebody's."""
    if record.name.partition(".")[0] in OURS:
        return without_people(record.getMessage())
    try:
        message = str(record.msg) % plain_arguments(record.args) if record.args else str(record.msg)
    except (TypeError, ValueError, KeyError):  # a place that wants a number got a text that was left out
        message = str(record.msg)
    return QUOTED.sub(LEFT_OUT, without_people(message))


def plain_arguments(args):
    if isinstance(args, dict):
        return {name: value if name in PLAIN else plain_value(value) for name, value in args.items()}
    return tuple(plain_value(value) for value in args)


def plain_value(value):
    if isinstance(value, BaseException):
        return error_kind(value)
    return value if isinstance(value, int | float) or str(value) in PHRASES else LEFT_OUT


def without_people(message: str) -> str:
    return LOOKS_PERSONAL.sub(LEFT_OUT, message).replace("\n", " ")


class JsonLine(logging.Formatter):
    """One object a line."""

    def format(self, record):
        return json.dumps(record_words(record), ensure_ascii=False, default=str)


class PlainLine(logging.Formatter):
    """One line for people: time, level, logger and message, and what else there is as name=value."""

    def format(self, record):
        line = record_words(record)
        head = " ".join(str(line.pop(name)) for name in ("time", "level", "logger", "message"))
        return " ".join([head, *(f"{name}={value}" for name, value in line.items())])


FORMATTERS = {"json": "povwatch.logs.JsonLine", "line": "povwatch.logs.PlainLine"}


def logging_settings(form: str, level: str, *, requests: bool) -> dict:
    """Return the settings of the log: in this form, from this level on, with or without a line for each request."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": FORMATTERS[form]}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "povwatch.request_log": {"level": "INFO" if requests else "CRITICAL"},
            # Their own handlers would write a line of their own form; statements hold people's data.
            "django": {"handlers": [], "level": "NOTSET"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.db.backends": {"level": "WARNING"},
        },
    }
