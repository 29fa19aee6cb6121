import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from core.dates import month_of_number, today
from core.text import written_number
from households.counties import counties_by_code
from households.income.explain import explain_income, unexplained_households
from households.models import Household
from households.registry.income import income_results
from policy.parameters import parameters_on

COLUMNS = ("Item", "Of", "From", "To", "Months", "Yuan", "", "Told by", "On", "Statement")
WIDTH = 140  # where no terminal says how wide it is
SHOWN = 20  # households named when the sums of a county do not add up


class Command(BaseCommand):
    help = (
        "Explain the income of a household yuan by yuan, each with the statement that told it (docs/income.md). "
        "Without a household: check that the sums of every household add up."
    )

    def add_arguments(self, parser):
        parser.add_argument("household", nargs="?", metavar="HOUSEHOLD", help="number of the household")
        parser.add_argument("--county", metavar="CODE", help="code of a county, e.g. 420527; all when not given")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", type=dt.date.fromisoformat, default=None)

    def handle(self, *, household, county, as_of, **options):
        day, counties = as_of or today(), counties_by_code(county)
        if household is None:
            return self.check_sums(counties, day)
        found = list(Household.objects.filter(number=household, county__in=counties).select_related("county"))
        if not found:
            raise CommandError(f"There is no household {household} here. Give its number as the registry has it.")
        for one in found:
            self.explain_household(one, parameters_on(day, one.county))

    def explain_household(self, household, p):
        parts = explain_income(household, p)
        console = Console(file=self.stdout, width=None if self.stdout.isatty() else WIDTH)
        table = Table(*COLUMNS, title=f"Household {household.number} on {p.day}: twelve full months before")
        for part in parts:
            table.add_row(*part_words(part))
        console.print(table if parts else f"Nothing is told of household {household.number} in these twelve months.")
        console.print(sum_words(parts, income_results(household, p)), soft_wrap=True)

    def check_sums(self, counties, day):
        for county in counties:
            wrong = unexplained_households(county, parameters_on(day, county))
            if wrong:
                numbers = ", ".join(Household.objects.filter(pk__in=wrong[:SHOWN]).values_list("number", flat=True))
                raise CommandError(f"{county.name}: the sums of {len(wrong)} households do not add up: {numbers}")
            count = Household.objects.active().filter(county=county).count()
            self.stdout.write(f"{county.name}, {day}: the income of all {count:,} households adds up.")


def part_words(part) -> list[str]:
    """Return one row of the table. People are named by their relation: a terminal is no place for names."""
    row, told = part.record, part.statement
    period = (f"{month_of_number(n):%Y-%m}" for n in (part.first, part.first + part.months - 1))
    whose = row.member.get_relation_display() if row.member else "household"
    state = "" if row.told_until is None else "carried"
    by = [told.get_teller_display(), str(told.told_on), str(told.pk)] if told else ["-", "-", "-"]
    return [row.get_item_display(), whose if part.counts else f"{whose} (left)", *period, str(part.months),
            written_number(part.yuan, 2), state, *by]  # fmt: skip


def a_head(yuan) -> str:
    """Return an income per person to the fen; below zero by how much costs exceed income."""
    words = f"{written_number(abs(yuan), 2)} a head"
    return f"costs exceed income by {words}" if yuan < 0 else words


def sum_words(parts, found) -> str:
    """Return the sum, what it is divided by, and how much of it is known; says so when it is not known."""
    total = sum(part.yuan for part in parts if part.counts)
    gone = sum(part.yuan for part in parts if not part.counts)
    words = [f"Sum {written_number(total, 2)} yuan"]
    words += [f"beside it {written_number(gone, 2)} of people who left"] if gone else []
    if found.get("net") is None:
        return ", ".join([*words, "not known in full: some months of some groups were never told"]) + "."
    known = f"{found['income_known']} of 12 months known, {found['income_carried']} carried forward"
    each = f"{found['people']} people, {a_head(found['per_capita'])}"
    return ", ".join([*words, each, known]) + "."
