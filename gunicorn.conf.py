"""What gunicorn reads when it starts here. Its own lines look like all others of the log (povwatch/logs.py)."""

import os

from povwatch.logs import FORMATTERS

# An unknown form is refused by the settings, in a sentence.
FORM = FORMATTERS.get(os.environ.get("LOG_FORMAT") or "line", FORMATTERS["line"])
HANDLER = {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}
logconfig_dict = {
    "formatters": {"line": {"()": FORM}},
    "handlers": {"console": HANDLER},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
        # Quiet: povwatch/request_log.py tells of each request, without its address.
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
