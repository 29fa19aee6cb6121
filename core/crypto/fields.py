"""Fields that are encrypted before they reach the database, and the keyed hash by which they are looked up.

A fresh nonce for each value, so that equal values look different in the table. Look-up and uniqueness use `keyed_hash`,
which nobody can compute without the key. A value is bound to its column and its row (core/crypto/values.py); one that
was copied from elsewhere, or that no key opens, is shown as unreadable and kept as it is."""

import hashlib
import hmac
import json
import logging
from functools import cache, cached_property

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import models
from django.db.models.fields import AutoFieldMixin
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from core.sql import fetch_rows

from .ciphers import derived_key
from .values import NO_ROW, ROW_BYTES, encrypt, read_value, row_name

log = logging.getLogger(__name__)
TAILS = (4, 6)  # last digits by which a number is found
TAIL_HASH_LENGTH = 16


def keyed_hash(text: str) -> str:
    """Return 64 hexadecimal characters that are the same for the same text and reveal nothing without the key."""
    if not text:
        return ""
    return hmac.new(derived_key(settings.FIELD_KEY, b"povwatch look-up"), text.encode(), hashlib.sha256).hexdigest()


def tail_hash(tail: str) -> str:
    """Return the keyed hash of the last digits of a number."""
    key = derived_key(settings.FIELD_KEY, b"povwatch tails")
    return hmac.new(key, tail.encode(), hashlib.sha256).hexdigest()[:TAIL_HASH_LENGTH]


def tail_hashes(text: str) -> str:
    """Return the keyed hashes of the last four and the last six digits of a number, to be found by them."""
    return " ".join(tail_hash(text[-length:].upper()) for length in TAILS) if len(text) > max(TAILS) else ""


class BoundText(str):
    """A text that belongs to one row: it was read from it, or is about to be written to it."""

    __slots__ = ("row",)

    def plain(self) -> str:
        return str(self)


class BoundValues(dict):
    """A dictionary that was read from one row."""

    row: bytes

    def plain(self) -> dict:
        return dict(self)


BOUND = (BoundText, BoundValues)


HASHES = {  # column: the secret beside it of which it is the hash, and how it is made
    "phone_hash": ("phone", keyed_hash),
    "phone_tails": ("phone", tail_hashes),
    "id_hash": ("id_number", keyed_hash),
    "id_tails": ("id_number", tail_hashes),
}


@cache
def hashes_of(model) -> dict:
    """Return the columns of a model that are hashes of its secrets, as HASHES tells them, and those it names itself."""
    secrets = {field.name for field in model._meta.local_fields if isinstance(field, EncryptedField)}
    columns = {field.name for field in model._meta.local_fields}
    shared = {column: one for column, one in HASHES.items() if column in columns and one[0] in secrets}
    return shared | getattr(source_of(model), "OWN_HASHES", {})


def write_hashes(instance: models.Model) -> None:
    """Let the hashes of an object follow its secrets; where a secret cannot be read they stay."""
    for column, (secret, made) in hashes_of(instance.__class__).items():
        value = getattr(instance, secret)
        if not hasattr(value, "stored"):
            setattr(instance, column, made(value))


class UnreadableText(str):
    """What stands where a text cannot be read: words for people. Saving the row keeps the bytes that were there."""

    stored: bytes


class UnreadableValues(dict):
    """What stands where a dictionary cannot be read: nothing. Saving the row keeps the bytes that were there."""

    stored: bytes


@cache
def column_place(model, column: str) -> str:
    """Return the name of a column that its values are bound to. History holds values of the table it tells of."""
    return f"{source_of(model)._meta.db_table}.{column}"


def source_of(model):
    """Return the model whose rows a model holds: of history the one it tells of, else itself."""
    return getattr(model, "pgh_tracked_model", model)


def row_of(instance) -> bytes:
    """Return the name of the row that an object stands for; of history the row it tells of."""
    key = instance.__dict__.get("pgh_obj_id") or instance.pk
    return key.to_bytes(ROW_BYTES) if type(key) is int else row_name(key)


def number_row(sender, instance, **_given) -> None:
    """Give a new row its key before it is written, because its secrets are bound to it."""
    secrets = [field for field in sender._meta.local_fields if isinstance(field, EncryptedField)]
    given = any(getattr(instance, field.attname) for field in secrets)
    if instance.pk is None and isinstance(sender._meta.pk, AutoFieldMixin) and given:
        instance.pk = next_keys(sender, 1)[0]


def next_keys(model, count: int) -> list[int]:
    """Reserve so many keys for new rows of a model."""
    sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    return [key for (key,) in fetch_rows(sequence, [model._meta.db_table, model._meta.pk.column, count])]


class SecretAttribute(DeferredAttribute):
    """The value on an object. One that was bound to another row is not shown."""

    def __get__(self, instance, cls=None):
        name = self.field.attname
        value = instance.__dict__.get(name) if instance is not None else None
        if value is None:
            return super().__get__(instance, cls)
        if type(value) in BOUND:
            instance.__dict__[name] = value = self.checked(value, instance)
        return value

    def checked(self, value, instance):
        """Return what an object shows of a value that is bound to a row. Done once for each."""
        if instance._state.adding or row_of(instance) == value.row:
            return value.plain()
        field = self.field
        return field.unreadable(encrypt(field.as_text(value), field.place, value.row))  # saved as it was

    def __set__(self, instance, value):
        if type(value) in BOUND and not instance._state.adding:
            value = value.plain()  # somebody takes over what stood in another row
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.Field):
    """A short text, encrypted in the database. An empty text is stored as no bytes, so that "none" can be queried."""

    description = "Encrypted text"
    descriptor_class = SecretAttribute
    bound: type = BoundText  # how a value is kept that knows its row
    not_readable: type = UnreadableText

    def get_internal_type(self):
        return "BinaryField"

    @cached_property
    def place(self) -> str:
        return column_place(self.model, self.column)

    def contribute_to_class(self, cls, name, **given):
        super().contribute_to_class(cls, name, **given)
        if not cls._meta.abstract and source_of(cls) is cls:
            models.signals.pre_save.connect(number_row, sender=cls, dispatch_uid=f"number {cls._meta.label}")

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        text = "" if hasattr(value, "stored") or model_instance.pk is None else self.as_text(value)
        return bind(BoundText(text), row_of(model_instance)) if text else value

    def get_prep_value(self, value):
        if hasattr(value, "stored"):
            return value.stored
        text = self.as_text(value)
        return encrypt(text, self.place, getattr(value, "row", NO_ROW)) if text else b""

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        return connection.Database.Binary(value)

    def from_db_value(self, value, expression, connection):
        if not value:
            return self.from_text("")
        stored = bytes(value)
        try:
            text, row = read_value(stored, self.place)
        except InvalidTag:
            return self.unreadable(stored)
        found = self.bound(self.from_text(text))
        found.row = row
        return found if row != NO_ROW else found.plain()

    def unreadable(self, stored: bytes):
        """Return what stands for bytes that cannot be read, and tell the operator of them, without a value."""
        log.error("A value of %s cannot be read: its key is missing, or it was written for another place.", self.place)
        shown = self.not_readable(self.words_for_unreadable())
        shown.stored = stored
        return shown

    def words_for_unreadable(self):
        return _("cannot be read")

    def as_text(self, value) -> str:
        """Return the text that is encrypted; empty for nothing."""
        return value if isinstance(value, str) else ""

    def from_text(self, text):
        """Return the value that a decrypted text stands for."""
        return text


def bind(value, row: bytes):
    """Let a value say to which row it belongs."""
    value.row = row
    return value


class EncryptedJSONField(EncryptedField):
    """A dictionary of texts, numbers and lists, encrypted in the database. An empty one is stored as no bytes."""

    description = "Encrypted JSON"
    bound, not_readable = BoundValues, UnreadableValues

    def words_for_unreadable(self):
        return {}

    def as_text(self, value):
        return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) and value else super().as_text(value)

    def from_text(self, text):
        return json.loads(text) if text else {}
