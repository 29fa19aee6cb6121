"""What proves that restored data is what it was. Each app declares its own in its `proofs.py`:

@proof("months", "figures of frozen months")
def months_hold():
    ...                       # returns (how many were proved, what does not hold)"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from core.catalogue import Catalogue
from core.crypto.fields import EncryptedField
from core.crypto.readable import is_readable
from core.crypto.renew import secret_models
from core.sql import fetch_rows, quote_names

PROOFS = Catalogue("proof")
SAMPLED = 50  # values of each encrypted column


@dataclass(frozen=True)
class Proof:
    """One thing that is proved: `prove` returns how much of it holds, and names what does not."""

    code: str
    label: str
    prove: Callable[[], tuple[int, list[str]]]


def proof(code, label):
    """Declare a proof."""

    def declare(prove):
        PROOFS.add(code, Proof(code, label, prove))
        return prove

    return declare


@proof("secrets", "encrypted values, sampled")
def sampled_secrets():
    """Open some values of each encrypted column."""
    found = list(itertools.chain.from_iterable(
        sampled_column(model, secret) for model, secrets in secret_models() for secret in secrets
    ))  # fmt: skip
    return sum(found_right for _place, found_right in found), sorted({place for place, right in found if not right})


def sampled_column(model, secret: EncryptedField) -> list[tuple[str, bool]]:
    table, column = quote_names(model._meta.db_table), quote_names(secret.column or "")
    rows = fetch_rows(f"SELECT {column} FROM {table} WHERE {column} <> '' ORDER BY random() LIMIT %s", [SAMPLED])
    return [(secret.place, is_readable(bytes(value), secret.place)) for (value,) in rows]
