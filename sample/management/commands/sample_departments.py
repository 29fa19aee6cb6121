from sample.departments.sending import send_what_departments_know
from sample.management.county_command import CountyCommand


class Command(CountyCommand):
    help = "Let the departments of a sample county send two years of what they know (docs/sample.md)."

    def handle(self, *, county, seed, **options):
        counts = send_what_departments_know(self.find_county(county), seed)
        if not counts:
            self.stdout.write("Nothing to do: no sample county with demo people waits for what departments know.")
            return
        self.tell_counts({model._meta.verbose_name_plural: count for model, count in counts.items()})
