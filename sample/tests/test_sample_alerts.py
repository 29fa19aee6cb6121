"""The alerts of a sample county: a possible past, and open ones to work on."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q

from accounts.models import Area, Grant
from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.engine import run as risk_run
from alerts.models import Alert, AlertState, AlertTransition, Notification, RiskFlag, Signal
from cases.choices import ON_FILE
from cases.models import Case
from devserver.start import SAMPLE, SAMPLE_COUNTY
from policy import parameters
from povwatch.tests.factories import rewrite_grants
from sample.alerts.past import alerts_wait, give_alerts_a_past, tell_alerts
from sample.chance import ChanceStreams
from sample.demo_people import make_demo_people
from sample.distributions.alerts import A_MONTH
from sample.management.commands.sample_county import COUNTIES
from visits.models import Delivery, Observation, Visit, VisitPurpose
from visits.planning import overdue

DAY = dt.date(2025, 6, 15)
SIZE = 1_500
IDENTIFIED = ("identify", "remark", "rollback")


@pytest.fixture(scope="module")
def zigui(django_db_setup, django_db_blocker):
    """Zigui with 1,500 households, its demo people and the alerts of ten months, rolled back after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("sample_county", county="zigui", households=SIZE, as_of=DAY, stdout=io.StringIO())
        county = Area.objects.get(code=SAMPLE_COUNTY)
        make_demo_people(county, "river-stone-42")
        rewrite_grants(Grant.objects.all(), valid_from=DAY - dt.timedelta(365))
        risk_run.execute_risk_run(county, as_of=DAY)
        give_alerts_a_past(county)
        yield county
        transaction.set_rollback(True)


def test_the_same_seed_and_day_tell_the_same_past(db):
    call_command("sample_county", county="zigui", households=60, as_of=DAY, stdout=io.StringIO())
    county = Area.objects.get(code=SAMPLE_COUNTY)
    risk_run.execute_risk_run(county, as_of=DAY)
    p = parameters.parameters_on(DAY, county)
    first, again, other = (told(county, p, seed) for seed in (1, 1, 2))
    assert first == again != other


def told(county, p, seed):
    """Who was warned about, and the outcome."""
    return [
        (one.household, one.channel, one.steps) for one in tell_alerts(county, p, ChanceStreams(county, seed)("alerts"))
    ]


def share(part, whole):
    return 100 * part / whole


def test_every_alert_went_a_way_that_people_could_have_gone(zigui, db):
    for alert in Alert.objects.prefetch_related("transitions"):
        steps = list(alert.transitions.all())
        state = ""
        for step in steps:
            assert step.source == state
            assert step.step in ("open", "cause_gone") or (state in ALERT_WORKFLOW[step.step].sources)
            state = step.target
        assert state == alert.state
        assert [step.at.date() for step in steps] == sorted(step.at.date() for step in steps)


def test_days_are_in_order_and_none_lies_ahead(zigui, db):
    order = ["opened_on", "dispatched_on", "accepted_on", "verified_on", "answered_on", "closed_on"]
    for alert in Alert.objects.values(*order, "decide_by"):
        told = [alert[name] for name in order if alert[name]]
        assert told == sorted(told) and told[-1] <= DAY
        assert alert["decide_by"] == alert["opened_on"] + dt.timedelta(15)


def test_the_days_of_an_alert_are_those_of_its_steps(zigui, db):
    for alert in Alert.objects.prefetch_related("transitions"):
        last = {step.step: step.effective_on for step in alert.transitions.all()}
        ended = [last[step] for step in ("close", "drop", "cause_gone") if step in last]
        assert (alert.opened_on, alert.closed_on) == (last["open"], ended[0] if ended else None)
        assert (alert.dispatched_on, alert.answered_on) == (last.get("dispatch"), last.get("answer"))


def test_one_open_alert_a_household_and_a_signal_in_each(zigui, db):
    many = Alert.objects.open().order_by().values("household").annotate(n=Count("pk")).filter(n__gt=1)
    assert not many.exists() and not Alert.objects.filter(signals=None).exists()


def test_who_finds_no_risk_was_there(zigui, db):
    """The visit is between the clue and the answer."""
    seen = Alert.objects.filter(visit__isnull=False)
    assert not seen.exclude(visit__household=F("household"), visit__purpose=VisitPurpose.VERIFY).exists()
    assert not seen.exclude(visit__visited_on=F("verified_on"), visit__visited_on__gte=F("opened_on")).exists()


def test_the_county_warns_as_often_as_its_like(zigui, db):
    """Zigui has about 830 a month."""
    months = [
        Alert.objects.filter(opened_on__range=(DAY - dt.timedelta(back + 29), DAY - dt.timedelta(back))).count()
        for back in range(30, 270, 30)
    ]
    assert sum(months) / len(months) == pytest.approx(A_MONTH * SIZE, rel=0.15)


def test_most_close_without_identification_and_few_are_late(zigui, db):
    closed = Alert.objects.filter(state=AlertState.CLOSED)
    assert share(closed.exclude(outcome__in=IDENTIFIED).count(), closed.count()) == pytest.approx(95, abs=3)
    answered = Alert.objects.filter(answered_on__isnull=False).exclude(transitions__step="return")
    late = answered.filter(answered_on__gt=F("dispatched_on") + dt.timedelta(7))
    assert share(late.count(), answered.count()) == pytest.approx(8, abs=4)


def test_a_tenth_of_a_month_and_more_is_open_in_every_state(zigui, db):
    states = Counter(Alert.objects.open().values_list("state", flat=True))
    assert set(states) == set(AlertState) - {AlertState.CLOSED}
    assert sum(states.values()) == pytest.approx(A_MONTH * SIZE / 4, rel=0.3)
    assert not Alert.objects.open().exclude(Q(due_on__isnull=False) | Q(state="answered")).exists()


def test_people_warn_as_well_as_rules(zigui, db):
    channels = Counter(Alert.objects.values_list("channel", flat=True))
    assert {"rules", "visit", "department", "declaration", "report"} <= set(channels)
    assert share(channels["department"], channels.total()) == pytest.approx(25, abs=8)
    assert all(signal.words for signal in Signal.objects.filter(rule=""))


def test_the_next_night_asks_nothing_anew(zigui, db):
    before = Alert.objects.count()
    assert not any(risk_run.execute_risk_run(zigui, as_of=DAY).counts["alerts"].values())
    assert Alert.objects.count() == before


def test_standing_flags_are_in_an_alert_of_their_day(zigui, db):
    flags = RiskFlag.objects.open().exclude(signals__alert__opened_on=F("raised_on"))
    assert not flags.exclude(rule__startswith="WRK").exists()


def test_cases_of_the_past_months_began_with_a_clue(zigui, db):
    recent = Case.objects.filter(state__in=ON_FILE, identified_on__gt=DAY - dt.timedelta(200))
    assert all(case.household.alerts.exists() for case in recent) and recent.exists()


def test_telling_it_again_changes_nothing(zigui, db):
    before = list(Alert.objects.order_by("pk").values_list("pk", "state"))
    assert not alerts_wait(zigui.code) and not give_alerts_a_past(zigui)
    assert before == list(Alert.objects.order_by("pk").values_list("pk", "state"))


def test_the_demo_people_have_something_to_do(zigui, db):
    lan = Visit.objects.filter(visited_by__username="lan").first()
    assert lan.household.village.code == "420527103202"
    steps = AlertTransition.objects.filter(by__isnull=False)
    assert set(steps.values_list("by__username", flat=True)) == {"lan", "zhao"}
    assert Notification.objects.unread().filter(user__username="zhao").exists()


def test_the_demo_township_has_visits_to_settle(zigui, db):
    waiting = Delivery.objects.waiting()
    assert Counter(waiting.values_list("outcome", flat=True)) == {"stranded": 2, "second": 1}
    assert Observation.objects.differing().count() == 2
    assert all(delivery.area.path.startswith("420527/420527103/") for delivery in waiting.select_related("area"))


def test_doubts_about_the_demo_visits_are_examples(zigui, db):
    counted = {
        one.code: n for one, n in overdue.count_visit_doubts(Visit.objects.all(), parameters.parameters_on(DAY, zigui))
    }
    assert counted["text"] <= overdue.SAME_TEXT_HOUSEHOLDS and counted["many"] == 0


def test_the_start_names_the_county_it_makes():
    assert COUNTIES[SAMPLE["county"]] == SAMPLE_COUNTY
