import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.backup.folder import BackupFolder
from core.backup.make import make_backup
from core.backup.models import BackupMade
from core.database_roles import OwnerCommand

DAYS = 30


class Command(OwnerCommand):
    help = (
        "Save the database and the files that its rows name, as they are at one moment, into a folder: sealed, read "
        "back, and only what is new since the backup before. The key is not in it: keep FIELD_KEY elsewhere. "
        "Backups older than --keep days are deleted, never the newest."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where the backups lie, best on another machine's disk")
        parser.add_argument("--keep", type=int, default=DAYS, metavar="DAYS", help=f"default {DAYS}")

    def handle(self, *, folder, keep, **options):
        began, place = timezone.now(), BackupFolder(folder)
        backup = make_backup(place, settings.VERSION, began)
        BackupMade.objects.create(stamp=backup.stamp, made_at=began, files=len(backup.files))
        self.stdout.write(f"{backup.stamp}: the database and {len(backup.files):,} files, saved and read back.")
        if backup.lacking:
            self.stderr.write(
                f"{len(backup.lacking):,} files that rows name are not there, such as {backup.lacking[0]}: they ended "
                "meanwhile, or are lost. Run check_files."
            )
        for stamp in place.forget(began - dt.timedelta(days=max(1, keep))):
            self.stdout.write(f"{stamp}: deleted, older than {keep} days.")
