"""Four eyes at red alerts, and the second look: Lan answers, Zhao closes, chance draws, Qin and Hu of the county look
again."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AccessEvent
from accounts.waiting.declare import WAITING_KINDS
from alerts.alert import actions, second_looks
from alerts.alert.second_looks import answer_second_look, draw_second_look
from alerts.models import SIDES, AlertTransition, SecondLook
from core.dates import today
from core.workflow import ActionRefused, StaleState
from policy.models import Parameter
from povwatch.tests.factories import household, person
from visits.tests.told import VERIFIES, visit


@pytest.fixture
def hu(county):
    return person("hu", "county_staff", county)


def share_is(county, value):
    Parameter.objects.create(key="second_look_share", area=county, value=value, valid_from=today(), document="Notice 8")


def answered(village, *, by, entered_by, level=1, outcome="no_risk"):
    """An alert of a family of Heyi that was verified on a visit and answered."""
    family = household(village)
    alert = actions.enter_alert(family, by=entered_by, channel="hotline", level=level, words="The roof leaks")
    actions.take_alert_step(alert, "dispatch", by=entered_by)
    actions.take_alert_step(alert, "accept", by=by)
    seen = visit(family, by, VERIFIES)
    return actions.take_alert_step(alert, "answer", by=by, outcome=outcome, answer="Mended", visit=seen)


def closed(village, lan, zhao, qin, **more):
    return actions.take_alert_step(answered(village, by=lan, entered_by=qin, **more), "close", by=zhao)


@pytest.fixture
def drawn(county, heyi, lan, zhao, qin):
    """An alert closed as no risk that chance chose."""
    share_is(county, "1")
    return closed(heyi, lan, zhao, qin)


# ------------------------------------------------------------------- who answered, who closes


@pytest.mark.parametrize(("level", "is_refused"), [(1, False), (2, True)])
def test_whoever_answered_a_red_alert_does_not_close_it(heyi, zhao, qin, level, is_refused):
    alert = answered(heyi, by=zhao, entered_by=qin, level=level, outcome="solved")
    if not is_refused:
        assert actions.take_alert_step(alert, "close", by=zhao).state == "closed"
        return
    with pytest.raises(ActionRefused, match="Four eyes: you answered this red alert"):
        actions.take_alert_step(alert, "close", by=zhao)
    assert actions.take_alert_step(alert, "close", by=qin).state == "closed"


def test_who_answered_is_who_answered_last(heyi, lan, zhao, qin):
    alert = answered(heyi, by=zhao, entered_by=qin, level=2, outcome="solved")
    actions.take_alert_step(alert, "return", by=qin, reason="Who paid?")
    actions.take_alert_step(alert, "answer", by=lan, outcome="solved", answer="The village paid")
    assert actions.take_alert_step(alert, "close", by=zhao).state == "closed"


def test_the_page_says_why_and_offers_no_button(heyi, zhao, qin, client_of):
    alert = answered(heyi, by=zhao, entered_by=qin, level=2, outcome="solved")
    page = client_of(zhao).get(alert.get_absolute_url())
    assert "Somebody else must close it" in page.content.decode()
    assert [form.step.name for form in page.context["forms"]] == ["return"]
    assert "Somebody else must close it" not in client_of(qin).get(alert.get_absolute_url()).content.decode()


def test_the_queue_names_those_that_were_not_closed(heyi, zhao, qin, client_of):
    alert = answered(heyi, by=zhao, entered_by=qin, level=2, outcome="solved")
    page = client_of(zhao).post("/alerts/", {"step": "close", "alert": f"{alert.pk}:answered"}, follow=True)
    assert "Somebody else must close it" in page.content.decode()


def test_the_database_refuses_it_too(heyi, zhao, qin):
    alert = answered(heyi, by=zhao, entered_by=qin, level=2, outcome="solved")
    step = {"step": "close", "source": "answered", "target": "closed", "effective_on": today()}
    with pytest.raises(IntegrityError, match="red_is_closed_by_another"), transaction.atomic():
        alert.transitions.create(by=zhao, **step)


# ------------------------------------------------------------------- the draw


@pytest.mark.parametrize(("share", "is_drawn"), [("0", False), ("1", True)])
def test_none_or_all_are_drawn_at_the_ends_of_the_share(county, heyi, lan, zhao, qin, share, is_drawn):
    share_is(county, share)
    for _ in range(5):
        closed(heyi, lan, zhao, qin)
    assert set(SecondLook.objects.values_list("share", "is_drawn")) == {(Decimal(share), is_drawn)}
    assert SecondLook.objects.count() == 5


@pytest.mark.parametrize(("roll", "is_drawn"), [(0, True), (999, True), (1000, False), (9999, False)])
def test_a_tenth_is_drawn_by_the_shipped_value(heyi, lan, zhao, qin, monkeypatch, roll, is_drawn):
    monkeypatch.setattr(second_looks.secrets, "randbelow", lambda _sides: roll)
    closed(heyi, lan, zhao, qin)
    look = SecondLook.objects.get()
    assert (look.share, look.roll, look.is_drawn) == (Decimal("0.1"), roll, is_drawn)


@pytest.mark.parametrize("outcome", ["solved", "identify"])
def test_other_outcomes_are_not_rolled_for(county, heyi, lan, zhao, qin, outcome):
    share_is(county, "1")
    closed(heyi, lan, zhao, qin, outcome=outcome)
    assert not SecondLook.objects.exists()


def test_an_alert_closed_early_is_not_rolled_for(county, heyi, zhao, qin):
    share_is(county, "1")
    alert = actions.enter_alert(household(heyi), by=qin, channel="hotline", level=1, words="The roof leaks")
    actions.take_alert_step(alert, "drop", by=zhao, outcome="duplicate", reason="Twice")
    assert not SecondLook.objects.exists()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.decimals(0, 1, places=4), rolls=st.lists(st.integers(0, SIDES - 1), min_size=1, max_size=40))
def test_what_is_drawn_is_what_lies_below_the_share(share, rolls):
    chosen = [second_looks.is_chosen(roll, share) for roll in rolls]
    assert chosen == [roll < int(share * SIDES) for roll in rolls]


@settings(max_examples=25, deadline=None)
@given(share=st.decimals(0, 1, places=4))
def test_of_all_sides_of_the_die_exactly_the_share_is_drawn(share):
    assert sum(second_looks.is_chosen(roll, share) for roll in range(SIDES)) == share * SIDES


def test_the_die_is_that_of_secrets():
    rolls = {second_looks.roll_die() for _ in range(200)}
    assert len(rolls) > 100 and min(rolls) >= 0 and max(rolls) < SIDES


def test_one_closing_is_rolled_for_once(drawn):
    with pytest.raises(IntegrityError), transaction.atomic():
        draw_second_look(drawn)


def test_a_draw_cannot_be_changed(drawn):
    for change in ({"roll": 9_999}, {"share": 0}, {"is_drawn": False}):
        with pytest.raises(Exception, match="Cannot update rows|drawn_as_the_die_fell"), transaction.atomic():
            SecondLook.objects.update(**change)


BROKEN = {
    "a_share_is_a_part": {"share": Decimal("1.5")},
    "a_die_has_its_sides": {"roll": SIDES, "is_drawn": False, "share": Decimal("0.5")},
    "drawn_as_the_die_fell": {"is_drawn": False},
    "looked_at_when_drawn": {"share": 0, "is_drawn": False, "verdict": "stands", "looked_on": today()},
    "a_verdict_has_its_person": {"verdict": "stands"},
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, drawn, qin):
    by = {"looked_by": qin} if "looked_on" in BROKEN[promise] else {}
    made = {"alert": drawn, "closing": drawn.transitions.last(), "share": 1, "roll": 5, "is_drawn": True, **by}
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        SecondLook.objects.create(**made | BROKEN[promise])


def test_every_promise_is_broken_once():
    assert {promise.name for promise in SecondLook._meta.constraints} == set(BROKEN)


# ------------------------------------------------------------------- the county looks again


def waiting_for(user, county):
    return list(WAITING_KINDS["alerts-second-look"].rows_for(user, county, today()))


def test_what_was_drawn_waits_for_county_staff(drawn, county, qin, li, zhao, client_of):
    assert [look.alert for look in waiting_for(qin, county)] == [drawn]
    assert waiting_for(zhao, county) == waiting_for(li, county) == []
    page = client_of(qin).get("/alerts/", {"look": "waiting"})
    assert [alert.pk for alert in page.context["page"]] == [drawn.pk]
    assert [alert.pk for alert in client_of(qin).get("/alerts/").context["page"]] == []


def test_what_missed_waits_for_nobody(county, heyi, lan, zhao, qin):
    share_is(county, "0")
    closed(heyi, lan, zhao, qin)
    assert waiting_for(qin, county) == []


def test_the_answer_stands_and_who_said_so_is_on_record(drawn, county, qin, client_of):
    page = client_of(qin).get(drawn.get_absolute_url()).content.decode()
    assert "Chance chose this alert" in page and "100.00%" in page
    client_of(qin).post(reverse("alerts:second-look", args=[drawn.pk]), {"verdict": "stands"})
    look = SecondLook.objects.get()
    assert (look.verdict, look.looked_by, look.looked_on) == ("stands", qin, today())
    assert (
        waiting_for(qin, county) == []
        and "Chance chose" not in client_of(qin).get(drawn.get_absolute_url()).content.decode()
    )
    assert AccessEvent.objects.filter(action="second_look_stands", user=qin).exists()


def test_the_county_reopens_for_a_reason_by_a_step_of_the_table(drawn, qin):
    with pytest.raises(ActionRefused, match="reason"):
        answer_second_look(drawn, by=qin, verdict="reopened")
    drawn.refresh_from_db()
    answer_second_look(drawn, by=qin, verdict="reopened", reason="The neighbours say otherwise")
    drawn.refresh_from_db()
    assert (drawn.state, SecondLook.objects.get().verdict) == ("verifying", "reopened")
    assert AlertTransition.objects.filter(alert=drawn, step="reopen", by=qin).exists()


def test_an_alert_reopened_for_another_reason_waits_for_no_second_look(drawn, county, qin, hu):
    actions.take_alert_step(drawn, "reopen", by=qin, reason="It was another family")
    look = SecondLook.objects.get()
    assert (look.verdict, look.looked_by) == ("reopened", qin) and waiting_for(hu, county) == []


def test_a_second_closing_is_rolled_for_again(drawn, lan, zhao, qin):
    actions.take_alert_step(drawn, "reopen", by=qin, reason="It was another family")
    actions.take_alert_step(drawn, "answer", by=lan, outcome="no_risk", answer="Seen again")
    actions.take_alert_step(drawn, "close", by=zhao)
    assert SecondLook.objects.count() == 2 and SecondLook.objects.waiting().count() == 1


def test_two_who_look_at_once_do_not_both_decide(drawn, qin, hu):
    answer_second_look(drawn, by=qin, verdict="stands")
    with pytest.raises(StaleState):
        answer_second_look(drawn, by=hu, verdict="stands")


def test_whoever_closed_or_answered_does_not_look_again(county, heyi, lan, qin, hu, client_of):
    share_is(county, "1")
    alert = actions.take_alert_step(answered(heyi, by=lan, entered_by=hu), "close", by=qin)
    assert waiting_for(qin, county) == [] and len(waiting_for(hu, county)) == 1
    with pytest.raises(ActionRefused, match="Four eyes"):
        answer_second_look(alert, by=qin, verdict="stands")
    page = client_of(qin).get(alert.get_absolute_url()).content.decode()
    assert "Somebody else of the county looks again" in page and 'value="stands"' not in page


def test_nobody_below_the_county_looks_again(drawn, zhao, mo, client_of):
    with pytest.raises(PermissionDenied):
        answer_second_look(drawn, by=zhao, verdict="stands")
    address = reverse("alerts:second-look", args=[drawn.pk])
    assert client_of(zhao).post(address, {"verdict": "stands"}).status_code == 403
    assert client_of(mo).post(address, {"verdict": "stands"}).status_code == 404


@pytest.mark.parametrize("said", [{}, {"verdict": "perhaps"}, {"verdict": "reopened", "reason": "x" * 301}])
def test_a_wrong_answer_says_so_and_changes_nothing(drawn, qin, client_of, said):
    page = client_of(qin).post(reverse("alerts:second-look", args=[drawn.pk]), said, follow=True)
    assert 'role="alert"' in page.content.decode() and SecondLook.objects.get().verdict == ""
