"""What a county said that words and columns mean which the national layout does not know: said once on the page of an
import, remembered for that county alone, and used from the next check on."""

from collections import defaultdict
from dataclasses import dataclass, field

from core.folding import folded_text
from households.imports.clean.cells import ChoiceCell

from .columns import FIELD_OF_HEADER, bare_header, header_spellings, known_header_name


@dataclass(frozen=True)
class Meanings:
    """`columns` gives for a header the known one that it means, `words` for each field the known words by those that
    are not."""

    columns: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def header_name(self, cell) -> str | None:
        """Return the known name that a header means, if any."""
        said = (self.columns.get(spelled) for spelled in header_spellings(cell))
        return known_header_name(cell) or next(filter(None, said), None)

    def with_words(self, header_name, cell):
        """Return the kind of cell below a known header, which also knows the words of this county."""
        told = self.words.get(FIELD_OF_HEADER[header_name], {}) if isinstance(cell, ChoiceCell) else {}
        known = {
            seen: cell.folded[folded_text(word)] for seen, word in told.items() if folded_text(word) in cell.folded
        }
        return cell.with_words(known) if known else cell


NO_MEANINGS = Meanings()


def meanings_from(rows) -> Meanings:
    """Return meanings from (field, what was seen, what it means); the field of a column is empty."""
    columns, words = {}, defaultdict(dict)
    for field_name, seen, meaning in rows:
        if field_name:
            words[field_name][seen] = meaning
        else:
            columns[bare_header(seen)] = bare_header(meaning)
    return Meanings(columns, dict(words))
