from alerts.models import AlertState
from sample.alerts.past import give_alerts_a_past
from sample.management.county_command import CountyCommand


class Command(CountyCommand):
    help = "Give the alerts of a sample county a past, and open ones in every state (docs/sample.md)."

    def handle(self, *, county, seed, **options):
        states = give_alerts_a_past(self.find_county(county), seed)
        if not states:
            self.stdout.write("Nothing to do: no alert of a sample county waits for its past (manage.py recompute).")
            return
        self.tell_counts({state.value: states[state] for state in AlertState})
