"""What waits for somebody, declared once a kind by the app that knows it: its words, who is told, the rows, until when,
and where it is done. The page, the bell, the counts of the menu and the daily e-mail all read this one catalogue."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import DateField, F, Q, Value
from django.urls import reverse

from accounts.audit.details import name_access_detail
from accounts.models import Area, Grant
from accounts.permissions import Permission
from accounts.roles import role_codes_with
from core.catalogue import Catalogue
from core.text import Label

WAITING_KINDS = Catalogue("kind of what waits")
name_access_detail("kind", named=lambda code: (known := WAITING_KINDS.get(code)) and known.label)
VILLAGE_ROLES = ("caseworker", "village_clerk")
TOWNSHIP_ROLES = ("township_official", "township_leader")
COUNTY_ROLES = ("county_staff",)


@dataclass(frozen=True)
class WaitingRow:
    """One thing that waits, as a page or an e-mail shows it. `name` is masked already; `note` says what is special
    about it. `household` is the number (pk) of the household that is named, for the access log."""

    name: Label
    number: str
    place: str
    since: dt.date | None
    until: dt.date | None
    url: str
    note: Label = ""
    household: int | None = None


@dataclass(frozen=True)
class WaitingKind:
    """One kind of what waits. `rows(county, day)` returns all of it in a county, whoever does it; `until` and `since`
    are fields of its rows or expressions, `place` is the lookup of the path of a row's area.

    `shown` prepares rows and turns each into a WaitingRow: `shown.related(rows)` and `shown.row(thing)`."""

    code: str
    order: int
    label: Label
    permission: Permission
    rows: Callable
    shown: object
    roles: tuple = ()  # of those who hold the permission, only these are told; all of them when empty
    place: str = ""  # where it is not the `area_path` of the rows
    until: object = None
    since: object = None
    only_for: str = ""  # the field of the one person for whom it waits
    not_for: str = ""  # the field of the person who may not do it, such as who planned a measure
    department: str = ""  # the field of the department for which it waits: a liaison is told of the own one alone
    address: tuple = ()  # (name, query) of a page on which several are done at once
    at_once: Label = ""  # the words of the link to it

    @property
    def told_roles(self) -> list[str]:
        """Return the roles that are told."""
        return [code for code in role_codes_with(self.permission) if not self.roles or code in self.roles]

    @property
    def at_once_url(self) -> str:
        return reverse(self.address[0], query=self.address[1] or None) if self.address else ""

    def grants_of(self, user) -> list[Grant]:
        """Return the grants by which this person is told."""
        return [grant for grant in user.grants_today if grant.role in self.told_roles]

    def areas_of(self, user) -> list[Area]:
        """Return the areas in which this person is told."""
        return [grant.area for grant in self.grants_of(user)]

    def place_in(self, rows) -> str:
        """Return the lookup that leads from a row to the path of its area."""
        return self.place or rows.area_path

    def rows_in(self, county, day):
        """Return what waits in a county, with `waits_since` and `waits_until`."""
        found = self.rows(county, day)
        found = found.filter(**{f"{self.place_in(found)}__startswith": county.path}).order_by()
        return found.annotate(waits_since=day_expression(self.since), waits_until=day_expression(self.until))

    def rows_for(self, user, county, day):
        """Return what waits for this person in a county; nothing where they are not told."""
        rows, reach = self.rows_in(county, day), Q(pk__in=())
        for grant in self.grants_of(user):
            here = Q(**{f"{self.place_in(rows)}__startswith": grant.area.path})
            own = self.department and grant.department
            reach |= here & Q(**{self.department: grant.department}) if own else here
        mine = rows.filter(reach)
        mine = mine.filter(**{self.only_for: user.pk}) if self.only_for else mine
        return mine.exclude(**{self.not_for: user.pk}) if self.not_for else mine


def day_expression(wanted):
    """Return a field of that name, the expression itself, or an unknown day."""
    if wanted is None:
        return Value(None, output_field=DateField())
    return F(wanted) if isinstance(wanted, str) else wanted


def waiting_kind(code, *, order, label, permission, shown, **more):
    """Declare a kind of what waits: the decorated function returns its rows in a county on a day."""

    def declare(rows):
        WAITING_KINDS.add(code, WaitingKind(code, order, label, permission, rows, shown, **more))
        return rows

    return declare


def waiting_kinds_in_order() -> list[WaitingKind]:
    return sorted(WAITING_KINDS.values(), key=lambda kind: kind.order)
