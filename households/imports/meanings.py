"""Words and columns that the national layout does not know: what a file has of them, and what its county says that they
mean. Said once on the page of an import, remembered for that county, used at the next check and when saving."""

from dataclasses import dataclass

from django.db import transaction

from accounts.audit.log import record_access
from core.folding import folded_text
from households.models import ImportMeaning
from households.models.imports import ImportLayout

from .national.columns import CELL_OF_FIELD, FIELD_OF_HEADER, FIELDS, bare_header
from .national.meanings import Meanings, meanings_from

MOST_LOOKED_AT = 1000  # problems of an import that are searched for unknown words
LONGEST_WORD = 30  # letters; more are a sentence, and no word for a value
MOST_SHOWN = 30  # unknown words and columns offered at once


@dataclass(frozen=True)
class Unknown:
    """A word below a known column (`field`), or with an empty field a column, that is not known."""

    field: str
    seen: str

    @property
    def choices(self) -> list[str]:
        return known_meanings(self.field)


def county_meanings(county) -> Meanings:
    """Return what this county said so far."""
    return meanings_from(ImportMeaning.objects.filter(county=county).values_list("field", "seen", "meaning"))


def known_meanings(field: str) -> list[str]:
    """Return what a word of this field may mean: one known word for each value. Of a column: the known columns."""
    if not field:
        return FIELDS
    first = {}
    for word, value in CELL_OF_FIELD[field].words.items() if field in CELL_OF_FIELD else ():
        first.setdefault(str(value), word)
    return list(first.values())


def unknown_in(batch) -> list[Unknown]:
    """Return the columns and words of an import that are still to be explained: the columns first."""
    told = county_meanings(batch.county)
    columns = [Unknown("", name) for name in batch.unknown_headers if not told.header_name(name)]
    words = unknown_words(batch, told) if batch.layout == ImportLayout.NATIONAL else []
    return list(dict.fromkeys(columns + words))[:MOST_SHOWN]


def unknown_words(batch, told) -> list[Unknown]:
    """Return the words that stopped rows of this import and that the county has not explained since."""
    found = []
    for problem in batch.problems.filter(code="unknown_choice")[:MOST_LOOKED_AT]:
        header = told.header_name(problem.column)
        cell = header and CELL_OF_FIELD.get(FIELD_OF_HEADER[header])
        if cell:
            words = told.with_words(header, cell).unknown_words(problem.value)
            found += [Unknown(FIELD_OF_HEADER[header], word) for word in words if len(word) <= LONGEST_WORD]
    return found


@transaction.atomic
def remember_meaning(*, county, by, field, seen, meaning) -> ImportMeaning:
    """Remember what a word or column means in the files of this county, instead of what was said before."""
    said = {"seen": seen, "meaning": meaning, "by": by}
    folded = folded_text(seen) if field else bare_header(seen)
    made, _is_new = ImportMeaning.objects.update_or_create(
        county=county, field=field, seen_folded=folded, defaults=said
    )
    record_access(by, "import_meaning_said", made, area=county, column=field or seen, meaning=meaning)
    return made


@transaction.atomic
def forget_meaning(*, meaning, by) -> None:
    """Forget a meaning: the next file that has the word is stopped by it again. What was saved stays."""
    record_access(by, "import_meaning_forgotten", meaning, area=meaning.county, column=meaning.field or meaning.seen)
    meaning.delete()
