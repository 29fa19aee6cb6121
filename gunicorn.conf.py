"""What gunicorn reads when it starts here. Its own lines look like all others of the log (povwatch/logs.py)."""

import logging.config
import os
import sys


def log_lines() -> dict:
    """Return how gunicorn writes its own lines."""
    from povwatch.logs import FORMATTERS

    # An unknown form is refused by the settings, in a sentence.
    form = FORMATTERS.get(os.environ.get("LOG_FORMAT") or "line", FORMATTERS["line"])
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": form}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
        "root": {"level": "WARNING", "handlers": ["console"]},
        "loggers": {
            "gunicorn.error": {"handlers": ["console"], "propagate": False},
            # Quiet: povwatch/request_log.py tells of each request, without its address.
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
    }


logconfig_dict = log_lines()


def post_fork(server, worker):
    """Let a worker read the whole program anew: what the first process read of it to write its lines may be of the
    version before, and a reload does not end that process. Under `make run` the first process has read it all
    (--preload), and is never reloaded."""
    if server.cfg.preload_app:
        return
    from povwatch.logs import OURS

    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    logging.config.dictConfig(log_lines())
