import pgtrigger
from django.core.management.base import BaseCommand

from households.models import Household, Member
from povwatch.lib.encrypted import keyed_hash

SECRETS = {  # field: the column of its keyed hash
    Household: {"phone": "phone_hash", "bank_account": None},
    Member: {"id_number": "id_hash", "phone": None},
}
BATCH = 2_000


class Command(BaseCommand):
    help = (
        "After FIELD_KEY was changed (and the earlier key put into FIELD_KEYS_OLD): write ID numbers, phones and bank "
        "accounts anew under the new key, in the history too. Until then they cannot be searched for. Can be repeated."
    )

    def handle(self, **options):
        for model, secrets in SECRETS.items():
            for table in (model, model._meta.get_field("events").related_model):
                self.stdout.write(f"{table._meta.verbose_name}: {renew(table, secrets):,} rows renewed")


def renew(table, secrets) -> int:
    """Read every row by whatever key fits and write its secrets and hashes under the present one. That is no change of
    the record, so the history does not note it."""
    columns = [*secrets, *filter(None, secrets.values())]
    last, count = 0, 0
    while rows := list(table.objects.filter(pk__gt=last).order_by("pk").only(*columns)[:BATCH]):
        for row in rows:
            for secret, hashed in secrets.items():
                if hashed:
                    setattr(row, hashed, keyed_hash(getattr(row, secret)))
        with pgtrigger.ignore("households.Household:update_update", "households.Member:update_update"):
            table.objects.bulk_update(rows, columns)
        last, count = rows[-1].pk, count + len(rows)
    return count
