import datetime as dt
import json

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from alerts.engine import run as risk_run
from households.counties import counties_by_code


class Command(BaseCommand):
    help = "Recompute facts, rules and flags of a county (or of all that have households); twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--county", help="code of a county, e.g. 420527; all when not given")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day to judge by; today when not given")
        parser.add_argument("--json", action="store_true", help="print the records of the runs as JSON")

    def handle(self, *, county, as_of, **options):
        runs = [self.run(area, self.day(as_of)) for area in counties_by_code(county)]
        if options["json"]:
            self.stdout.write(json.dumps([risk_run_json(run) for run in runs], indent=2))
            return
        for run in runs:
            self.show(run)

    def day(self, text):
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError as error:
            raise CommandError(f"--as-of must be a date like 2026-10-31, not “{text}”.") from error

    def run(self, area, day):
        try:
            return risk_run.execute_risk_run(area, as_of=day)
        except (risk_run.RunBusy, risk_run.RunRefused) as error:
            raise CommandError(f"{area.code}: {error}") from error

    def show(self, run):
        console = Console(file=self.stdout)
        console.print(f"{run.county.code} as of {run.as_of}: {run.counts['households']} households")
        table = Table("Step", "Seconds", box=None)
        for step, seconds in run.seconds.items():
            table.add_row(step, f"{seconds:.3f}")
        table.add_row("all", f"{sum(run.seconds.values()):.3f}")
        console.print(table)
        for what in ("facts", "flags", "colours", "unknown"):
            console.print(f"{what}: " + ", ".join(f"{name} {count}" for name, count in run.counts[what].items()))
        rules = Table("Rule", "Red", "Amber", box=None)
        for rule, levels in run.counts["open"].items():
            rules.add_row(rule, str(levels["red"]), str(levels["amber"]))
        console.print(rules)
        if run.counts["not_judged"]:
            console.print("Not judged, because a parameter is not in force: " + ", ".join(run.counts["not_judged"]))


def risk_run_json(run) -> dict:
    """Return a run in the format of `--json`."""
    return {
        "county": run.county.code,
        "as_of": run.as_of.isoformat(),
        "state": run.state,
        "counts": run.counts,
        "seconds": run.seconds,
        "parameters_digest": run.parameters_digest,
        "rules_digest": run.rules_digest,
    }
