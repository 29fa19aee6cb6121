"""Every problem that an import can report: what is wrong, and what to do. Codes are stored, so that each reader gets
the text in their own language."""

import json
from dataclasses import dataclass, field
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

FILES = {  # the file cannot be read: nothing is checked
    "empty_file": (_("The file is empty."), _("Choose the file again, or export it again.")),
    "no_rows": (_("There are headers, but no row below them."), _("Add the rows, or choose another file.")),
    "not_a_table": (
        _("This is neither a workbook nor a CSV file."),
        _("Open it in a spreadsheet program and save it as .xlsx or as CSV (UTF-8)."),
    ),
    "web_page": (
        _("This is a web page with the name of a workbook."),
        _("Open it in a spreadsheet program and save it as .xlsx."),
    ),
    "password": (_("The workbook is protected by a password."), _("Save it without a password and send it again.")),
    "damaged": (
        _("The file is damaged: it could not be read to its end."),
        _("Open it in a spreadsheet program, save it again as .xlsx, or export it again."),
    ),
    "too_large": (
        _("The file is larger than %(limit)s MB."),
        _("Save it as CSV (UTF-8), or split it by township; no household may be in two parts."),
    ),
    "bomb": (
        _("The workbook would unpack to many times its size."),
        _("Copy the rows into a new workbook, or save them as CSV (UTF-8)."),
    ),
    "binary_workbook": (
        _("This is a binary workbook (.xlsb), which cannot be read here."),
        _("Open it in a spreadsheet program and save it as .xlsx."),
    ),
    "reading_too_long": (
        _("Reading was stopped: it took longer than %(minutes)s minutes."),
        _("Copy the rows into a new workbook, save them as CSV (UTF-8), or split the file by township."),
    ),
    "row_too_large": (
        _("Reading was stopped: a single row is larger than %(limit)s MB."),
        _("Copy the rows into a new workbook, or save them as CSV (UTF-8)."),
    ),
    "too_much_text": (
        _("Reading was stopped: the texts of the workbook need more memory than %(limit)s MB."),
        _("Save it as CSV (UTF-8), or split it by township; no household may be in two parts."),
    ),
    "too_many_merged": (
        _("Reading was stopped: sheet %(sheet)s has more merged cells than can be filled."),
        _("Unmerge the cells and write the value into each of them, or save the sheet as CSV (UTF-8)."),
    ),
    "work_too_long": (
        _("The work was stopped: it took longer than %(limit)s minutes. Nothing was saved."),
        _("Split the file by township; no household may be in two parts."),
    ),
    "work_too_large": (
        _("The work was stopped: it needed more memory than %(limit)s MB. Nothing was saved."),
        _("Save it as CSV (UTF-8), or split it by township; no household may be in two parts."),
    ),
    "work_given_up": (
        _("The work on this file was broken off %(times)s times and is not begun again by itself. Nothing was saved."),
        _("Start it again. If it stops again, save the file as CSV (UTF-8) and tell your administrator."),
    ),
    "encoding": (
        _("Line %(line)s holds characters that are neither UTF-8 nor GBK."),
        _("Save the file as CSV (UTF-8) and send it again."),
    ),
    "open_quote": (
        _("A quotation mark is opened near line %(line)s and never closed."),
        _("Remove or double the quotation mark, and send the file again."),
    ),
    "unknown_layout": (
        _("No sheet has headers that are known. Seen: %(seen)s."),
        _("Download the template and copy the rows into it, or send the national export unchanged."),
    ),
    "missing_columns": (
        _("Sheet %(sheet)s lacks the columns: %(columns)s."),
        _("Add the columns with these names in the header, and send the file again."),
    ),
    "double_column": (
        _("Sheet %(sheet)s has the column %(column)s twice."),
        _("Delete or rename one of the two, and send the file again."),
    ),
    "ambiguous_headings": (
        _("The column %(column)s stands below several headings: %(headings)s."),
        _("Rename or delete those that do not count, so that one column has this name, and send the file again."),
    ),
    "unknown_unit": (
        _("The header %(column)s on sheet %(sheet)s names a unit that is not known here: %(unit)s."),
        _("Convert the column (money to yuan, land to mu), or take the words in brackets out of its header."),
    ),
    "no_files": (_("There is no file here (or no .csv file in the folder)."), _("Send the file again.")),
    "unexpected": (
        _("The work stopped with an error (%(kind)s). Nothing was saved."),
        _("Try again; if it stops again, tell your administrator the number of this import and the kind of error."),
    ),
}

REMARKS = {  # about the file as a whole
    "unknown_columns": (
        _("Sheet %(sheet)s has columns that are not known here and were not read: %(columns)s."),
        _("Correct their names if they should be read."),
    ),
    "extra_columns": (
        _("Columns without a place of their own are kept with the person as they are: %(columns)s."),
        _("If one of them should be read, say on the page of this import what it is, and check the file again."),
    ),
    "meanings_used": (
        _("Columns read as your county said once: %(columns)s."),
        _("If one is wrong, remove it on the page of what words mean, and check the file again."),
    ),
    "unit_converted_yuan": (
        _("Sheet %(sheet)s, column %(column)s: amounts in %(unit)s, each multiplied by %(factor)s to give yuan."),
        _("Compare one amount with the paper; if the unit is wrong, correct the header and send the file again."),
    ),
    "unit_converted_mu": (
        _("Sheet %(sheet)s, column %(column)s: areas in %(unit)s, each multiplied by %(factor)s to give mu."),
        _("Compare one area with the paper; if the unit is wrong, correct the header and send the file again."),
    ),
    "unread_sheet": (
        _("Sheet %(sheet)s was not read: its headers are not known (%(cells)s filled cells)."),
        _("If it holds households or people, correct its headers and send the file again."),
    ),
    "hidden_sheet": (
        _("Sheet %(sheet)s is hidden and was not read (%(cells)s filled cells)."),
        _("If it should be read, show it in the spreadsheet program and send the file again."),
    ),
    "merged_cells": (
        _("Sheet %(sheet)s has merged cells, which count for every row they cover: %(ranges)s (%(number)s in all)."),
        _("If an amount stands for the household once, that is right; otherwise unmerge the cells and fill each."),
    ),
    "hidden_rows": (
        _("Sheet %(sheet)s has hidden rows, which were read: %(rows)s (%(number)s in all)."),
        _("If they should not be read, delete them and send the file again."),
    ),
    "hidden_columns": (
        _("Sheet %(sheet)s has hidden columns, which were read: %(columns)s."),
        _("If they should not be read, delete them and send the file again."),
    ),
    "stray_cells": (
        _("Sheet %(sheet)s has %(cells)s filled cells without a header, in the columns %(columns)s."),
        _("Give these columns a header, or delete the cells."),
    ),
    "same_file": (
        _("The same file was saved on %(day)s."),
        _("Saving it again adds nothing unless the registry has changed since."),
    ),
    "income_year": (
        _("Yearly amounts count for the accounting year %(year)s (October to September)."),
        _("If they are of another year, add a column that names it, and send the file again."),
    ),
    "income_year_unclear": (
        _("%(sheet)s: a title names %(said)s; its amounts count for the accounting year %(year)s."),
        _("If they are of another year, add a column that names it, and send the file again."),
    ),
    "rows_of_notes": (
        _("%(sheet)s: notes beside the table, not read: row %(rows)s."),
        _("Look whether they say something of the figures, such as a unit."),
    ),
    "totals_left_out": (
        _("%(sheet)s: total rows, left out: row %(rows)s (%(number)s in all)."),
        _("Nothing has to be done: what is counted is added up here. A line with an ID number is never left out."),
    ),
    "signatures_left_out": (
        _("%(sheet)s: signatures and dates under the table, left out: row %(rows)s (%(number)s in all)."),
        _("Nothing has to be done."),
    ),
    "examples_left_out": (
        _("%(sheet)s: examples of the template, left out: row %(rows)s (%(number)s in all)."),
        _("If one of them is meant, give it the number of its household and send the file again."),
    ),
    "old_places": (
        _("Rows that call a village as it was before a change: %(rows)s. They count where it stands now: %(places)s."),
        _("Nothing has to be done. Tell whoever sends the file the names and codes of today."),
    ),
    "many_problems": (
        _("Only the first %(limit)s problems are listed; the counts include all."),
        _("Correct these and send the error file again; then the others are listed."),
    ),
    "many_rows": (
        _("The error file holds only the first %(limit)s rows."),
        _("Correct the original file instead, and send it again."),
    ),
    "changed_meanwhile": (
        _("The registry changed since the check: %(errors)s errors now prevent saving. Nothing was saved."),
        _("Look at the errors below."),
    ),
}

# Remarks about what may change a figure: a person says of each that it is right before anything is saved.
TO_SETTLE = {  # what the access log calls them
    "unknown_columns": _("columns that are not known"),
    "unread_sheet": _("a sheet that was not read"),
    "hidden_sheet": _("a hidden sheet"),
    "stray_cells": _("cells without a header"),
    "merged_cells": _("merged cells"),
    "hidden_rows": _("hidden rows"),
    "hidden_columns": _("hidden columns"),
    "unit_converted_yuan": _("amounts in another unit"),
    "unit_converted_mu": _("areas in another unit"),
    "income_year_unclear": _("the year of the income"),
    "rows_of_notes": _("notes beside the table"),
}

AWAITED = {}  # remarks for which an import waits until somebody else has decided: {code: name of the page of it}

CELLS = {  # one cell
    "missing": (_("The cell is empty."), _("Fill it in.")),
    "too_long": (_("Longer than %(limit)s characters."), _("Shorten it.")),
    "digits_lost": (
        _("A long number was stored as a number, so its last digits are lost."),
        _("Format the column as text and enter the number again."),
    ),
    "not_a_number": (_("Not a number."), _("Enter digits only, for example 1234.50.")),
    "number_and_unit": (
        _("A number with a unit that is not known here: %(unit)s."),
        _("Convert it to the unit of the column, and enter digits only."),
    ),
    "not_whole": (_("Not a whole number."), _("Enter it without decimals.")),
    "out_of_range": (_("Not between %(low)s and %(high)s."), _("Correct the number; check its unit.")),
    "negative_amount": (
        _("Less than 0: what was earned or spent is never negative."),
        _("Enter it as a cost: what was lost belongs to production cost. Every cost is entered without a minus sign."),
    ),
    "not_a_day": (_("Not a date."), _("Enter year, month and day, for example 2026-03-01.")),
    "month_unclear": (
        _("January or October: a spreadsheet turns 2026.10 into 2026.1."),
        _("Enter the month as 2026-01 or 2026-10."),
    ),
    "no_such_day": (_("This day does not exist."), _("Correct the date.")),
    "long_ago": (_("Before 1900."), _("Correct the year.")),
    "future": (_("In the future."), _("Correct the date.")),
    "unknown_choice": (_("Not a known value."), _("Use one of: %(choices)s.")),
    "id_15": (_("An ID number of 15 digits is of the old form."), _("Enter the one of 18 characters.")),
    "id_form": (
        _("Not an ID number (%(length)s characters)."),
        _("Enter 18 characters, 20 or 22 for a disability certificate; leave the cell empty if there is none yet."),
    ),
    "id_check_digit": (
        _("The check digit does not fit: at least one digit is wrong."),
        _("Compare it with the ID card, digit by digit."),
    ),
    "id_birth": (_("Digits 7 to 14 are no birth date."), _("Compare the number with the ID card.")),
    "error_value": (
        _("The spreadsheet shows an error here instead of a value."),
        _("Correct the formula, or enter the value itself."),
    ),
    "formula_without_value": (
        _("A formula whose result is not in the file."),
        _("Open the file in a spreadsheet program, let it calculate, save it and send it again; or enter the value."),
    ),
    "lost_letters": (
        _("Letters were lost here: the text was once saved in an encoding that does not know them."),
        _("Enter the text again, and save the file as .xlsx or as CSV (UTF-8)."),
    ),
    "letter_lost": (
        _("A question mark in a name: a letter was probably lost when the file was saved."),
        _("Compare the name with the ID card and enter it again; it was kept as it is."),
    ),
    "covered_value": (
        _("Below merged cells stands another value than the one that is seen."),
        _("Unmerge the cells and keep the right value in each of them."),
    ),
    "account_odd": (_("Not 8 to 30 digits."), _("Check the account; it was kept as it is.")),
    "phone_odd": (_("Not 11 digits."), _("Check the phone number; it was kept as it is.")),
}

ROWS = {  # one row, or one row against another
    "columns_differ": (
        _("These columns contradict each other: %(columns)s."),
        _("Correct one of them, or leave one of the two cells empty."),
    ),
    "nobodys_row": (
        _("This row says something and not of whom: number, name and relation are missing."),
        _("Fill them in. A sum or a note does not belong into the table: delete the row."),
    ),
    "birth_differs": (
        _("Differs from the birth date in the ID number."),
        _("Correct one of the two, or leave this cell empty."),
    ),
    "sex_differs": (_("Differs from the sex in the ID number."), _("Correct one of the two, or leave this empty.")),
    "lifted_year_general": (
        _("A general household has no year of being lifted."),
        _("Delete the year, or correct the kind."),
    ),
    "needs_reason": (_("Who has left needs a reason."), _("Fill in the reason, or delete the date.")),
    "needs_left_on": (_("A reason without the date of leaving."), _("Fill in the date, or delete the reason.")),
    "left_before_joining": (_("Left before joining the household."), _("Correct one of the two dates.")),
    "month_or_year": (_("Neither month nor year, or both."), _("Fill in exactly one of the two.")),
    "year_not_over": (
        _("The accounting year %(year)s is not over."),
        _("Send its amounts by month, or after 30 September."),
    ),
    "parts_exceed_total": (_("The parts add up to more than this total."), _("Correct the total or its parts.")),
    "both_insured": (
        _("Two basic medical insurances."),
        _("Keep the one that is paid for; employee insurance was taken."),
    ),
    "disability_unnamed": (
        _("Disabled, but neither the disability nor a certificate is named."),
        _("Enter the disability certificate as ID number, or the type of disability."),
    ),
    "unknown_village": (_("No such village in this county."), _("Use its 12-digit code, or one of: %(similar)s.")),
    "village_elsewhere": (_("This village lies in another county."), _("Correct the code, or import it there.")),
    "ambiguous_village": (
        _("Several villages of this county have this name."),
        _("Add the township, or use the 12-digit code."),
    ),
    "area_code": (_("Not a code of 9 (township), 12 (village) or 14 to 16 digits (group)."), _("Correct the code.")),
    "area_elsewhere": (
        _("This area does not lie in the county %(county)s."),
        _("Correct the code, or delete the row."),
    ),
    "area_parent": (_("The area above it is neither in the file nor known."), _("Add a row with the code %(parent)s.")),
    "place_merged": (
        _("This village was merged into %(into)s."),
        _("Say it of the village that goes on, or delete the row."),
    ),
    "attribute_level": (
        _("Only a county or a village is lifted out of poverty."),
        _("Name the villages of the township, a row each."),
    ),
    "attribute_year_missing": (_("Lifted out of poverty, without the year."), _("Fill in the year.")),
    "attribute_year": (_("Only what was lifted out of poverty has a year."), _("Delete the year.")),
    "attribute_early": (
        _("It cannot hold before the year in which it was lifted."),
        _("Correct the year or the first day."),
    ),
    "attribute_days": (_("The last day lies before the first."), _("Correct one of the two dates.")),
    "attribute_overlaps": (
        _("The same is said of this place for the same time already, here or on file."),
        _("Keep one of them, or end one before the other begins: an entry on file on the page of the place."),
    ),
    "twice": (_("The same as row %(rows)s."), _("Keep one of the rows.")),
    "repeated_differs": (
        _("Differs from another row of the same household (row %(rows)s)."),
        _("Give all rows of the household the same value."),
    ),
    "unknown_household": (
        _("No household of this number in the file or on file in this county."),
        _("Correct the number, or add the household."),
    ),
    "village_needed": (_("A new household without a village."), _("Fill in the village.")),
    "id_elsewhere": (
        _("This ID number is on file in household %(household)s."),
        _("Find out where the person lives; let them leave the other household first, or correct the number."),
    ),
    "id_elsewhere_county": (
        _("This ID number is on file in another county."),
        _("Ask that county where the person lives, or correct the number."),
    ),
    "unknown_member": (
        _("No member of this household has this ID number or name."),
        _("Correct it, add the member, or leave the cell empty for the household as a whole."),
    ),
    "unknown_worker": (
        _("No member of this household has this ID number or name."),
        _("Correct it, or add the person in the sheet members."),
    ),
    "ambiguous_member": (_("Several members of this household have this name."), _("Use the ID number.")),
    "amounts_overlap": (
        _("Another row has this item for the same time (row %(rows)s)."),
        _("Keep one of the rows, or add them up."),
    ),
    "work_ends_before": (_("The work ends before it begins."), _("Correct one of the two dates.")),
    "work_place_needed": (
        _("Work that is not on file, without a place."),
        _("Fill in where it is: %(choices)s. If it is on file, give its first day as it stands there."),
    ),
    "work_too_young": (
        _("Worked before the age of 16."),
        _("Correct the first day of the work, or the birth date in the sheet members."),
    ),
    "work_overlaps": (
        _("Shares a day with other work of this person (row %(rows)s)."),
        _("Correct the days: one must end before the other begins. Only public-welfare posts may stand beside."),
    ),
    "work_overlaps_on_file": (
        _("Shares a day with work of this person on file, which began on %(day)s."),
        _("If that is the same work, give its first day as on file; if it is over, send it too, with its end."),
    ),
    "ambiguous_work": (
        _("Several entries on file began on this day."),
        _("Name the employer as on file. If that does not tell them apart, leave the row out: they stay as they are."),
    ),
    "visit_told_work": (
        _("A visit of %(day)s spoke of this work and holds against the file: place, wage and end stay as on file."),
        _("Nothing needs to be done. If the visit is wrong, say so on the next visit."),
    ),
    "visit_found_no_work": (
        _("A visit of %(day)s holds against the file, and left this person without work."),
        _("Fill in the last day of this work. If the file is newer, send it again with its own day."),
    ),
    "confirmed_stays": (
        _("A change confirmed here says otherwise and stays: %(stays)s."),
        _("Look at it among the registry changes to confirm: whoever confirms the file's value lets it hold."),
    ),
    "already_left": (
        _("On file as having left on %(day)s; the row was not used."),
        _("If the person came back, record it on the page of the household."),
    ),
    "per_capita_differs": (
        _("The amounts give %(computed)s yuan per person."),
        _("Check the amounts and the number of people."),
    ),
    "per_capita_alone": (
        _("Income per person without its items: no income was recorded."),
        _("Add the columns of wages, business, property, transfers and cost."),
    ),
    "size_differs": (_("The file holds %(people)s people of this household."), _("Check whether someone is missing.")),
    "same_household": (
        _("Not saved: another row of this household has an error."),
        _("Correct that row; send all rows of the household together."),
    ),
}

PROBLEM_WORDS = FILES | REMARKS | CELLS | ROWS


def add_problem_words(words: dict) -> None:
    """Add the messages of an app that brings a sheet, or of the data-quality checks."""
    PROBLEM_WORDS.update(words)


@dataclass(frozen=True)
class ProblemMessage:
    """A problem in the reader's language: `what` is wrong, and the `remedy`."""

    code: str
    params: dict = field(default_factory=dict)

    @property
    def what(self) -> str:
        return self.words(0)

    @property
    def remedy(self) -> str:
        return self.words(1)

    @property
    def url(self) -> str:
        """Return the page on which somebody decides about it; empty when nobody is awaited."""
        return reverse(AWAITED[self.code], args=[self.params["list"]]) if self.code in AWAITED else ""

    def as_json(self) -> dict:
        return {"code": self.code, "params": self.params}

    @property
    def key(self) -> str:
        """Return what tells it from every other problem, so that a page that is out of date speaks of no other one."""
        return sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:16]

    def words(self, index) -> str:
        words = str(PROBLEM_WORDS[self.code][index])
        return words % self.params if self.params else words

    def __str__(self):
        return f"{self.what} {self.remedy}"


class BrokenFile(Exception):
    """The file as a whole cannot be imported."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.message = ProblemMessage(code, params)


IMPORT_STEPS = {  # what an import is doing, for those who wait
    "": _("Waiting for a worker"),
    "reading": _("Reading and cleaning rows"),
    "comparing": _("Comparing with the registry"),
    "writing": _("Writing"),
    "listing": _("Listing what is wrong"),
}
