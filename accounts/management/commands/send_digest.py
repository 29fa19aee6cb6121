from django.core.management.base import BaseCommand

from accounts.waiting import digest
from core.dates import today


class Command(BaseCommand):
    help = "Send the daily digest by e-mail to everybody with an address and something to do; twice sends none again."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="send nothing, say who would be told of how much")

    def handle(self, *, dry_run, **options):
        if dry_run:
            self.tell(digest.waiting_digests(today()))
            return
        told = digest.send_digests()
        self.stdout.write(f"{told['sent']} sent, {told['before']} had theirs today, {told['failed']} failed.")

    def tell(self, digests):
        for one in digests:
            counts = ", ".join(f"{code} {waiting.number}" for code, waiting in one.counts.items())
            self.stdout.write(f"{one.user.username}: {counts}")
        self.stdout.write(f"{len(digests)} would be sent.")
