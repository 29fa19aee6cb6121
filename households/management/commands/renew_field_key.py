from django.core.management.base import CommandError

from core.crypto.fingerprint import note_renewed_key
from core.crypto.renew import Renewal, renew_files, secret_models
from core.database_roles import OwnerCommand


class Command(OwnerCommand):
    help = (
        "After FIELD_KEY was changed (and the earlier key put into FIELD_KEYS_OLD), or FIELD_CIPHER: write everything "
        "that is encrypted again with the present key, in the history and in files too, and bind each value to its "
        "row. Until then numbers cannot be searched for. Can be stopped and repeated; nothing that people write "
        "meanwhile is lost. When it ends without a complaint, no value or file needs the earlier key any more."
    )

    def handle(self, **options):
        unreadable = 0
        for model, secrets in secret_models():
            one = Renewal(model, secrets)
            one.run()
            unreadable += one.unreadable
            self.stdout.write(f"{model._meta.verbose_name}: {one.written:,} rows renewed")
        written, closed = renew_files()
        self.stdout.write(f"files: {written:,} renewed")
        if unreadable or closed:
            raise CommandError(
                f"{unreadable:,} values and {closed:,} files cannot be read with any key, or were written for another "
                "place. They were left as they are: add the missing key to FIELD_KEYS_OLD and run this again."
            )
        note_renewed_key()
