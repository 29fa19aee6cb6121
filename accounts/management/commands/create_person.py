import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.areas.former import formerly
from accounts.audit.log import record_access
from accounts.departments import Department
from accounts.models import Area, Grant, User
from accounts.roles import ROLES, DepartmentLiaison


class Command(BaseCommand):
    help = (
        "Make an account with one role over one area: the first one of a county, before anybody can sign in. "
        "The password is asked for, or taken from PERSON_PASSWORD."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", default="system_administrator", choices=sorted(ROLES))
        parser.add_argument("--area", required=True, help="code of the area, e.g. 420527")
        parser.add_argument("--department", default="", choices=Department.values, help="for which a liaison works")

    @transaction.atomic
    def handle(self, *, username, name, role, area, department, **options):
        place = self.place(area, role)
        if bool(department) != (role == DepartmentLiaison.code):
            raise CommandError("A liaison needs --department, and nobody else has one.")
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There already is an account {username}. Choose another name, or grant it a role.")
        user = User(username=username, full_name=name)
        user.set_password(self.password(user))
        user.save()
        grant = Grant.objects.create(user=user, role=role, area=place, department=department)
        record_access(None, "granted", grant, area=place, reason="command line", role=role)
        self.stdout.write(f"{username} may sign in: {grant.role_class.label}, {place.name}")

    def place(self, code, role):
        try:
            place = Area.objects.get(code=code)
        except Area.DoesNotExist as error:
            if now := formerly(code, Area.objects.all()).first():
                raise CommandError(f"{code} is {now.code} ({now.name}) now. Give that code.") from error
            raise CommandError(f"There is no area {code}. Load its county first: manage.py load_reference") from error
        if place.level not in ROLES[role].granted_on:
            raise CommandError(f"The role {role} is granted on: {', '.join(sorted(ROLES[role].granted_on))}.")
        return place

    def password(self, user):
        password = os.environ.get("PERSON_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
