from django.core.management.base import BaseCommand, CommandError

from core.backup.check import check_stored_files, old_enough
from core.crypto.files import delete_stored_file

MOST_NAMED = 20
WHAT = {
    "missing": "there is a row and no file: restore it from a backup",
    "damaged": "cannot be opened: exchanged, shortened, or FIELD_KEYS_OLD lacks its key",
    "other": "is not what was kept: restore it from a backup",
    "ownerless": "no row names it; --delete-ownerless deletes those that are older than a day",
}


class Command(BaseCommand):
    help = (
        "Check that each row has its files, that each file has its row, and that the content is what was kept. Reads "
        "every file, which takes a minute for some thousand photos; --names compares names alone. Changes nothing "
        "without --delete-ownerless."
    )

    def add_arguments(self, parser):
        parser.add_argument("--names", action="store_true", help="compare names alone; read no file")
        parser.add_argument(
            "--delete-ownerless",
            action="store_true",
            help="delete files that no row names and that are older than a day: not after a restore from an older "
            "backup, whose files may be wanted again",
        )

    def handle(self, *, names, delete_ownerless, **options):
        found = list(check_stored_files(read=not names))
        for one in found:
            self.tell(one)
            if delete_ownerless:
                self.delete(old_enough(one.ownerless))
        if not all(one.is_right for one in found):
            raise CommandError("Files are missing, damaged or not what was kept: see above.")

    def tell(self, one) -> None:
        what = "there" if one.is_read is False else "right"
        self.stdout.write(f"{one.kind.folder}/: {one.right:,} {what}, {len(one.ownerless):,} without a row")
        for name, words in WHAT.items():
            wrong = getattr(one, name)
            for file in wrong[:MOST_NAMED]:
                self.stdout.write(f"  {file}: {words}")
            if len(wrong) > MOST_NAMED:
                self.stdout.write(f"  ... and {len(wrong) - MOST_NAMED:,} more")

    def delete(self, names) -> None:
        for name in names:
            delete_stored_file(name)
        if names:
            self.stdout.write(f"  {len(names):,} deleted")
