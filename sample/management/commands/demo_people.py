from django.conf import settings
from django.core.management.base import CommandError

from sample.demo_people import demo_password, make_demo_people
from sample.management.county_command import CountyCommand
from sample.responsible import make_caseworkers, make_township_leaders


class Command(CountyCommand):
    help = "Make the demo people of a sample site, or mend their password and grants, and print them."
    make_it = "Load it with: manage.py load_reference"

    def handle(self, *, county, **options):
        if not settings.SAMPLE_SITE:
            raise CommandError("This is not a sample site. Set SAMPLE_SITE=1 if its households are invented.")
        area, password = self.find_county(county), demo_password(settings.HOME)
        for grant in make_demo_people(area, password):
            self.stdout.write(f"{grant.user.username:<6} {grant.role_class.label}, {grant.area}")
        self.stdout.write(f"Their password: {password}")
        self.stdout.write(f"Caseworkers of the other villages, who cannot sign in: {make_caseworkers(area)} new.")
        self.stdout.write(f"Leaders of the other townships, who cannot sign in: {make_township_leaders(area)} new.")
