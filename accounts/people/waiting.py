"""What waits of people: grants to confirm, sign-in links to vouch for; and what the auditor is told of grants."""

import datetime as dt

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import GrantProposal, LinkState, SignInLink
from accounts.permissions import Permission
from accounts.waiting.declare import WaitingRow, waiting_kind
from core.dates import SHANGHAI

TOLD_FOR = dt.timedelta(days=7)  # how long the auditor is told of a grant


class PersonShown:
    """A proposed grant or a sign-in link as a row: for whom, in which county, what."""

    def __init__(self, note):
        self.note = note

    def related(self, rows):
        return rows.select_related("user", "county")

    def row(self, thing) -> WaitingRow:
        since, until, note = thing.waits_since, thing.waits_until, self.note(thing)
        return WaitingRow(
            str(thing.user), thing.user.username, thing.county.name, since, until, thing.get_absolute_url(), note
        )


def on_day(field):
    return TruncDate(field, tzinfo=SHANGHAI)


@waiting_kind(
    "grants-confirm", order=50, label=_("Grants to confirm"), permission=Permission.GRANT_CONFIRM,
    shown=PersonShown(lambda one: one.role_class.label), place="county__path", since=on_day("proposed_at"),
    not_for="user",
)  # fmt: skip
def grants_to_confirm(county, day):
    """Return the proposed grants; nobody confirms what is for themselves."""
    return GrantProposal.objects.waiting()


@waiting_kind(
    "grants-told", order=99, label=_("Grants of the last seven days, to know of"), permission=Permission.AUDIT_VIEW,
    shown=PersonShown(lambda one: one.role_class.label), place="county__path", since=on_day("proposed_at"),
    address=("accounts:grants", {}), at_once=_("All grants in force"),
)  # fmt: skip
def grants_to_know_of(county, day):
    """Return what was proposed or decided in the last days, whatever became of it."""
    since = day - TOLD_FOR
    return GrantProposal.objects.filter(Q(proposed_at__date__gt=since) | Q(decided_at__date__gt=since))


@waiting_kind(
    "sign-ins-help", order=49, label=_("People who need a way to a password"), permission=Permission.SIGN_IN_HELP,
    shown=PersonShown(lambda one: one.get_state_display()), place="county__path", since=on_day("asked_at"),
    until=on_day("expires_at"), not_for="recognised_by",
)  # fmt: skip
def sign_ins_to_help(county, day):
    """Return the links that somebody must vouch for or hand over: never who vouched already."""
    waiting = SignInLink.objects.filter(state__in=[LinkState.ASKED, LinkState.RECOGNISED])
    return waiting.filter(expires_at__gt=timezone.now())
