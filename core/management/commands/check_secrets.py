from django.core.management.base import BaseCommand, CommandError

from core.crypto.readable import unreadable_values
from core.crypto.renew import secret_models


class Command(BaseCommand):
    help = (
        "Open every encrypted value and count those that cannot be read: their key is missing, or they were copied "
        "from another place. Pages show such a value as unreadable. Changes nothing."
    )

    def handle(self, **options):
        found = {}
        for model, secrets in secret_models():
            found |= unreadable_values(model, secrets)
        for place, number in sorted(found.items()):
            self.stdout.write(f"{place}: {number:,} cannot be read")
        if found:
            raise CommandError(
                f"{sum(found.values()):,} values cannot be read: add the missing key to FIELD_KEYS_OLD, or restore "
                "them from a backup."
            )
        self.stdout.write("Every encrypted value can be read.")
