"""The one form in which texts are compared: what looks the same is the same.

Files, phones and people write one name in many ways: in full-width letters, with a space between two characters, with
one of eight dots between the parts of a minority name, with marks that nobody sees. Only comparing uses the folded
form; what was written is kept and shown. PostgreSQL folds in the same way (`folded_sql`, `Folded`), and a test compares
the two."""

import re
import string
import unicodedata
from hashlib import sha256
from pathlib import Path

from django.db.models import CharField, Func

DOTS = "•‧∙⋅・◦●."
VARIANTS = "".join(  # pairs of an older or traditional character and the usual one
    (Path(__file__).parent / "data" / "variants.txt").read_text("utf-8").partition("\n")[2].split()
)
# Marks without a width, marks of direction, soft hyphens, fillers, variation selectors and control characters.
INVISIBLE = (
    "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
SPACES = "\t\n\x0b\x0c\r \x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
UNSEEN = re.compile(f"[{INVISIBLE}]")
UNSEEN_OR_SPACE = re.compile(f"[{INVISIBLE}{SPACES}]")
FOLDED_FROM = string.ascii_uppercase + DOTS + VARIANTS[::2]
FOLDED_TO = string.ascii_lowercase + "·" * len(DOTS) + VARIANTS[1::2]
FOLDING = str.maketrans(FOLDED_FROM, FOLDED_TO)
# Named in each folded column, so that a change of these rules asks for a migration: the column keeps its old form else.
FOLDING_RULES = sha256((FOLDED_FROM + FOLDED_TO + INVISIBLE + SPACES).encode()).hexdigest()[:8]


def visible_text(text: str) -> str:
    """Return a text without what nobody sees, in half-width and usual characters, without spaces around it: this is
    kept."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text)).strip()


def folded_text(text: str) -> str:
    """Return a text in the form in which it is compared."""
    seen = unicodedata.normalize("NFKC", UNSEEN_OR_SPACE.sub("", text)).translate(FOLDING)
    return unicodedata.normalize("NFC", UNSEEN_OR_SPACE.sub("", seen))


def sql_class(characters: str) -> str:
    """Return a class of characters as PostgreSQL's regular expressions write it."""
    return "".join(one if one in "-" else f"\\U{ord(one):08x}" for one in characters)


def folded_sql(text: str) -> str:
    """Return the SQL that folds an expression, such as a column, as `folded_text` does."""
    unseen = f"'[{sql_class(INVISIBLE + SPACES)}]'"
    seen = f"translate(normalize(regexp_replace({text}, {unseen}, '', 'g'), NFKC), '{FOLDED_FROM}', '{FOLDED_TO}')"
    return f"normalize(regexp_replace({seen}, {unseen}, '', 'g'), NFC)"


class Folded(Func):
    """A column in the form in which it is compared, by the `rules` of FOLDING_RULES."""

    template = folded_sql("%(expressions)s").replace("%", "%%").replace("%%(expressions)s", "%(expressions)s")
    output_field = CharField()
    arity = 1
