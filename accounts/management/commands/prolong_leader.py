import datetime as dt

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Area, User
from accounts.people.first_leader import prolong_only_leader
from core.workflow import ActionRefused


class Command(BaseCommand):
    help = (
        "Let the only leader of a county lead it on after the last day of the own grant: nobody else could confirm it. "
        "Refused while the county has another leader. It stands in the access log."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--area", required=True, help="code of the county, e.g. 420527")
        parser.add_argument("--document", required=True, help="the order by which this leader goes on")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="last day, e.g. 2028-12-31; left out: no end")

    def handle(self, *, username, area, document, until=None, **options):
        user, county = User.objects.filter(username=username).first(), Area.objects.counties().filter(code=area).first()
        if user is None or county is None:
            raise CommandError(f"There is no account {username}, or no county {area}.")
        try:
            grant = prolong_only_leader(user, county, until=until, document=document)
        except ActionRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{username}: leads {county.name} from {grant.valid_from} until {grant.valid_until or 'no end'}"
        )
