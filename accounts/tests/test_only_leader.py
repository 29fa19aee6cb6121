"""The only leader of a county is let to lead on from the command line, by an order and with a line in the log."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AccessEvent
from accounts.permissions import Permission
from core.dates import today
from povwatch.tests.factories import person, rewrite_grants

DAY = dt.timedelta(days=1)


@pytest.fixture
def last_week(li):
    """Li leads for one more week."""
    rewrite_grants(li.grants.all(), valid_until=today() + 7 * DAY)
    return li


def prolong(user, county, **more):
    call_command("prolong_leader", user.username, area=county.code, **{"document": "Order 3", **more})


def spans(user):
    return list(user.grants.order_by("valid_from").values_list("valid_from", "valid_until", "origin")[1:])


@pytest.mark.parametrize("until", [today() + 8 * DAY, None])
def test_the_only_leader_leads_on_from_the_day_after(last_week, county, until):
    prolong(last_week, county, until=until)
    assert spans(last_week) == [(today() + 8 * DAY, until, "first_leader")]
    line = AccessEvent.objects.get(action="only_leader_prolonged", area=county)
    assert (line.user, line.reason, line.details["person"]) == (None, "Order 3", "li")


def test_who_led_until_yesterday_leads_on_today(li, county):
    rewrite_grants(li.grants.all(), valid_until=today() - DAY)
    prolong(li, county)
    assert type(li).objects.get(pk=li.pk).holds(Permission.GRANT_CONFIRM)


@pytest.mark.parametrize(
    ("more", "words"), [({"until": today() + 7 * DAY}, "before the first"), ({"document": " "}, "Name the order")]
)
def test_what_is_missing_is_said(last_week, county, more, words):
    with pytest.raises(CommandError, match=words):
        prolong(last_week, county, **more)
    assert spans(last_week) == []


def test_another_leader_confirms_it_in_the_pages(last_week, county):
    person("he", "county_leader", county)
    with pytest.raises(CommandError, match="have it proposed there"):
        prolong(last_week, county)


def test_who_has_no_last_day_or_never_led_is_not_prolonged(li, qin, county):
    with pytest.raises(CommandError, match="nothing to prolong"):
        prolong(li, county)
    rewrite_grants(li.grants.all(), valid_until=today() - DAY)
    with pytest.raises(CommandError, match="never led"):
        prolong(qin, county)
