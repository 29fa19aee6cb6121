from sample.cases.files import complete_case_files
from sample.management.county_command import CountyCommand


class Command(CountyCommand):
    help = "Give the cases of a sample county their papers, helpers, plans and measures (docs/sample.md)."

    def handle(self, *, county, seed, **options):
        counts = complete_case_files(self.find_county(county), seed)
        if not counts:
            self.stdout.write("Nothing to do: no sample county with demo people waits for the papers of its cases.")
            return
        self.tell_counts({model._meta.verbose_name_plural: count for model, count in counts.items()})
