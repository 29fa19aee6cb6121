import pgtrigger
from django.apps import apps

from core.crypto.fields import EncryptedField, keyed_hash, tail_hashes
from core.database_roles import OwnerCommand

HASHES = {  # column: the secret of which it is the hash, and how it is made
    "phone_hash": ("phone", keyed_hash),
    "phone_tails": ("phone", tail_hashes),
    "id_hash": ("id_number", keyed_hash),
    "id_tails": ("id_number", tail_hashes),
}
BATCH = 2_000


class Command(OwnerCommand):
    help = (
        "After FIELD_KEY was changed (and the earlier key put into FIELD_KEYS_OLD): write ID numbers, phones, bank "
        "accounts and delivered visits again with the new key, in the history too. Until then they cannot be "
        "searched for. Can be repeated. Files keep the key they were encrypted with: leave it in FIELD_KEYS_OLD."
    )

    def handle(self, **options):
        for model in apps.get_models():
            secrets = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedField)]
            if secrets:
                self.stdout.write(f"{model._meta.verbose_name}: {renew_model_secrets(model, secrets):,} rows renewed")


def renew_model_secrets(model, secrets) -> int:
    """Decrypt every row with whichever key fits and write its secrets and hashes with the present one. The record
    itself does not change, so its history gets no entry."""
    columns = {field.name for field in model._meta.local_fields}
    hashes = {column: made for column, made in HASHES.items() if column in columns}
    last, count = 0, 0
    while rows := list(model._base_manager.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for row in rows:
            for column, (secret, hashed) in hashes.items():
                setattr(row, column, hashed(getattr(row, secret)))
        with pgtrigger.ignore("households.Household:update_update", "households.Member:update_update"):
            model._base_manager.bulk_update(rows, [*secrets, *hashes])
        last, count = rows[-1].pk, count + len(rows)
    return count
