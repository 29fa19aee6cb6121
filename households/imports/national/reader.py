"""Reading the national export: one sheet, titles above the header, one row for each person, all cells text. Each row
becomes a member; what it says of the household becomes a household, its yearly income and its case, once for equal
rows."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from core.dates import accounting_year
from households.choices import Relation
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.clean.cells import CellError, plain_text, refuse_lost_digits
from households.imports.clean.units import BRACKETS
from households.imports.read.header_rows import find_header, titles_above
from households.imports.read.header_units import cell_in_unit
from households.imports.read.reader import RowNotes, SheetHeaders, TableReader, clean_row
from households.imports.read.table import MOST_NAMED
from households.imports.read.values import CellFault
from households.imports.sheet import IMPORT_SHEETS

from .columns import (
    FIELD_OF_HEADER,
    IGNORED_HEADERS,
    KNOWN_HEADERS,
    NATIONAL_COLUMNS,
    NEEDED_COLUMNS,
    RUNNING_NUMBER,
    YEAR_ALONE_IN_TITLE,
    YEAR_IN_TITLE,
    bare_header,
    header_spellings,
    is_note,
    known_header_name,
)
from .meanings import NO_MEANINGS
from .stated import compare_stated
from .together import complete_home, complete_person
from .words import NOT_MONITORED
from .yearly import fill_empty_groups, is_sum_of_the_row, yearly_amounts

PLACE_COLUMNS = frozenset({"village", "village_code", "township", "group_no"})
ENOUGH = 5  # known names that make a row the header of a national export


def recognise_national_export(table, top, meanings=NO_MEANINGS) -> "NationalReader | None":
    """Return the reader of a national export, when one of the first rows is its header. Raises BrokenFile when an
    indispensable column is missing."""
    header = find_header(top, meanings.header_name, ENOUGH)
    if not header:
        return None
    return NationalHeaders(table, header, titles_above(top, header), meanings).reader()


class NationalHeaders:
    """The columns of one national export: which fields each feeds, in which unit, by which words."""

    def __init__(self, table, header, titles, meanings):
        self.table, self.header, self.titles, self.meanings = table, header, titles, meanings
        self.remarks = []
        self.by_sheet = {
            name: SheetHeaders(sheet, [], NEEDED_COLUMNS.get(name, []))
            for name, sheet in IMPORT_SHEETS.items()
            if sheet.household
        }

    def reader(self) -> "NationalReader":
        for place, name in enumerate(self.header.meanings):
            for sheet, column, cell in KNOWN_HEADERS[name] if name else ():
                cell, remarks = cell_in_unit(self.table, self.header, place, cell, self.titles)
                self.remarks += remarks
                known = self.meanings.with_words(name, cell)
                self.by_sheet[sheet].put(place, column, known, self.header.names[place])
        self.remark_on_meanings()
        unknown = self.unknown()
        refuse_missing_columns(self.table, self.by_sheet, [name for _place, name in unknown])
        made = NationalReader(
            self.table,
            self.header.row,
            self.header.names,
            self.by_sheet["members"],
            homes=self.by_sheet,
            unknown=unknown,
            remarks=self.remarks,
            kept=frozenset(place for place, _name in unknown),
            left=frozenset(self.places_left_out()),
            titles=self.titles,
        )
        made.year = next((int(found[1]) for title in self.titles if (found := YEAR_IN_TITLE.search(title))), None)
        return made

    def remark_on_meanings(self):
        """Say which columns are read as the county said once."""
        names = zip(self.header.names, self.header.meanings, strict=True)
        said = [f"{name} = {FIELD_OF_HEADER[found]}" for name, found in names if found and not known_header_name(name)]
        if said:
            self.remarks.append(ProblemMessage("meanings_used", {"columns": ", ".join(said)}))

    def unknown(self) -> list[tuple[int, str]]:
        """Return the columns without a place of their own, and remark on them."""
        ignored = set(self.places_left_out())
        names = enumerate(zip(self.header.names, self.header.meanings, strict=True))
        found = [(place, name) for place, (name, known) in names if name and not known and place not in ignored]
        told = [name for _place, name in found]
        if found:
            self.remarks.append(ProblemMessage("extra_columns", {"columns": ", ".join(told), "unknown": told}))
        return found

    def places_left_out(self) -> list[int]:
        """Return the positions of columns that say nothing of their own."""
        own = enumerate(self.header.own)
        return [place for place, name in own if not IGNORED_HEADERS.isdisjoint(header_spellings(name))]


def refuse_missing_columns(table, by_sheet, unknown):
    lacking = [
        (sheet, column)
        for sheet, needed in NEEDED_COLUMNS.items()
        for column in needed
        if column not in by_sheet[sheet].names
    ]
    names = [
        words.split()[0] for words, *targets in NATIONAL_COLUMNS if {(s, c) for s, c, _cell in targets} & set(lacking)
    ]
    if names:
        raise BrokenFile("missing_columns", sheet=table.name, columns=", ".join(names), unknown=unknown)


@dataclass
class NationalReader(TableReader):
    """A table of which each row is a person and also describes the household."""

    homes: dict[str, SheetHeaders] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    year: int | None = None  # accounting year named in the titles
    titles: list[str] = field(default_factory=list)
    last: tuple = ()  # what the row before said of its household, and the problems of that
    last_notes: list = field(default_factory=list)
    rows_of_notes: list[int] = field(default_factory=list)
    repeats = True

    @property
    def by_sheet(self):
        return self.homes

    @cached_property
    def telling_places(self) -> set[int]:
        """Return the positions of the columns that say something of a household or person. A place does not: it is
        often filled down to the end of a sheet."""
        where = {place for place, column, _cell in self.homes["households"].entries if column in PLACE_COLUMNS}
        return {*self.household_places, *(place for place, _name in self.unknown)} - where

    @cached_property
    def household_places(self) -> list[int]:
        """Return the positions of the columns about the household."""
        return sorted(
            {
                place
                for name, headers in self.homes.items()
                if name != "members"
                for place, _column, _cell in headers.entries
            }
        )

    def take(self, number, cells, stage):
        note = RowNotes()
        person = clean_row(self.headers, cells, note)
        if not person and not note.is_about_a_value:
            return self.take_nobodys_row(number, cells, stage)
        person["extra"] = self.kept_as_is(cells, note)
        complete_person(person, note, self.headers)
        phone = person.get("phone") if person.get("relation") == Relation.HEAD else None
        IMPORT_SHEETS["members"].finish(person, note, stage)
        stage.add(IMPORT_SHEETS["members"], number, person, note)
        if person.get("household"):
            note = [*note, *self.take_household(number, cells, person["household"], phone, stage)]
        return note

    def take_nobodys_row(self, number, cells, stage):
        """Refuse a row that names nobody and yet says something, such as a sum below the table: whose it is, nobody can
        tell. A note below the running numbers is remarked on; any other row without a person is empty."""
        note = RowNotes()
        if any(cells[place] is not None for place in self.telling_places if place < len(cells)):
            note("household", CellError("nobodys_row"))
            stage.add(IMPORT_SHEETS["members"], number, {}, note)
        elif any(is_note(cells[place]) for place in self.left if place < len(cells) and self.is_running_number(place)):
            self.rows_of_notes.append(number)
        return note

    def is_running_number(self, place) -> bool:
        return bare_header(self.header[place]) == RUNNING_NUMBER

    def kept_as_is(self, cells, note) -> dict:
        """Return the unknown columns, by their headers. A value that is lost is named, not kept."""
        kept = {}
        for place, name in self.unknown:
            raw = cells[place] if place < len(cells) else None
            try:
                if type(raw) is CellFault:
                    raise CellError(raw.code)
                refuse_lost_digits(raw)
            except CellError as wrong:
                note(name, wrong)
            else:
                kept |= {} if raw in (None, "") else {name: plain_text(raw)}
        return kept

    def take_household(self, number, cells, household, phone, stage):
        """Stage the household once for rows that follow each other and say the same, and again for the head's row,
        which has the phone. Returns their problems, which equal rows share."""
        said = (household, *(cells[place] for place in self.household_places if place < len(cells)))
        if said != self.last or phone:
            home = self.take_home(number, cells, phone, stage)
            notes = [*home, *self.take_income(number, cells, household, stage)]
            notes += self.take_case(number, cells, household, home, stage)
            self.last, self.last_notes = said, notes
        else:
            stage.places.count_again()
        return self.last_notes

    def take_home(self, number, cells, phone, stage):
        note, headers = RowNotes(), self.homes["households"]
        row = clean_row(headers, cells, note)
        complete_home(row, note, headers, stage.places)
        if phone:
            row.setdefault("phone", phone)
        if "per_capita" in row:
            name = BRACKETS.sub("", self.header_of("households", "per_capita")).strip()
            row["extra"] = {name: str(row["per_capita"])}
        IMPORT_SHEETS["households"].finish(row, note, stage)
        stage.add(IMPORT_SHEETS["households"], number, row, note)
        return note

    def take_income(self, number, cells, household, stage):
        """Stage what the row tells of the year; what it leaves empty is nothing only where its own sum says so."""
        note, columns = RowNotes(), self.homes["income"]
        said = clean_row(columns, cells, note)
        year = said.get("year") or self.year or accounting_year(stage.day)
        if year > accounting_year(stage.day):
            note("year", CellError("year_not_over", year=year))
        amounts = yearly_amounts(said, note)
        adds_up = is_sum_of_the_row(clean_row(self.homes["households"], cells, RowNotes()), amounts)
        if adds_up or stage.empty_is_nothing:
            fill_empty_groups(amounts, columns.names.keys(), in_file_only=not adds_up)
        common = {"household": household, "starts": dt.date(year - 1, 10, 1), "months": 12}
        for item, (amount, column) in amounts.items():
            header = self.header_of("income", column)
            stage.add(IMPORT_SHEETS["income"], number, common | {"item": item, "amount": amount, "header": header}, [])
        if note:
            stage.add(IMPORT_SHEETS["income"], number, {"household": household}, note)
        return note

    def take_case(self, number, cells, household, of_home, stage):
        """Stage the case. A cell that is wrong for the household already is not named again: the case is held back with
        its household."""
        note = RowNotes()
        row = clean_row(self.homes["cases"], cells, note)
        named = self.wrong_cells("households", of_home) & self.wrong_cells("cases", note)
        note[:] = [one for one in note if self.header_of("cases", one[0]) not in named]
        if named and not note:
            return note
        if row.get("case_type") == NOT_MONITORED:
            del row["case_type"]
        risks = [risk for column in sorted(row) if column.startswith("risk_") for risk in row.pop(column)]
        cleared = row.pop("is_cleared", None)
        if not note and not row.keys() & {"case_type", "identified_on", "cleared_on"}:
            return note
        row |= {"household": household, "risks": ",".join(dict.fromkeys(risks))}
        if cleared is not None:
            row["state"] = "cleared" if cleared else "active"
        IMPORT_SHEETS["cases"].finish(row, note, stage)
        stage.add(IMPORT_SHEETS["cases"], number, row, note)
        return note

    def wrong_cells(self, sheet, notes) -> set[str]:
        """Return the headers of the cells that cannot be kept."""
        return {self.header_of(sheet, column) for column, _wrong, is_error in notes if is_error}

    def remark_on_year(self, year) -> ProblemMessage:
        """Say for which year the amounts count; a title that may mean another one is settled by a person."""
        named = {int(found) for title in self.titles for found in YEAR_ALONE_IN_TITLE.findall(title)} - {year}
        columns = self.homes["income"].names
        if self.year or not columns or "year" in columns or not named:
            return ProblemMessage("income_year", {"year": year})
        said = ", ".join(map(str, sorted(named)))
        return ProblemMessage("income_year_unclear", {"sheet": self.table.name, "year": year, "said": said})

    def check(self, stage):
        """Remark on the year of the amounts and on notes."""
        stage.remarks.append(self.remark_on_year(self.year or accounting_year(stage.day)))
        if self.rows_of_notes:
            rows = ", ".join(map(str, self.rows_of_notes[:MOST_NAMED]))
            stage.remarks.append(ProblemMessage("rows_of_notes", {"sheet": self.table.name, "rows": rows}))

    def check_together(self, stage):
        """Compare the income per person and the size that the export states with the rows of all its tables."""
        compare_stated(stage)
