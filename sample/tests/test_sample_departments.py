"""The departments of a sample county: two years of what they sent, and what came of it."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.departments import Department
from accounts.models import Area, Grant, User
from alerts.engine import run as risk_run
from alerts.models import Alert, RiskFlag, Signal
from core.dates import add_months
from departments.answers.behind import feeds_by_rule
from departments.feeds import FEEDS
from departments.models import FeedAnswer, FeedBatch, FeedMonth, FeedRow
from devserver.start import SAMPLE_COUNTY
from households.models import UnknownPerson
from povwatch.tests.factories import rewrite_grants
from sample.alerts.past import give_alerts_a_past
from sample.demo_people import make_demo_people
from sample.departments.sending import departments_wait, send_what_departments_know
from sample.distributions import departments as shares
from sample.families.stories import story_numbers

DAY = dt.date(2025, 6, 15)
MAY = dt.date(2025, 5, 1)
SIZE = 1_500


@pytest.fixture(scope="module")
def zigui(django_db_setup, django_db_blocker):
    """Zigui with 1,500 households, its departments and the alerts of ten months, rolled back after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("sample_county", county="zigui", households=SIZE, as_of=DAY, stdout=io.StringIO())
        county = Area.objects.get(code=SAMPLE_COUNTY)
        make_demo_people(county, "river-stone-42")
        rewrite_grants(Grant.objects.all(), valid_from=DAY - dt.timedelta(365))
        call_command("sample_departments", county=SAMPLE_COUNTY, stdout=io.StringIO())
        risk_run.execute_risk_run(county, as_of=DAY)
        give_alerts_a_past(county)
        yield county
        transaction.set_rollback(True)


@pytest.fixture
def tan(zigui, db):
    return User.objects.get(username="tan")


def test_every_department_has_a_liaison_and_only_the_demo_liaison_can_sign_in(zigui, db):
    grants = Grant.objects.filter(role="department_liaison").select_related("user")
    assert {grant.department for grant in grants} == {str(feed.department) for feed in FEEDS.values()}
    assert {grant.user.username for grant in grants if grant.user.has_usable_password()} == {"tan"}


def test_every_feed_came_in_every_month_for_two_years_but_the_late_one(zigui, db):
    months = FeedMonth.objects.filter(county=zigui)
    assert months.order_by("month").first().month == add_months(MAY, 1 - shares.MONTHS)
    missing = months.filter(came_on=None)
    assert [(one.feed, one.month, one.department) for one in missing] == [("housing", MAY, Department.HOUSING)]
    assert {one.feed for one in months} == set(FEEDS)
    assert not months.filter(came_on__gt=F("due_on")).exists()


def test_nothing_came_with_far_fewer_rows_than_usual_in_a_large_feed(zigui, db):
    assert not [one for one in FeedMonth.objects.filter(feed="medical_insurance") if one.is_thin]


def test_one_row_in_twenty_is_of_somebody_nobody_knows(zigui, db):
    unknown = FeedRow.objects.filter(member=None).count()
    assert 100 * unknown / FeedRow.objects.count() == pytest.approx(5, abs=1.5)
    waiting = UnknownPerson.objects.open().filter(told_by="department")
    assert waiting.exists() and not waiting.filter(told_on__lt=DAY - dt.timedelta(181)).exists()
    told = FeedRow.objects.filter(member=None).values("person_key")
    assert not UnknownPerson.objects.exclude(told_key__in=told).exists()


def test_of_each_record_one_version_is_current_and_it_has_the_latest_month(zigui, db):
    records = FeedRow.objects.values("feed", "reference").annotate(n=Count("pk", filter=Q(is_current=True)))
    assert not records.order_by().exclude(n=1).exists()
    later = FeedRow.objects.filter(feed=OuterRef("feed"), reference=OuterRef("reference"), month__gt=OuterRef("month"))
    assert not FeedRow.objects.filter(is_current=True).filter(Exists(later)).exists()
    assert not FeedRow.objects.filter(counts_until__lt=F("happened_on")).exists()


def test_batches_count_what_is_in_them(zigui, db):
    batches = FeedBatch.objects.filter(state="published").annotate(n=Count("rows"))
    assert all(batch.counts["rows"] == batch.n == batch.writes for batch in batches)


def test_the_first_night_warns_of_what_departments_told_last(zigui, db):
    warned = set(RiskFlag.objects.open().filter(rule__in=shares.FRESH).values_list("rule", flat=True))
    assert warned == set(shares.FRESH)
    fresh = Alert.objects.open().filter(signals__rule="MED-02")
    assert fresh.filter(household__village__code="420527103202").exists()


def test_what_is_over_warns_of_nothing_and_the_stories_are_as_they_were(zigui, db):
    flags = RiskFlag.objects.open().filter(rule__in=("MED-02", "MED-03", "CIV-01", "ACC-01", "LOAN-01", "DSR-01"))
    scale = SIZE / shares.WHOLE
    most = sum(max(1, round(number * scale)) for number in shares.FRESH.values()) + 2
    assert 0 < flags.count() <= most
    assert not flags.filter(household__number__in=story_numbers(zigui.code)).exists()


def test_the_next_night_finds_nothing_new(zigui, db):
    counts = risk_run.execute_risk_run(zigui, as_of=DAY).counts
    assert not any(counts["alerts"].values())
    told = RiskFlag.objects.open().filter(rule__in=feeds_by_rule(), raised_on=DAY).exclude(rule="APP-01")
    assert not told.exclude(signals__isnull=False).exists()


def test_past_alerts_come_from_departments_as_in_the_county_they_are_like(zigui, db):
    past = Signal.objects.filter(flag=None, raised_on__lt=DAY - dt.timedelta(95)).values_list("rule", flat=True)
    by_feed = Counter(shares.WARNING[rule][0] if rule in shares.WARNING else rule for rule in past)
    assert 100 * by_feed["medical_insurance"] / by_feed.total() == pytest.approx(38, abs=8)
    assert 100 * by_feed["work_ended"] / by_feed.total() == pytest.approx(14, abs=6)


def test_closed_alerts_answered_the_records_behind_them(zigui, db):
    answers = FeedAnswer.objects.select_related("alert")
    half_a_year = answers.filter(answered_on__gt=DAY - dt.timedelta(182))
    assert half_a_year.count() > SIZE * 5_000 / shares.WHOLE
    assert all(one.alert.state == "closed" and one.outcome == one.alert.outcome for one in answers)
    assert all(one.received_on <= one.alert.opened_on <= one.answered_on for one in answers)
    row = FeedRow.objects.filter(
        feed=OuterRef("feed"), reference=OuterRef("reference"), version=OuterRef("version"),
        member__household=OuterRef("alert__household"),
    )  # fmt: skip
    assert not answers.exclude(Exists(row)).exists()


def test_nearly_all_answers_say_that_nobody_was_identified(zigui, db):
    identified = FeedAnswer.objects.filter(outcome__in=("identify", "remark", "rollback")).count()
    assert 100 * identified / FeedAnswer.objects.count() == pytest.approx(5, abs=3)


def test_what_was_wrong_was_told_by_a_department(zigui, db):
    wrong = Alert.objects.filter(outcome="wrong_data")
    assert wrong.exists() and not wrong.exclude(channel="department").exists()


def test_the_demo_liaison_has_work_waiting(zigui, tan, db):
    batch = FeedBatch.objects.get(state="checked")
    assert (batch.department, batch.by, batch.errors, batch.counts["unknown"]) == ("medical_insurance", tan, 1, 1)
    assert batch.writes == 7
    mine = FeedAnswer.objects.tasks()
    assert {one.department for one in mine} == {"medical_insurance"} and 1 <= mine.count() <= shares.OPEN_REPLIES


def test_sending_it_again_changes_nothing(zigui, db):
    before = FeedRow.objects.count()
    assert not departments_wait(zigui) and not send_what_departments_know(zigui)
    assert FeedRow.objects.count() == before


def test_without_demo_people_nothing_is_sent(db, county):
    assert not departments_wait(county) and not send_what_departments_know(county)
