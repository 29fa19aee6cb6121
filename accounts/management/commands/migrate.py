from django.core.management.commands import migrate
from django.db import transaction

from accounts.row_policies import guard_rows
from core.crypto.fingerprint import note_key_fingerprint
from core.database_roles import OwnerCommand, grant_application_rights


class Command(OwnerCommand, migrate.Command):
    """Django's command, as the owner of the tables; then its rights on them are given to the application, and pages
    are shown the rows of their territory."""

    def handle(self, *args, **options):
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            with transaction.atomic():  # nobody is refused anything between two statements
                grant_application_rights()
                guard_rows()
                note_key_fingerprint()
