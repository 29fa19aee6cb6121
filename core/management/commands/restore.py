from pathlib import Path

from django.core.management.base import CommandError

from core.backup import restore
from core.backup.folder import BackupFolder
from core.database_roles import OwnerCommand

MOST_NAMED = 10


class Command(OwnerCommand):
    help = (
        "Restore a backup: its database into an empty one, its files to where this site keeps them, and prove both. "
        "With --check as a drill: into a database that is dropped afterwards; nothing of this site is changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="the folder that manage.py backup was given")
        parser.add_argument("stamp", nargs="?", help="which backup, such as 2026-11-30T013000Z; default the newest")
        parser.add_argument("--check", action="store_true", help="a drill: prove that it could be restored")

    def handle(self, *, folder, stamp, check, **options):
        place = BackupFolder(folder)
        stamps = place.stamps()
        if not stamps:
            raise CommandError(f"There is no backup in {folder}.")
        backup = place.read(stamp or stamps[-1])
        restore.check_backup(place, backup)
        self.stdout.write(f"{backup.stamp}, of version {backup.version}: {len(backup.files):,} files, all whole.")
        if check:
            with restore.drill_database():
                restore.restore_database(place, backup)
                wrong = self.prove(place, backup)
        else:
            restore.restore_database(place, backup)
            self.stdout.write(f"The database, and {restore.restore_files(place, backup):,} files.")
            wrong = self.prove(place, backup)
        if wrong:
            raise CommandError("Not everything is proved: see above.")
        self.stdout.write("All of it is proved." + ("" if check else " Start web, worker and beat."))

    def prove(self, place, backup) -> bool:
        """Say what is proved; returns whether anything is not."""
        lacking = [name for name in restore.lacking_files(backup) if name not in backup.lacking]
        found = [
            *restore.prove_data(),
            ("files, sampled and opened", *restore.opened_files(place, backup)),
            ("files that rows name", len(backup.files), lacking),
        ]
        for what, right, wrong in found:
            self.stdout.write(f"  {what}: {right:,} hold" + (f", {len(wrong):,} do not" if wrong else ""))
            for name in wrong[:MOST_NAMED]:
                self.stdout.write(f"    {name}")
        return any(wrong for _what, _right, wrong in found)
