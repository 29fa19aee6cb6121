from django.core.management.base import CommandError
from django.db import OperationalError

from core.database_roles import OwnerCommand
from sample.removal import count_what_goes, hindrances, remove_sample

NEXT = """Done: the site is empty. Before web, worker and beat start again, take SAMPLE_SITE out of the environment
if it is there. Then, as for any new site (docs/operating.md):
  manage.py load_reference --county CODE
  manage.py create_person NAME --name "..." --area CODE --first-leader"""


class Command(OwnerCommand):
    help = "Remove the invented county from a sample site, with everything in it (docs/sample.md)."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="remove it; without this it is only said what would go")

    def handle(self, *, yes, **options):
        if told := hindrances():
            raise CommandError("\n".join([*told, "Nothing was removed. Use another database for real families."]))
        for model, number in count_what_goes().items():
            self.stdout.write(f"  {number:>9,} {model._meta.verbose_name_plural}")
        if not yes:
            raise CommandError("All this and all files of this site would go. Nothing was removed yet: add --yes.")
        try:
            remove_sample()
        except OperationalError as error:
            raise CommandError("Somebody is at work. Stop web, worker and beat, then run this again.") from error
        self.stdout.write(NEXT)
