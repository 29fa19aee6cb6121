"""What may be told of an error: its kind and where it arose. Its text may hold people's data, and goes nowhere."""

import traceback
from pathlib import Path

from django.db import DatabaseError
from psycopg2 import errors as postgres


def error_kind(error) -> str:
    """The kind of an error, without its text."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return f"{type(error).__name__} {cause.pgcode}" if isinstance(cause, postgres.Error) else type(error).__name__


def error_places(error) -> str:
    """The lines of povwatch that the error passed, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames if "site-packages" not in f.filename)


def error_in_short(error) -> str:
    """Kind and place of an error, as far as a column holds them."""
    return f"{error_kind(error)} at {error_places(error)[-400:]}"
