"""Nobody at home, or the family refuses: the visit counts as an attempt, never as contact."""

import datetime as dt

import pytest

from alerts.engine import run as risk_run
from core.dates import today
from povwatch.tests.factories import household
from reports.counting.visits import visits_not_voided
from visits.models import Visit
from visits.phone.bundle import offline_bundle
from visits.planning.attempts import ATTEMPTS_TO_TELL, tried_in_vain

from .told import VERIFIES, receive, told, visit

ATTEMPTS = ["nobody", "refused"]


@pytest.fixture
def family(heyi):
    return household(heyi)


def days_ago(days):
    return today() - dt.timedelta(days)


def tried(family, lan, days=0, result="nobody", **more):
    """Return an attempt of some days ago, sent today."""
    return visit(family, lan, {"result": result, "people_met": "", "visited_on": f"{days_ago(days)}", **more})


def due_of(lan, family):
    """Return why a household is due, as the phone and the page say it; nothing when it is not."""
    [brief] = [one for one in offline_bundle(lan)["households"] if one["id"] == family.pk]
    return brief["due"] and " · ".join(brief["due"]["reasons"])


@pytest.mark.parametrize("result", ATTEMPTS)
def test_an_attempt_keeps_day_note_and_next_visit_and_asks_nothing_else(family, lan, result):
    left_over = {"shocks": ["01"], "check_water": "met", "needs": "Seed", "income_asked": "yes", "deeds": ["form"]}
    made = tried(family, lan, result=result, note="Gate locked", next_visit_on=f"{today()}", **left_over)
    assert (made.result, made.note, made.next_visit_on) == (result, "Gate locked", today())
    assert (made.shocks, made.needs, made.deeds) == ([], "", []) and not made.observations.exists()


def test_somebody_must_have_been_met_or_the_visit_is_an_attempt(family, lan):
    """Guards against a visit in person that was finished without anybody met."""
    for way in ("in_person", "phone", "video"):
        refused = receive(told(family, {"people_met": " ", "way": way}), lan)
        assert (refused.status, list(refused.body["errors"])) == (422, ["people_met"])
    assert receive(told(family, {"people_met": "", "result": "nobody"}), lan).status == 201


def test_a_phone_that_did_not_ask_yet_says_that_somebody_was_met(family, lan):
    assert visit(family, lan, {"needs": "Seed"}).result == "met"


@pytest.mark.parametrize("result", ATTEMPTS)
def test_an_attempt_never_settles_a_visit_that_is_due(county, family, lan, result):
    assert "No visit on record" in due_of(lan, family)
    tried(family, lan, result=result)
    risk_run.execute_risk_run(county)
    family.refresh_from_db()
    assert "No visit on record" in due_of(lan, family) and family.facts.last_visit_on is None
    visit(family, lan)
    assert due_of(lan, family) is None


def test_a_promise_stands_until_a_visit_or_a_new_promise(family, lan):
    visit(family, lan, {"next_visit_on": f"{today()}"})
    assert "Visit promised for" in due_of(lan, family)
    tried(family, lan)
    assert "Visit promised for" in due_of(lan, family), "an attempt without a new day leaves the old one"
    tried(family, lan, next_visit_on=f"{today() + dt.timedelta(3)}")
    assert due_of(lan, family) is None


def test_an_appointment_says_its_hour(family, lan):
    visit(family, lan, {"next_visit_on": f"{today()}", "next_visit_time": "14:30"})
    assert "at 14:30" in due_of(lan, family)


def test_an_hour_without_a_day_is_not_asked(family, lan):
    assert visit(family, lan, {"next_visit_time": "14:30"}).next_visit_time is None


@pytest.mark.parametrize("hour", ["24:00", "9:30", "14:60", "noon"])
def test_an_hour_is_an_hour(family, lan, hour):
    answer = receive(told(family, {"next_visit_on": f"{today()}", "next_visit_time": hour}), lan)
    assert list(answer.body["errors"]) == ["next_visit_time"]


def test_who_is_due_is_told_with_the_days_on_which_nobody_was_met(county, family, lan, client_of):
    visit(family, lan, {"visited_on": f"{days_ago(59)}"})
    for days in (60, 50, 40, 40):
        tried(family, lan, days)
    visit(household(family.village), lan)
    shown = [f"{days_ago(days):%-d %b}" for days in (50, 40)]
    risk_run.execute_risk_run(county)
    Visit.objects.contacts().filter(household=family).update(next_visit_on=today())
    assert due_of(lan, family).endswith(f"Tried and met nobody: {', '.join(shown)}")
    page = client_of(lan).get("/visits/").content.decode()
    assert page.count("Tried and met nobody") == 1


@pytest.mark.parametrize("days", [ATTEMPTS_TO_TELL - 1, ATTEMPTS_TO_TELL, ATTEMPTS_TO_TELL + 1])
def test_the_township_is_told_after_several_attempts(county, family, lan, zhao, client_of, days):
    for ago in range(days):
        tried(family, lan, ago + 1, result=ATTEMPTS[ago % 2])
    assert family.__class__.objects.filter(tried_in_vain()).exists() == (days >= ATTEMPTS_TO_TELL)
    [village] = client_of(zhao).get("/visits/overdue/").context["villages"]
    assert village["in_vain"] == (days >= ATTEMPTS_TO_TELL)
    assert (family.number in client_of(zhao).get("/households/?late=in_vain").content.decode()) == (
        days >= ATTEMPTS_TO_TELL
    )


def test_two_attempts_of_one_day_are_one_and_a_visit_ends_them(family, lan):
    for ago in (3, 3, 2):
        tried(family, lan, ago)
    assert not family.__class__.objects.filter(tried_in_vain()).exists()
    tried(family, lan, 1)
    assert family.__class__.objects.filter(tried_in_vain()).exists()
    visit(family, lan, {"visited_on": f"{days_ago(1)}"})
    assert not family.__class__.objects.filter(tried_in_vain()).exists()


def test_it_counts_in_no_report_and_stands_in_the_history(county, family, lan, client_of):
    class Month:
        as_of = today()

    made = tried(family, lan)
    assert not visits_not_voided(Month).exists()
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    assert "Nobody at home" in page and made.get_absolute_url() in page
    assert "Attempt" in client_of(lan).get(made.get_absolute_url()).content.decode()


def test_it_verifies_no_alert_and_is_no_lack_to_correct(family, lan):
    made = visit(family, lan, VERIFIES | {"result": "refused"})
    assert made.lacks == ["people"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["phone", "page"])
def test_one_tap_hides_the_rest_of_the_form(phone_of, page_of, lan, family, where):
    if where == "phone":
        phone = phone_of(lan)
        phone.begin(family)
        page = phone.page
    else:
        page = page_of(lan, f"/visits/new/{family.pk}/?page")
    people, note = page.locator("[name=people_met]"), page.locator("[name=note]")
    assert people.is_visible() and note.is_visible()
    page.get_by_label("Nobody at home").check()
    page.locator("[name=purpose]").select_option("verify")
    assert page.locator("[name=not_verified]").is_hidden(), "an attempt verifies nothing anyway"
    assert people.is_hidden() and note.is_visible() and page.locator("[name=check_water]").is_hidden()
    assert page.locator("[data-pw-section]:visible").count() == 3, "the visit, a family nearby, and note and next visit"
    page.get_by_role("button", name="Finish the visit").click()
    (phone.received if where == "phone" else page.get_by_text("received as")).wait_for()
    if where == "phone":
        phone.go("#today")
        page.locator("[data-pw-view=today] .pw-card", has_text="No visit on record").wait_for()
        assert page.locator("[data-pw-fill=done]").inner_text() == "0", "it is still to be visited"
    assert Visit.objects.get().result == "nobody"
