"""Reading the national export: one sheet, titles above the header, one row for each person, all cells text. Each row
becomes a member; what it says of the household becomes a household, its yearly income and its case, once for equal
rows."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from core.dates import accounting_year
from households.choices import COSTS, EARNINGS, TOPIC_OF_ITEM, TOPICS_OF_NET_INCOME, Relation
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.clean.cells import CellError, CellWarning, plain_text
from households.imports.match.staging import NO_PARAMS
from households.imports.read.reader import RowNotes, SheetHeaders, TableReader, clean_row
from households.imports.sheet import IMPORT_SHEETS

from .words import (
    ERRORS_COLUMN,
    IGNORED_HEADERS,
    KNOWN_HEADERS,
    NATIONAL_COLUMNS,
    NEEDED_COLUMNS,
    PROBLEMS_SHEET,
    YEAR_IN_TITLE,
    YEARLY_TOTALS,
    header_spellings,
    known_header_name,
)

ENOUGH = 5  # known names that make a row the header of a national export


def recognise_national_export(table, top) -> "NationalReader | None":
    """Return the reader of a national export, when one of the first rows is its header. Raises BrokenFile when an
    indispensable column is missing."""
    for number, cells in top:
        names = [known_header_name(cell) for cell in cells]
        if len(set(names) - {None}) >= ENOUGH:
            titles = [cell for above, row in top if above < number for cell in row if cell]
            return national_reader(table, number, cells, names, titles)
    return None


def national_reader(table, number, cells, names, titles):
    by_sheet = {
        name: SheetHeaders(sheet, [], NEEDED_COLUMNS.get(name, []))
        for name, sheet in IMPORT_SHEETS.items()
        if name != "areas"
    }
    for place, name in enumerate(names):
        for sheet, column, cell in KNOWN_HEADERS[name] if name else ():
            if column in by_sheet[sheet].names:
                raise BrokenFile("double_column", sheet=table.name, column=plain_text(cells[place]))
            by_sheet[sheet].entries.append((place, column, cell))
            by_sheet[sheet].names[column] = plain_text(cells[place])
    refuse_missing_columns(table, by_sheet)
    known = {place for place, name in enumerate(names) if name}
    unknown = [(place, plain_text(cell)) for place, cell in enumerate(cells) if place not in known and cell]
    ignored = {place for place, name in unknown if not IGNORED_HEADERS.isdisjoint(header_spellings(name))}
    unknown = [(place, name) for place, name in unknown if place not in ignored]
    kept = frozenset(place for place, _name in unknown)
    places = {"kept": kept, "left": frozenset(ignored)}
    made = NationalReader(table, number, cells, by_sheet["members"], homes=by_sheet, unknown=unknown, **places)
    made.year = next((int(found[1]) for title in titles if (found := YEAR_IN_TITLE.search(plain_text(title)))), None)
    if unknown:
        made.remarks.append(ProblemMessage("extra_columns", {"columns": ", ".join(name for _place, name in unknown)}))
    return made


def refuse_missing_columns(table, by_sheet):
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
        raise BrokenFile("missing_columns", sheet=table.name, columns=", ".join(names))


@dataclass
class NationalReader(TableReader):
    """A table of which each row is a person and also describes the household."""

    homes: dict[str, SheetHeaders] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    year: int | None = None  # accounting year named in the titles
    last: tuple = ()
    repeats = True
    errors_column = ERRORS_COLUMN
    problems_sheet = PROBLEMS_SHEET

    @property
    def by_sheet(self):
        return self.homes

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
            return note
        person["extra"] = self.kept_as_is(cells)
        complete_person(person, note)
        phone = person.get("phone") if person.get("relation") == Relation.HEAD else None
        IMPORT_SHEETS["members"].finish(person, note, stage)
        stage.add(IMPORT_SHEETS["members"], number, person, note)
        if person.get("household"):
            note = [*note, *self.take_household(number, cells, person["household"], phone, stage)]
        return note

    def kept_as_is(self, cells) -> dict:
        """Return the unknown columns, by their headers."""
        places = [(place, name) for place, name in self.unknown if place < len(cells)]
        return {name: plain_text(cells[place]) for place, name in places if cells[place] not in (None, "")}

    def take_household(self, number, cells, household, phone, stage):
        """Stage the household once for rows that follow each other and say the same, and again for the head's row,
        which has the phone. Returns their problems."""
        notes = []
        said = (household, *(cells[place] for place in self.household_places if place < len(cells)))
        if said != self.last or phone:
            notes += self.take_home(number, cells, phone, stage)
            notes += self.take_income(number, cells, household, stage)
            notes += self.take_case(number, cells, household, stage)
        self.last = said
        return notes

    def take_home(self, number, cells, phone, stage):
        note = RowNotes()
        row = clean_row(self.homes["households"], cells, note)
        code = row.pop("village_code", "")
        if code.isdigit():
            row["village"] = code
        if phone:
            row.setdefault("phone", phone)
        if "per_capita" in row:
            row["extra"] = {self.header_of("households", "per_capita"): str(row["per_capita"])}
        IMPORT_SHEETS["households"].finish(row, note, stage)
        stage.add(IMPORT_SHEETS["households"], number, row, note)
        return note

    def take_income(self, number, cells, household, stage):
        note = RowNotes()
        said = clean_row(self.homes["income"], cells, note)
        year = said.get("year") or self.year or accounting_year(stage.day)
        if year > accounting_year(stage.day):
            note("year", CellError("year_not_over", year=year))
        amounts = {}
        for place, total in enumerate(YEARLY_TOTALS):
            split_yearly_total(place, total, said, amounts, note)
        adds_up = self.adds_up(cells, amounts)
        if adds_up or stage.empty_is_nothing:
            self.fill_empty_groups(amounts, in_file_only=not adds_up)
        common = {"household": household, "starts": dt.date(year - 1, 10, 1), "months": 12}
        for item, (amount, column) in amounts.items():
            header = self.header_of("income", column)
            stage.add(IMPORT_SHEETS["income"], number, common | {"item": item, "amount": amount, "header": header}, [])
        if note:
            stage.add(IMPORT_SHEETS["income"], number, {"household": household}, note)
        return note

    def adds_up(self, cells, amounts) -> bool:
        """Whether the row's own income per person is the sum of what it names: then what it leaves empty is nothing."""
        home = clean_row(self.homes["households"], cells, RowNotes())
        stated, people = home.get("per_capita"), home.get("size")
        if not amounts or stated is None or not people:
            return False
        told = [(item, yuan) for item, (yuan, _column) in amounts.items() if item in EARNINGS + COSTS]
        net = sum(-yuan if item in COSTS else yuan for item, yuan in told)
        return abs(stated - net / people) <= 1

    def fill_empty_groups(self, amounts, *, in_file_only):
        """Name a zero for each group of net income without an amount in the row, or of those with a column only."""
        known = self.homes["income"].names.keys()
        for place, (_names, rest, parts) in enumerate(YEARLY_TOTALS):
            items = {rest, *(item for _words, item in parts)}
            columns = {f"total_{place}", *(f"{item}_{place}_{nth}" for nth, (_words, item) in enumerate(parts))}
            asked = bool(columns & known) or not in_file_only
            if TOPIC_OF_ITEM[rest] in TOPICS_OF_NET_INCOME and not items & amounts.keys() and asked:
                amounts[rest] = (Decimal(0), min(columns & known, default="year"))

    def take_case(self, number, cells, household, stage):
        note = RowNotes()
        row = clean_row(self.homes["cases"], cells, note)
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

    def check(self, stage):
        """Compare the income per person and the size that the export states with its own rows."""
        stage.remarks.append(ProblemMessage("income_year", {"year": self.year or accounting_year(stage.day)}))
        homes, earned = IMPORT_SHEETS["households"], [*EARNINGS, *COSTS]
        stage.find(homes, "per_capita", "per_capita_differs", INCOME_DIFFERS_SQL, [list(COSTS), earned], is_error=False)
        stage.find(homes, "per_capita", "per_capita_alone", LONE_INCOME_SQL, [earned], is_error=False)
        stage.find(homes, "size", "size_differs", SIZE_DIFFERS_SQL, is_error=False)


PEOPLE_SQL = "(SELECT household, count(*) AS number FROM stage_members GROUP BY household) people"
INCOME_DIFFERS_SQL = f"""
    SELECT s.n, jsonb_build_object('computed', round(net.yuan / people.number, 2)::text)
    FROM stage_households s JOIN {PEOPLE_SQL} ON people.household = s.number
    JOIN (SELECT household, sum(CASE WHEN item = ANY(%s) THEN -amount ELSE amount END) AS yuan
          FROM stage_income WHERE item = ANY(%s) GROUP BY household) net ON net.household = s.number
    WHERE abs(s.per_capita - net.yuan / people.number) > 1"""
LONE_INCOME_SQL = f"""
    SELECT s.n, {NO_PARAMS} FROM stage_households s WHERE s.per_capita IS NOT NULL
    AND NOT EXISTS (SELECT FROM stage_income i WHERE i.household = s.number AND i.item = ANY(%s))"""
SIZE_DIFFERS_SQL = f"""
    SELECT s.n, jsonb_build_object('people', people.number)
    FROM stage_households s JOIN {PEOPLE_SQL} ON people.household = s.number WHERE s.size <> people.number"""


def complete_person(person, note):
    """Fill in what several columns of the export say together: which insurance, and whether there is a disability."""
    resident, employee = person.pop("resident_insured", None), person.pop("employee_insured", None)
    if resident and employee:
        note("employee_insured", CellWarning("both_insured", True))
    if employee or resident:
        person["insurance"] = "employee" if employee else "resident"
    elif resident is not None or employee is not None:
        person.setdefault("insurance", "none")
    disabled = person.pop("disabled", None)
    if disabled is False and not person.get("certificate"):
        person.setdefault("disability_type", "none")
    if disabled and not person.get("certificate") and person.get("disability_type", "none") == "none":
        note("health", CellWarning("disability_unnamed", True))
        person["extra"]["disabled"] = True


def split_yearly_total(place, total, said, amounts, note):
    """Put one yearly total and its parts into `amounts`, {item: (yuan, column it came from)}; what the parts leave of
    the total goes to the item for the rest."""
    _names, rest, parts = total
    column = f"total_{place}"
    whole, explained = said.get(column), 0
    for nth, (_words, item) in enumerate(parts):
        part = f"{item}_{place}_{nth}"
        if part in said:
            amounts[item] = (amounts.get(item, (0, ""))[0] + said[part], part)
            explained += said[part]
    if whole is not None and whole < explained:
        note(column, CellError("parts_exceed_total"))
    elif whole is not None and (whole > explained or not any(item in amounts for _words, item in parts)):
        amounts[rest] = (amounts.get(rest, (0, ""))[0] + whole - explained, column)
