"""From a table of a file to cleaned rows of a feed: which column is where, and what each row says."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from core.dates import last_of_month
from core.folding import folded_text
from departments.feeds import FEEDS
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.clean.cells import CellError, plain_text
from households.imports.clean.units import BRACKETS
from households.imports.read.aside import LinesAside
from households.imports.read.header_rows import find_header, titles_above
from households.imports.read.header_units import cell_in_unit
from households.imports.read.layouts import top_rows
from households.imports.read.reader import OWN_COLUMNS, REPORT_EVERY, RowNotes, SheetHeaders, clean_row
from households.imports.sheet import ImportSheet

ENOUGH = 3  # headers by which a table is recognised
NO_SHEET = ImportSheet()  # rows of departments are of no sheet of the registry


@dataclass
class FeedTable:
    """A table of the file with its header: where each column of the feed stands."""

    table: object
    header_row: int
    header: list
    headers: SheetHeaders
    labels: dict[str, str]  # of the columns of the feed
    remarks: list = field(default_factory=list)

    def header_of(self, keeps: str) -> str:
        """Return the header of a column in the file, or what it is called where the file has none."""
        return self.headers.names.get(keeps) or self.labels.get(keeps, keeps)


def feed_table(tables, feed) -> FeedTable:
    """Return the table of the file that has the columns of a feed. Raises BrokenFile when none has, when several have,
    or when they are those of another feed."""
    tops = {table: top for table in tables if not table.is_hidden and (top := top_rows(table))}
    if not tops:
        raise BrokenFile("empty_file")
    found = [(table, header, top) for table, top in tops.items() if (header := header_for(feed, top))]
    whole = [one for one in found if not lacking_columns(feed, one[1])]
    if len(whole) > 1:
        raise BrokenFile("feed_sheets", sheets=", ".join(table.name for table, *_rest in whole))
    if whole:
        return placed_table(feed, *whole[0])
    refuse_other_feed(feed, tops)
    if not found:
        raise BrokenFile("feed_unknown", seen=", ".join(table.name for table in tops))
    table, header, _top = found[0]
    raise BrokenFile("feed_columns", sheet=table.name, columns=", ".join(lacking_columns(feed, header)))


def header_for(feed, top):
    return find_header(top, partial(column_of, feed), ENOUGH)


def column_of(feed, cell) -> str | None:
    """Return which column of a feed a header names, if any; an amount may have its unit in brackets."""
    known = headers_of(feed)
    name = folded_header(cell)
    bare = folded_header(BRACKETS.sub("", plain_text(cell)) if cell else "")
    return known.get(name) or known.get(bare)


def headers_of(feed) -> dict[str, str]:
    """Return {header as it is compared: what it keeps} of a feed."""
    return {folded_header(name): one.keeps for one in feed.all_columns for name in (*one.headers, one.keeps)}


def folded_header(cell) -> str:
    text = plain_text("" if cell is None else cell).strip("* ").replace("_", " ").replace("-", " ")
    return folded_text("".join(text.split()))


def lacking_columns(feed, header) -> list[str]:
    """Return the names of the columns that must be there and are not."""
    have = set(header.meanings)
    lacking = [str(one.label) for one in feed.all_columns if one.needed and one.keeps not in have]
    if not have & {"name", "id_number"}:
        lacking.append(str(next(one.label for one in feed.all_columns if one.keeps == "name")))
    if feed.one_of and not have & set(feed.one_of):
        lacking.append(" / ".join(str(one.label) for one in feed.all_columns if one.keeps in feed.one_of))
    return lacking


def refuse_other_feed(feed, tops) -> None:
    """Raise BrokenFile when the file is whole for another feed: somebody chose the wrong one."""
    for other in FEEDS.values():
        headers = [header_for(other, top) for top in tops.values()]
        if other is not feed and any(header and not lacking_columns(other, header) for header in headers):
            raise BrokenFile("other_feed", feed=str(other.title))


def placed_table(feed, table, header, top) -> FeedTable:
    by_name = {one.keeps: one for one in feed.all_columns}
    have = [one.keeps for one in feed.all_columns if one.keeps in header.meanings]
    headers = SheetHeaders(NO_SHEET, [], [name for name in have if by_name[name].needed])
    labels = {one.keeps: str(one.label) for one in feed.all_columns}
    made = FeedTable(table, header.row, header.names, headers, labels)
    for place, name in enumerate(header.meanings):
        if name in by_name:
            cell, remarks = cell_in_unit(table, header, place, by_name[name].cell, titles_above(top, header))
            headers.put(place, name, cell, header.names[place])
            made.remarks += remarks
    used = {place for place, *_rest in headers.entries}
    others = [
        name
        for place, name in enumerate(header.names)
        if name and place not in used and plain_text(name) not in OWN_COLUMNS
    ]
    if others:
        made.remarks.append(ProblemMessage("unknown_columns", {"sheet": table.name, "columns": ", ".join(others)}))
    return made


def read_rows(placed, feed, batch, stage) -> None:
    """Clean every row below the header and stage it; totals, signatures and examples are no rows."""
    aside = aside_of_feed(placed)
    for count, (number, cells) in enumerate(placed.table.rows()):
        if number > placed.header_row and not aside.takes(number, cells):
            take_row(placed, feed, batch, stage, number, cells)
        if count % REPORT_EVERY == 0:
            stage.report("reading", number, placed.table.length)
    placed.remarks += aside.remarks(placed.table.name)


def aside_of_feed(placed) -> LinesAside:
    """Return what tells the lines of a file that are no rows of a feed."""
    places = {keeps: place for place, keeps, _cell in reversed(placed.headers.entries)}
    needed = [places[keeps] for keeps in ("reference", "name") if keeps in places]
    return LinesAside(places.get("reference"), places.get("name"), needed)


def take_row(placed, feed, batch, stage, number, cells) -> None:
    note = RowNotes()
    row = clean_row(placed.headers, cells, note)
    if not row and not note.is_about_a_value:
        return
    complete_row(row, feed, batch, number, note)
    stage.add(number, row, note)


def complete_row(row, feed, batch, number, note) -> None:
    """Add what follows from several cells of a row, and note what contradicts."""
    if (said := row.pop("month", None)) and said != batch.month:
        raise BrokenFile("other_month", row=number, said=f"{said:%Y-%m}", month=f"{batch.month:%Y-%m}")
    last = last_of_month(batch.month)
    happened = row.setdefault("happened_on", last)
    if happened > last:
        note("happened_on", CellError("after_month"))
    if row.get("over_on") and row["over_on"] < happened:
        note("over_on", CellError("over_before"))
    if not row.get("name") and not row.get("id_number") and not note.about("id_number"):
        note("name", CellError("nobody_named"))
    if feed.one_of and all(row.get(one) is None and not note.about(one) for one in feed.one_of):
        labels = ", ".join(str(one.label) for one in feed.all_columns if one.keeps in feed.one_of)
        note(feed.one_of[0], CellError("one_needed", columns=labels))
    row["counts_until"] = counts_until(feed, row)


def counts_until(feed, row):
    """Return the last day on which a row counts: by its feed, or the day before it was over."""
    over = row.get("over_on")
    ends = [feed.until(row), over and over - dt.timedelta(1)]
    return min((day for day in ends if day), default=None)
