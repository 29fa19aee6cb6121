"""After FIELD_KEY or FIELD_CIPHER was changed: everything that an earlier one encrypted is written with the present
one, and bound to its row, so that the old key can be retired.

Nothing that people do meanwhile is lost: a value is only replaced while it is still the one that was read. It can be
stopped at any moment and done again; what is written already is passed over."""

import io
import tempfile

import pgtrigger
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from core.files.place import present_place
from core.sql import execute_sql, quote_names

from .fields import EncryptedField, hashes_of, source_of
from .files import MOST_IN_MEMORY, SealedFile, walk_files, write_sealed
from .readable import next_values
from .values import NO_ROW, OpenedValue, encrypt, open_value, row_name

PASSES = 5  # over a table whose rows are written meanwhile by a process that still has the old key


def secret_models() -> list[tuple]:
    """Return each model that keeps secrets, with their fields. History comes last: what is changed meanwhile adds to
    it."""
    found = []
    for model in apps.get_models():
        if secrets := [field for field in model._meta.local_fields if isinstance(field, EncryptedField)]:
            found.append((model, secrets))
    return sorted(found, key=lambda one: source_of(one[0]) is not one[0])


class Renewal:
    """The secrets of one model on their way to the present key. `written` rows were, `unreadable` values were left as
    they are: no key opens them, or they were written for another place."""

    def __init__(self, model, secrets):
        self.model, self.secrets = model, secrets
        self.written = self.unreadable = 0
        self.hashes = hashes_of(model)

    def run(self) -> None:
        """Go through the table until nothing is left to write."""
        for _pass in range(PASSES):
            self.unreadable, last, missed = 0, None, 0
            while rows := next_values(self.model, self.secrets, last):
                changes = [change for row in rows if (change := self.change_of(*row))]
                written = self.write(changes)
                self.written, missed, last = self.written + written, missed + len(changes) - written, rows[-1][0]
            if not missed:
                break

    def change_of(self, pk, told_of, *stored) -> tuple | None:
        """Return what is to be written: (key, bytes that stand, bytes to write, hashes); None for a row as it must
        be."""
        before, row, values = [bytes(one) for one in stored], row_name(told_of), {}
        after = [self.renewed(field, one, row, values) for field, one in zip(self.secrets, before, strict=True)]
        if before == after:
            return None
        hashes = [made(values[secret]) if secret in values else None for secret, made in self.hashes.values()]
        return (pk, *before, *after, *hashes)

    def renewed(self, field, stored, row, values) -> bytes:
        """Return the bytes to write for a secret, and note its value in `values`."""
        if not stored:
            values[field.name] = field.from_text("")
            return stored
        found = self.opened(field, stored)
        if found is None or found.row not in (NO_ROW, row):
            self.unreadable += 1
            return stored
        values[field.name] = field.from_text(found.text)
        return stored if found.is_present and found.row == row else encrypt(found.text, field.place, row)

    def opened(self, field, stored) -> OpenedValue | None:
        try:
            return open_value(stored, field.place)
        except InvalidTag:
            return None

    def write(self, changes) -> int:
        """Write rows that still are as they were read; returns how many."""
        if not changes:
            return 0
        columns, pk = [field.column for field in self.secrets], quote_names(self.model._meta.pk.column)
        old, new, hashed = ([f"{kind}{n}" for n in range(len(of))] for kind, of in
                            (("old", columns), ("new", columns), ("hash", self.hashes)))  # fmt: skip
        sets = [f"{quote_names(column)} = v.{name}" for column, name in zip(columns, new, strict=True)]
        sets += [
            f"{c} = COALESCE(v.{name}, t.{c})" for c, name in zip(map(quote_names, self.hashes), hashed, strict=True)
        ]
        same = "".join(f" AND t.{quote_names(c)} = v.{name}" for c, name in zip(columns, old, strict=True))
        kinds = [self.model._meta.pk.db_type(connection), *["bytea"] * 2 * len(columns), *["text"] * len(hashed)]
        arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
        statement = (
            f"UPDATE {quote_names(self.model._meta.db_table)} t SET {', '.join(sets)} FROM unnest({arrays}) "
            f"AS v (pk, {', '.join([*old, *new, *hashed])}) WHERE t.{pk} = v.pk{same}"
        )
        with transaction.atomic(), pgtrigger.ignore():
            return execute_sql(statement, [list(column) for column in zip(*changes, strict=True)])


def renew_files() -> tuple[int, int]:
    """Write every stored file anew that an earlier key sealed; returns (files written, files that no key opens)."""
    written = unreadable = 0
    for name in walk_files():
        try:
            written += renew_file(name)
        except FileNotFoundError:
            continue  # deleted meanwhile
        except InvalidTag:
            unreadable += 1
    return written, unreadable


def renew_file(name: str) -> bool:
    """Write one file anew, unless it is sealed with the present key. A file that somebody replaced meanwhile stays."""
    before = present_place().version_of(name)
    with SealedFile(name, default_storage.open(name)) as sealed, tempfile.SpooledTemporaryFile(MOST_IN_MEMORY) as draft:
        if sealed.is_present and sealed.mark:
            return False
        write_sealed(draft, name, io.BufferedReader(sealed))
        draft.seek(0)
        if present_place().version_of(name) == before:
            default_storage.save(name, File(draft, name))
            return True
    return False
