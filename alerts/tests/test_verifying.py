"""What verifies an alert, and which answers can be true: Sample Wang's family, and what Lan finds at their home."""

import pytest

from alerts.alert import actions, outcomes
from alerts.levels import Level
from alerts.models import Alert, RiskFlag, RiskRun
from core.dates import today
from core.workflow import ActionRefused
from policy import parameters
from povwatch.tests.factories import case, household
from visits.models import Visit
from visits.planning import overdue
from visits.tests.told import SUBSTANCE, VERIFIES, visit

SIX = [name for name in SUBSTANCE if name.startswith("check_")]


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def alert(family, qin, zhao, lan):
    made = actions.enter_alert(family, by=qin, channel="hotline", level=1, words="The roof leaks")
    actions.take_alert_step(made, "dispatch", by=zhao)
    return actions.take_alert_step(made, "accept", by=lan)


def without(*names):
    return {name: one for name, one in VERIFIES.items() if name not in names}


def sent(family, by, answers, callbacks):
    with callbacks(execute=True):
        return visit(family, by, answers)


def answer(alert, by, outcome="no_risk", **said):
    alert.refresh_from_db()
    return actions.take_alert_step(alert, "answer", by=by, outcome=outcome, **said)


# ----------------------------------------------------------------------------------------------- what verifies an alert


@pytest.mark.parametrize(
    ("answers", "lacks"),
    [
        (VERIFIES, []),
        ({**VERIFIES, "way": "phone"}, []),
        ({"purpose": "verify"}, ["guarantees", "income"]),
        ({**VERIFIES, "result": "nobody"}, ["people"]),
        ({**VERIFIES, "result": "refused"}, ["people"]),
        (without("check_clothing"), ["guarantees"]),
        (without("income_asked"), ["income"]),
        (without("income_pension"), ["income"]),
        ({**VERIFIES, "not_verified": ["yes"]}, ["said"]),
    ],
)
def test_a_visit_without_substance_is_kept_and_does_not_verify(
    alert, family, lan, answers, lacks, django_capture_on_commit_callbacks
):
    """Guards against "Finish" and nothing else, which closed an alert as "no risk: confirmed by a visit"."""
    made = sent(family, lan, answers, django_capture_on_commit_callbacks)
    alert.refresh_from_db()
    assert made.lacks == lacks
    assert (alert.visit, alert.state) == ((made, "verifying") if not lacks else (None, "accepted"))
    if lacks:
        with pytest.raises(ActionRefused, match="does not show that there is no risk|Nobody was met on this visit"):
            answer(alert, lan, visit=made)


def test_the_pages_say_that_it_does_not_verify_and_what_is_missing(
    alert, family, lan, client_of, django_capture_on_commit_callbacks
):
    made = sent(family, lan, without("check_food", "income_asked"), django_capture_on_commit_callbacks)
    said = "Missing: all six guarantees, the income"
    page = client_of(lan).get(made.get_absolute_url()).content.decode()
    assert "it does not verify the alert" in page and said in page and "?purpose=verify" in page
    assert said in client_of(lan).get(alert.get_absolute_url()).content.decode()


def test_the_page_names_what_is_missing_before_the_visit_is_finished(alert, family, lan, client_of):
    client, there = client_of(lan), f"/visits/new/{family.pk}/"
    shown = client.get(there, {"purpose": "verify"}).context["shown"].signed
    said = {
        "shown": shown,
        "result": "met",
        "people_met": " ",
        "purpose": "verify",
        "way": "in_person",
        "visited_on": f"{today()}",
    }
    page = client.post(there, said)
    assert page.status_code == 422 and not Visit.objects.exists()
    for words in ("say who was met or called", "ask about all six guarantees", "ask about income"):
        assert words in page.content.decode()
    said |= {"people_met": "The head"}
    assert client.post(there, said | {"not_verified": "yes"}).status_code == 302
    assert Visit.objects.get().lacks == ["guarantees", "income", "said"]


def test_a_routine_visit_needs_none_of_it(family, lan, client_of):
    client, there = client_of(lan), f"/visits/new/{family.pk}/"
    shown = client.get(there).context["shown"].signed
    said = {
        "shown": shown,
        "result": "met",
        "people_met": "The head",
        "purpose": "routine",
        "way": "in_person",
        "visited_on": f"{today()}",
    }
    assert client.post(there, said).status_code == 302


# -------------------------------------------------------------------------------------------- what the signs point to

ILL = {"shocks": ["01"]}
UNMET = {"check_housing": "not_met"}


@pytest.fixture
def flagged(family, county):
    run = RiskRun.objects.create(county=county, as_of=today(), parameters={}, rules_digest="x")
    return lambda level: RiskFlag.objects.create(
        household=family, rule="MED-04", level=level, raised_on=today(), raised_by=run, judged_by=run, evidence={}
    )


@pytest.mark.parametrize(("found", "first"), [({}, "no_risk"), (ILL, "identify"), (UNMET, "identify")])
def test_what_the_visit_found_decides_which_answer_comes_first(
    alert, family, lan, client_of, found, first, django_capture_on_commit_callbacks
):
    """Guards against "No risk" as the big button after a serious illness."""
    made = sent(family, lan, VERIFIES | found, django_capture_on_commit_callbacks)
    for address in (alert.get_absolute_url(), made.get_absolute_url()):
        page = client_of(lan).get(address).content.decode()
        assert f'name="outcome" value="{first}"' in page and ("Signs of risk:" in page) == bool(found)
    if found:
        with pytest.raises(ActionRefused, match="Write why there is none all the same"):
            answer(alert, lan)
    assert answer(alert, lan, answer="The bill was paid in full").is_against_signs == bool(found)


def test_a_serious_illness_found_at_the_home_speaks_against_no_risk(
    alert, family, lan, django_capture_on_commit_callbacks
):
    head = family.members.first()
    said = {f"m{head.pk}-has_serious_illness": "yes"}
    made = sent(family, lan, VERIFIES | said, django_capture_on_commit_callbacks)
    assert outcomes.signs_of_risk(family, made) == ["serious illness"]


@pytest.mark.parametrize(("level", "against"), [(Level.AMBER, False), (Level.RED, True)])
def test_only_a_red_flag_speaks_against_no_risk(alert, family, lan, flagged, level, against):
    flagged(level)
    seen = visit(family, lan, VERIFIES)
    assert bool(outcomes.signs_of_risk(family, seen)) == against


def test_no_risk_against_signs_is_a_doubt_until_the_answer_is_returned(
    county, alert, family, lan, zhao, client_of, django_capture_on_commit_callbacks
):
    made = sent(family, lan, VERIFIES | ILL, django_capture_on_commit_callbacks)
    p = parameters.parameters_on(today(), county)

    def doubted():
        return list(overdue.doubtful_visits(Visit.objects.all(), p, "no_risk"))

    answer(alert, lan, answer="She is well again")
    assert doubted() == [made]
    page = client_of(zhao).get("/visits/log/", {"doubt": "no_risk"}).content.decode()
    assert made.get_absolute_url() in page and "“No risk” said against signs of risk" in page
    actions.take_alert_step(Alert.objects.get(), "return", by=zhao, reason="With a bill of 26,000?")
    assert doubted() == []


# --------------------------------------------------------------------------------------------- what can be true at all


def standing(family, state):
    if state == "monitored":
        case(family)
    if state == "cleared":
        case(family, cleared_on=today())


@pytest.mark.parametrize(
    ("state", "true"),
    [
        ("never", ["identify", "solved"]),
        ("monitored", ["monitored", "solved"]),
        ("cleared", ["remark", "rollback", "solved"]),
    ],
)
def test_only_what_can_be_true_is_offered_and_taken(alert, family, lan, client_of, state, true):
    """From the desk, without a visit: "no risk" is not among them."""
    standing(family, state)
    page = client_of(lan).get(alert.get_absolute_url())
    (form,) = [one for one in page.context["forms"] if one.step.name == "answer"]
    assert [code for code, _label in form.fields["outcome"].choices if code] == true
    for outcome in {"identify", "monitored", "remark", "rollback"} - set(true):
        with pytest.raises(ActionRefused, match="cannot be the result"):
            answer(alert, lan, outcome, answer="So it is")
    assert answer(alert, lan, true[0], answer="So it is").state == "answered"


def test_with_a_visit_no_risk_is_offered_first(alert, family, lan, client_of):
    visit(family, lan, SUBSTANCE)
    page = client_of(lan).get(alert.get_absolute_url())
    (form,) = [one for one in page.context["forms"] if one.step.name == "answer"]
    assert [code for code, _label in form.fields["outcome"].choices][:2] == ["", "no_risk"]


# ------------------------------------------------------------------------------------------------ six met, as last time


def met(family, by, answers=VERIFIES):
    return visit(family, by, answers)


def test_all_six_as_last_time_is_one_tap_and_the_record_says_so(alert, family, lan, client_of):
    met(family, lan)
    seen = client_of(lan).get(f"/visits/new/{family.pk}/").context["shown"].seen
    assert seen["guarantees_met_on"] == f"{today()}"
    said = without(*SIX) | {"guarantees_as_before": ["yes"]}
    made = visit(family, lan, said, seen=seen)
    assert made.guarantees_as_before and made.lacks == []
    page = client_of(lan).get(made.get_absolute_url()).content.decode()
    assert "confirmed in one tap" in page and page.count("<dd>Met</dd>") == 6


@pytest.mark.parametrize("name", SIX)
def test_it_is_offered_only_when_all_six_were_met(family, lan, client_of, name):
    met(family, lan)
    visit(family, lan, VERIFIES | {name: "not_met", "water_problem": "quality"})
    page = client_of(lan).get(f"/visits/new/{family.pk}/")
    assert "guarantees_met_on" not in page.context["shown"].seen
    assert 'name="guarantees_as_before"' not in page.content.decode()
    made = visit(family, lan, without(*SIX) | {"guarantees_as_before": ["yes"]}, seen=page.context["shown"].seen)
    assert not made.guarantees_as_before and made.lacks == ["guarantees"], "said without having been offered"


def test_who_says_that_one_is_not_met_has_not_confirmed_all(family, lan):
    seen = {"guarantees_met_on": f"{today()}"}
    said = without(*SIX) | {"guarantees_as_before": ["yes"], "check_housing": "not_met"}
    made = visit(family, lan, said, seen=seen)
    assert not made.guarantees_as_before and outcomes.findings_of_visit(made) == ["not met: safe housing"]
