from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.audit.chain import chain_every_county
from accounts.audit.verify import MOST_NAMED, log_faults
from accounts.models import LogCut, LogLink


class Command(BaseCommand):
    help = (
        "Check that no line of the access log was altered, removed or put in, and say which. Lines that wait for their "
        "place in the chain get it first; nothing else is changed."
    )

    def handle(self, **options):
        chain_every_county()
        found = list(islice(log_faults(), MOST_NAMED))
        for fault in found:
            self.stdout.write(str(fault))
        if found:
            more = " or more" if len(found) == MOST_NAMED else ""
            raise CommandError(f"{len(found)}{more} lines are not as they were written. Restore from a backup, or ask "
                               "who had the database's owner's password.")  # fmt: skip
        self.stdout.write(f"{LogLink.objects.count()} lines checked, all as they were written.")
        for cut in LogCut.objects.order_by("county", "-position").distinct("county"):
            self.stdout.write(
                f"{cut.county or '-'}: since {timezone.localtime(cut.last_at):%Y-%m-%d %H:%M}; what was before ended, "
                f"and its digest {cut.digest[:16]} is where the chain begins."
            )
