"""The whole way of one household, in the windows of the people who go it: from a red alert to monitoring, through
measures to "risk cleared" eight months later, and back when income falls again."""

import datetime as dt

import pytest
import time_machine
from playwright.sync_api import expect

from alerts.engine import run as risk_run
from cases.assessment import clearing
from cases.models import Case
from cases.tests import way
from core.dates import add_months, first_of_month, today
from households.choices import Teller

from .factories import earn, household
from .factories import told as income_told

pytestmark = pytest.mark.django_db(transaction=True)
START = dt.datetime(2026, 6, 15, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock(transactional_db):
    with time_machine.travel(START, tick=True) as travelling:
        yield travelling


@pytest.fixture
def family(clock, county, heyi, lan, wen, zhao, qin, li):
    """Below the line for two years, long ill; nothing else is missing."""
    made = household(heyi, income=7_000)
    earn(made, 14_000, years_back=1)
    earn(made, 1_200, item="out_of_pocket")
    return made


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def told(page, state):
    expect(page.locator(".pw-state").first).to_have_text(state)


def unfold(page, name):
    page.locator("summary", has_text=name).first.click()


def answer_the_alert(window_of, family, wen, zhao):
    """The night finds the family; the village answers "to be identified", the township agrees."""
    risk_run.execute_risk_run(family.county)
    alert = family.alerts.get()
    page = window_of(zhao, alert.get_absolute_url())
    press(page, "Send to the village")
    page = window_of(wen, alert.get_absolute_url())
    press(page, "Accept")
    unfold(page, "Answer")
    page.locator("#id_answer_outcome").select_option("identify")
    page.locator("#id_answer_answer").fill("The medicine takes all they earn")
    page.locator("form[action$='/answer/'] [type=submit]").click()
    page = window_of(zhao, alert.get_absolute_url())
    press(page, "Close")
    expect(page.get_by_text("Closed").first).to_be_visible()
    return family.cases.get()


def verify(page, step, wen):
    page.locator(f"#id_{step}_second_checker").select_option(str(wen.pk))
    page.locator(f"#id_{step}_signed").check()
    if step == "start_clearing":
        page.locator("#id_start_clearing_clear_method").select_option("assistance")
    page.locator(f"form[action$='/{step}/'] [type=submit]").click()


def review_and_post(page, review, post):
    page.locator(f"#id_{review}_attendees").fill("Eleven villagers")
    page.locator(f"#id_{review}_votes_for").fill("10")
    page.locator(f"form[action$='/{review}/'] [type=submit]").click()
    page.locator(f"form[action$='/{post}/'] [type=submit]").click()


def into_monitoring(window_of, case, clock, lan, wen, qin, zhao, li):
    way.checked(case.household, lan)
    page = window_of(lan, case.get_absolute_url())
    told(page, "Candidate")
    verify(page, "verify", wen)
    told(page, "Verified")
    way.authorised(case, lan)
    way.compared(Case.objects.get(pk=case.pk), qin)
    page = window_of(wen, case.get_absolute_url())
    review_and_post(page, "review", "post_notice")
    told(page, "On public notice")
    clock.shift(way.days(6))
    page = window_of(zhao, case.get_absolute_url())
    press(page, "Pass on to the county")
    page = window_of(li, case.get_absolute_url())
    press(page, "Approve: put under monitoring")
    told(page, "Under monitoring")


def assist(window_of, case, lan, zhao):
    """A measure planned by the village, approved by the township, delivered."""
    page = window_of(lan, f"{case.get_absolute_url()}measures/new/")
    page.locator("[name=group]").select_option("health")
    page.locator("[name=title]").fill("Medicine paid by the insurance")
    page.locator("main form [type=submit]").last.click()
    measure = case.measures.get()
    for who, step in ((zhao, "approve"), (lan, "deliver")):
        page = window_of(who, f"/cases/measures/{measure.pk}/{step}/")
        page.locator("main form [type=submit]").last.click()
    measure.refresh_from_db()
    assert measure.state == "delivered"


def better_months(family, count):
    """The son found work: what a visit is told of the months before it."""
    first = add_months(first_of_month(today()), -count)
    wages = {"wages_labour": 4_000 * count}
    income_told(family, wages, first=first, months=count, on=today(), teller=Teller.VISIT)
    earn(family, 1_200, item="out_of_pocket", day=today(), person=family.members.first())


def out_of_monitoring(window_of, case, clock, lan, wen, zhao, li):
    way.checked(case.household, lan, purpose="clearing")
    risk_run.execute_risk_run(case.household.county)
    left = clearing.unmet_conditions(clearing.clearing_checklist(Case.objects.get(pk=case.pk)))
    assert [one.code for one in left] == []
    page = window_of(lan, case.get_absolute_url())
    unfold(page, "Propose clearing") if page.locator("#id_start_clearing_signed").is_hidden() else None
    verify(page, "start_clearing", wen)
    told(page, "In clearing")
    page = window_of(wen, case.get_absolute_url())
    review_and_post(page, "review_clearing", "post_clearing")
    clock.shift(way.days(6))
    page = window_of(zhao, case.get_absolute_url())
    press(page, "Pass on to the county")
    page = window_of(li, case.get_absolute_url())
    press(page, "Approve: risk cleared")
    told(page, "Risk cleared")


def back_again(window_of, case, zhao, li):
    for who, step, reason in (
        (zhao, "propose_rollback", "The son lost his work"),
        (li, "roll_back", "Income is below the line again"),
    ):
        page = window_of(who, case.get_absolute_url())
        field = page.locator(f"#id_{step}_reason")
        if field.is_hidden():
            page.locator(f"details:has(#id_{step}_reason) > summary").click()
        field.fill(reason)
        page.locator(f"form[action$='/{step}/'] [type=submit]").click()
    told(page, "Under monitoring")
    expect(page.get_by_text("Income is below the line again").first).to_be_visible()


def test_from_a_red_alert_to_monitoring_to_clearing_and_back(window_of, family, clock, lan, wen, qin, zhao, li):
    case = answer_the_alert(window_of, family, wen, zhao)
    into_monitoring(window_of, case, clock, lan, wen, qin, zhao, li)
    assist(window_of, case, lan, zhao)
    clock.move_to(dt.datetime(2027, 5, 10, 4, 0, tzinfo=dt.UTC))
    better_months(family, 9)
    out_of_monitoring(window_of, case, clock, lan, wen, zhao, li)
    clock.shift(way.days(60))
    back_again(window_of, case, zhao, li)
    case.refresh_from_db()
    assert (case.state, case.episode_no, case.cleared_on) == ("active", 1, None)
    assert case.transitions.get(step="clear").clear_method == "assistance"
