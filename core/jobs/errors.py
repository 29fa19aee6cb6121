"""Descriptions of errors without their text, which may hold people's data: only kind and place."""

import traceback
from pathlib import Path

from django.db import DatabaseError
from psycopg2 import errors as postgres


def error_kind(error) -> str:
    """Return the kind of an error, without its text."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return f"{type(error).__name__} {cause.pgcode}" if isinstance(cause, postgres.Error) else type(error).__name__


def error_places(error) -> str:
    """Return the lines of povwatch that the error passed through, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames if "site-packages" not in f.filename)


def error_in_short(error) -> str:
    """Return kind and place of an error, short enough for a column."""
    return f"{error_kind(error)} at {error_places(error)[-400:]}"
