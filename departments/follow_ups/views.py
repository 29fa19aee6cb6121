"""The list of ill people without a follow-up, by village."""

import datetime as dt

import django_filters
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, guard
from core.dates import today
from core.listing import DAY, Column, Listing, list_page
from departments.feeds.serious_illness import CHRONIC, SERIOUS
from departments.models import FeedRow
from households.registry.columns import township_column, village_column

FOLLOW_UP_DAYS = 90  # after which a chronically or seriously ill person should have been seen again
NEVER = Value(dt.date(1900, 1, 1))  # nobody knows when: first of all
ILLNESS = "serious_illness"
KINDS = [(SERIOUS, _("Serious illness")), (CHRONIC, _("Chronic illness"))]
FOLLOW_UP_LISTING = Listing(
    "follow-ups",
    _("Ill people without a follow-up"),
    (
        Column("name", _("Name"), value="member.name", mask="name", url="member.household.get_absolute_url",
               under="member.household.number"),
        Column("number", _("Household number"), value="member.household.number", on_page=False),
        Column("kind", _("Kind"), value=lambda row: dict(KINDS).get(row.word)),
        Column("seen", _("Last follow-up"), value="further_on", kind=DAY,
               sort=("longest_ago", "pk"), alias={"longest_ago": Coalesce("further_on", NEVER)}),
        Column("doctor", _("Contracted doctor"), value=lambda row: row.said.get("doctor")),
        village_column("member.household.village", sort=("member__household__village__path", "pk")),
        township_column("member.household.village"),
    ),
    title=_("Ill people without a follow-up"),
    lead=_("Their contracted doctor has not seen them for 90 days, or nobody knows when."),
    noun=_("people"),
    sort="seen",
    empty=_("Everybody was seen within 90 days, or the health department has not sent its data yet."),
    no_match=_("Nobody matches these filters."),
    show_all=_("Show all"),
    exported=True,
)  # fmt: skip


class FollowUpFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=KINDS, field_name="word")

    class Meta:
        model = FeedRow
        fields = []


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def follow_up_list(request):
    """Show the chronically and seriously ill of one's territory whom their doctor has not seen for long."""
    long_ago = Q(further_on__lt=today() - dt.timedelta(FOLLOW_UP_DAYS))
    rows = last_follow_ups().within(*request.user.areas_where(Permission.HOUSEHOLD_VIEW))
    rows = rows.filter(Q(further_on=None) | long_ago, member__left_on=None)
    rows = rows.select_related("member__household__village__parent")
    return list_page(request, rows, FollowUpFilter, FOLLOW_UP_LISTING)


def last_follow_ups():
    """Return one record of each ill person, that with the latest follow-up: a doctor sees a person, not an illness."""
    told = FeedRow.objects.counting_on(today()).filter(feed=ILLNESS)
    latest = told.filter(member=OuterRef("member")).order_by(F("further_on").desc(nulls_last=True), "-word", "-pk")
    return told.filter(pk=Subquery(latest.values("pk")[:1]))
