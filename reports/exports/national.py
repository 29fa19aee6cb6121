"""The households of a month in the national layout, one row for each person, for re-entry into the national system: who
was under monitoring at the end of the month, and what is on file about the people who lived there then."""

import datetime as dt
from decimal import Decimal

import xlsxwriter
from django.db.models import Exists, JSONField, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import JSONObject

from core.dates import MonthWindow, accounting_year
from core.json import ExactDecoder
from core.spreadsheets import SAFE_WORKBOOK_OPTIONS, worksheet_cell_text
from core.text import rounded_half_up
from households.choices import COSTS, EARNINGS, IncomeItem
from households.facts import known_months
from households.imports.national.writer import NATIONAL_HEADERS, national_health, national_row, national_title
from households.models import Household, IncomeRecord, Member

STOCK_CODE_PREFIX = "stock."
HOUSEHOLD_BATCH_SIZE = 500  # households read at once, with their people
CLEARING_FIELDS = {"cleared_on", "clear_method", "line_at_clearing", "income_at_clearing"}


def national_layout_households(contents):
    """Return the households under monitoring at the end of the month, in the places of the export."""
    rows = contents.report.rows.filter(code__startswith=STOCK_CODE_PREFIX, household=OuterRef("pk")).within(
        *contents.areas
    )
    return Household.objects.filter(Exists(rows))


def national_layout_persons(contents):
    """Return the people of these households on that day, one row each."""
    return Member.objects.present(contents.report.as_of).filter(household__in=national_layout_households(contents))


def write_national_layout(path, contents, told, progress) -> None:
    """Write one sheet: two titles, the header in the third row, and every cell as text."""
    year = accounting_year(contents.report.as_of)
    with xlsxwriter.Workbook(path, SAFE_WORKBOOK_OPTIONS | {"tmpdir": str(path.parent)}) as book:
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(NATIONAL_HEADERS) - 1, 14, text)
        sheet.freeze_panes(3, 0)
        for place, words in enumerate((national_title(contents.report.county.official_name, year), told)):
            sheet.write_string(place, 0, worksheet_cell_text(words), text)
        for place, cells in enumerate((NATIONAL_HEADERS, *national_layout_rows(contents, year)), 2):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(place, column, worksheet_cell_text(cell), text)
            progress(place - 2)


def national_layout_rows(contents, year):
    """Yield the rows household by household, read in batches."""
    for home in national_layout_homes(contents, year).iterator(chunk_size=HOUSEHOLD_BATCH_SIZE):
        family, case, income = national_household_values(home), national_case_values(home), home.income_of_year or {}
        per_head = net_income_per_person(home, income)
        family |= {
            "size": str(len(home.people)),
            "per_capita": None if per_head is None else rounded_half_up(per_head, 2),
        }
        yield from (national_row(family, national_person_values(one, home), case, income) for one in home.people)


def national_layout_homes(contents, year):
    """Return households with their `people` of that day, how they `stood` in the month, their `income_of_year` and how
    many `months_known` it has."""
    people = Member.objects.present(contents.report.as_of).order_by("pk")
    rows = contents.report.rows.filter(code__startswith=STOCK_CODE_PREFIX, household=OuterRef("pk")).order_by("pk")
    stood = rows.values(
        told=JSONObject(
            code="code",
            village_code="village__code",
            village="village__name",
            township="village__parent__name",
            details="details",
        )
    )
    # Only what is known of the accounting year: what is carried forward was not told of it.
    year_window = MonthWindow(dt.date(year - 1, 10, 1), dt.date(year, 10, 1))
    earned = IncomeRecord.objects.amounts().with_yuan(year_window, 0).filter(covered__gt=0)
    by_item = {item.value: Sum("yuan", filter=Q(item=item)) for item in IncomeItem}
    yearly = earned.filter(household=OuterRef("pk")).order_by().values("household").values(told=JSONObject(**by_item))
    known = IncomeRecord.objects.between(*year_window).filter(household=OuterRef("pk")).order_by().values("household")
    return (
        national_layout_households(contents)
        .annotate(months_known=Subquery(known.annotate(n=known_months(year_window, 0)).values("n")))
        .annotate(stood=Subquery(stood[:1]))
        .annotate(income_of_year=Subquery(yearly, output_field=JSONField(decoder=ExactDecoder)))
        .prefetch_related(Prefetch("members", people, to_attr="people"), "cases")
        .order_by("village__path", "number")
    )


def net_income_per_person(home, income) -> Decimal | None:
    """Return the net income of the year per person, to the cent. None unless all twelve months are known: a part of a
    year is no income of the year, and the layout has no place to say how much of it is known."""
    is_known = home.people and home.months_known == 12
    return rounded_half_up(net_income_of_year(income) / len(home.people), 2) if is_known else None


def net_income_of_year(income) -> Decimal:
    """Return the net income of the household in the year, in yuan."""
    told = {item: Decimal(yuan) for item, yuan in income.items() if yuan is not None}
    return yuan_of_items(told, EARNINGS) - yuan_of_items(told, COSTS)


def yuan_of_items(told, items) -> Decimal:
    return sum((told.get(item, Decimal(0)) for item in items), Decimal(0))


def national_household_values(home) -> dict:
    places = {key: home.stood[key] for key in ("village_code", "village", "township")}
    return {**vars(home), **places}


def national_person_values(person, home) -> dict:
    ill = national_health(person.has_chronic_illness, person.has_serious_illness, person.disability_type)
    return {**vars(person), "birth_date": person.born, "household": home.number, "health": ill}


def national_case_values(home) -> dict:
    """Return the case as the month counted it; its monitoring lines and incomes are as on file."""
    details, is_cleared = home.stood["details"], home.stood["code"].endswith(".cleared")
    since = details.get("since")
    filed = next((vars(one) for one in home.cases.all() if str(one.identified_on) == since), {})
    filed = filed if is_cleared else {key: value for key, value in filed.items() if key not in CLEARING_FIELDS}
    return {
        **filed,
        "identified_on": since,
        "is_cleared": is_cleared,
        "case_type": details.get("type"),
        "risks": details.get("risks") or (),
    }
