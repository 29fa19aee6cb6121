import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.areas.former import formerly
from accounts.departments import Department
from accounts.models import Area, User
from accounts.people.first_leader import make_first_leader
from accounts.people.proposals import propose_grant
from accounts.roles import ROLES
from core.dates import today
from core.workflow import ActionRefused


class Command(BaseCommand):
    help = (
        "Make an account from the command line: with --first-leader the first leader of a county, before anybody can "
        "sign in; else one for whom a role is proposed, which a leader of the county confirms in the pages. The "
        "password is asked for, or taken from PERSON_PASSWORD."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", default="system_administrator", choices=sorted(ROLES))
        parser.add_argument("--area", required=True, help="code of the area, e.g. 420527")
        parser.add_argument("--department", default="", choices=Department.values, help="for which a liaison works")
        parser.add_argument("--first-leader", action="store_true", help="lead the county; refused once it had a leader")
        parser.add_argument("--document", default="", help="the order, where a county is without its leaders")

    @transaction.atomic
    def handle(self, *, username, name, role, area, department, first_leader=False, document="", **options):
        place = self.place(area)
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There already is an account {username}. Choose another name, or grant it a role.")
        user = User(username=username, full_name=name)
        user.set_password(self.password(user))
        user.save()
        try:
            told = self.lead(user, place, document) if first_leader else self.propose(user, role, place, department)
        except ActionRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{username}: {told}")

    def lead(self, user, county, document) -> str:
        grant = make_first_leader(user, county, document=document)
        return f"may sign in and leads {county.name}: {grant.role_class.label}"

    def propose(self, user, role, place, department) -> str:
        """Propose the role; it is in force when a leader of the county has confirmed it."""
        said = {"valid_from": today(), "department": department, "reason": "command line"}
        propose_grant(user, by=None, role=role, areas=[place], **said)
        return f"may sign in; {ROLES[role].label}, {place.name}, waits for a county leader to confirm it"

    def place(self, code):
        try:
            return Area.objects.get(code=code)
        except Area.DoesNotExist as error:
            if now := formerly(code, Area.objects.all()).first():
                raise CommandError(f"{code} is {now.code} ({now.name}) now. Give that code.") from error
            raise CommandError(f"There is no area {code}. Load its county first: manage.py load_reference") from error

    def password(self, user):
        password = os.environ.get("PERSON_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
