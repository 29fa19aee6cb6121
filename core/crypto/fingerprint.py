"""No process works on a database with a key that is not its own: what it wrote nobody could read, and what stands there
it could not."""

import hashlib
import hmac

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from core.sql import fetch_rows, quote_names

from .ciphers import derived_key, known_keys
from .models import KeyFingerprint
from .readable import is_readable
from .renew import secret_models

NOTED = "SELECT fingerprint FROM core_keyfingerprint ORDER BY id DESC LIMIT 1"
OTHER_KEY = (
    "FIELD_KEY is not the key that this database was written with (fingerprint {noted}; here {here}). Set the key of "
    "this database, or put it into FIELD_KEYS_OLD when it was changed. Nothing was read or written."
)
found_right = set()  # databases that this process has found to be of its key


def fingerprint_of(key: str) -> str:
    """Return 16 characters that tell one key from another and nothing else about it."""
    made = derived_key(key, b"povwatch fingerprint")
    return hmac.new(made, b"fingerprint", hashlib.sha256).hexdigest()[:16]


@receiver(connection_created)
def refuse_other_key(connection, **_more) -> None:
    """Raise ImproperlyConfigured, and close the connection, where the database was written with a key that this process
    has not got. Asked once a process; a database without tables or without a fingerprint is new."""
    place = tuple(str(connection.settings_dict[part]) for part in ("HOST", "PORT", "NAME"))
    if connection.alias != DEFAULT_DB_ALIAS or place in found_right:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.core_keyfingerprint')")
        if cursor.fetchone()[0] is None:
            return
        cursor.execute(NOTED)
        noted = cursor.fetchone()
    if noted and noted[0] not in map(fingerprint_of, known_keys()):
        connection.close()
        raise ImproperlyConfigured(OTHER_KEY.format(noted=noted[0], here=fingerprint_of(settings.FIELD_KEY)))
    found_right.add(place)


def note_key_fingerprint() -> None:
    """Note the key of a database that has none noted. Raises CommandError when what stands in it cannot be read with
    this key."""
    if KeyFingerprint.objects.exists():
        return
    if (place := unreadable_place()) is not None:
        raise CommandError(
            f"FIELD_KEY does not open what stands in {place}. Set the key that this database was written with, or put "
            "it into FIELD_KEYS_OLD. Nothing was noted."
        )
    KeyFingerprint.objects.create(fingerprint=fingerprint_of(settings.FIELD_KEY))


def note_renewed_key() -> None:
    """Note that everything was written again with the present FIELD_KEY: a process with the earlier one alone is
    refused from now on."""
    KeyFingerprint.objects.all().delete()
    KeyFingerprint.objects.create(fingerprint=fingerprint_of(settings.FIELD_KEY))


def unreadable_place() -> str | None:
    """Return the first column whose newest value no key opens; None when all of them can be read."""
    for model, secrets in secret_models():
        for field in secrets:
            table, column, key = quote_names(model._meta.db_table), quote_names(field.column), model._meta.pk.column
            newest = f"SELECT {column} FROM {table} WHERE {column} <> '' ORDER BY {quote_names(key)} DESC LIMIT 1"
            if (rows := fetch_rows(newest)) and not is_readable(bytes(rows[0][0]), field.place):
                return field.place
    return None
