from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Area
from sample.people import demo_password, make_people


class Command(BaseCommand):
    help = "Make the demo people of a sample site, or mend their password and grants, and print them."

    def add_arguments(self, parser):
        parser.add_argument("--county", default="420527", help="code of the county they work in")

    def handle(self, *, county, **options):
        if not settings.SAMPLE_SITE:
            raise CommandError("This is not a sample site. Set SAMPLE_SITE=1 if its households are invented.")
        area = Area.objects.counties().filter(code=county).first()
        if area is None:
            raise CommandError(f"There is no county {county} here. Load it with: manage.py load_reference")
        password = demo_password(settings.HOME)
        for grant in make_people(area, password):
            self.stdout.write(f"{grant.user.username:<6} {grant.role_class.label}, {grant.area}")
        self.stdout.write(f"Their password: {password}")
