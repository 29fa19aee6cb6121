"""A day of alerts, from the night to the county's figures, by the people who live it and in their own windows."""

import pytest
from playwright.sync_api import expect

from alerts.engine import run as risk_run
from alerts.models import Alert
from visits.models import Visit
from visits.tests.conftest import PHONE_APP, Phone

from .browser import POCKET
from .factories import household

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alerts(county, heyi, lan, zhao, qin):
    """Four families of Heyi live in unsafe houses; the night finds them."""
    homes = [household(heyi, income=20_000, house_grade="D") for _ in range(4)]
    run = risk_run.execute_risk_run(county)
    assert run.counts["alerts"]["opened"] == 4
    return [Alert.objects.get(household=home) for home in homes]


def states(alerts):
    return [Alert.objects.get(pk=one.pk).state for one in alerts]


def take_all(page, name):
    """Tick every row and take a step with all of them."""
    for box in page.locator("[data-pw-row] input[name=alert]").all():
        box.check()
    ask = page.locator(".pw-ask", has=page.locator("summary", has_text=name))
    ask.locator("summary").click()
    ask.get_by_role("button").click()


def visit_on_the_phone(phone, alert, note):
    phone.go(f"#visit/{alert.household_id}?purpose=verify")
    phone.wait_for("visit")
    phone.page.locator("[data-pw-visit] [name=note]").fill(note)
    phone.page.locator("[name=people_met]").fill("The head")
    for guarantee in phone.page.locator("[name^=check_]").all():
        guarantee.select_option("met")
    phone.page.locator("[name=income_asked]").select_option("yes")
    phone.page.locator("details[data-pw-section=income_transfers]").evaluate("part => { part.open = true }")
    phone.page.locator("[name=income_pension]").fill("120")
    phone.finish()


def verify_two(window_of, lan, alerts):
    """One with a network, one without; both arrive as evidence of their alerts."""
    phone = Phone(window_of(lan, PHONE_APP, POCKET))
    phone.set_pin()
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    visit_on_the_phone(phone, alerts[0], "The roof was mended last week")
    phone.received.wait_for()
    phone.page.context.set_offline(True)
    visit_on_the_phone(phone, alerts[1], "They live with their son, the house stands empty")
    phone.waiting.wait_for()
    assert Visit.objects.count() == 1
    phone.page.context.set_offline(False)
    expect(phone.received).to_have_count(2)
    assert phone.page.complaints == []


def answer_the_rest(page, alerts):
    """The village accepts and answers what the department has solved."""
    for one in alerts:
        page.goto(one.get_absolute_url())
        page.get_by_role("button", name="Accept").click()
        give_answer(page, "solved", "The township moved them to a new house")


def give_answer(page, outcome, words):
    form = page.locator("form", has=page.locator("[name=answer]")).first
    form.evaluate("one => one.closest('details') && (one.closest('details').open = true)")
    form.locator("[name=outcome]").select_option(outcome)
    form.locator("[name=answer]").fill(words)
    form.get_by_role("button", name="Answer").click()
    page.locator(".pw-note", has_text=": Answered").first.wait_for()


def give_back(page, alert, reason):
    page.goto(alert.get_absolute_url())
    folded = page.locator("details", has_text="Return to the village").first
    folded.locator("summary").click()
    folded.locator("[name=reason]").fill(reason)
    folded.get_by_role("button", name="Return to the village").click()
    page.locator(".pw-note", has_text=": Returned to the village").first.wait_for()


def sums(page):
    """The last row of the table of alerts, as it reads."""
    table = page.locator("table", has=page.locator("caption", has_text="Alerts this month"))
    return table.locator("tfoot td").all_inner_texts()


def test_a_day_of_alerts(alerts, window_of, lan, zhao, qin):
    township = window_of(zhao, "/alerts/")
    take_all(township, "Send to the village")
    township.get_by_text("Send to the village: 4 alerts.").wait_for()
    assert states(alerts) == ["dispatched"] * 4

    verify_two(window_of, lan, alerts)
    assert states(alerts) == ["verifying", "verifying", "dispatched", "dispatched"]

    village = window_of(lan, "/alerts/")
    for one in alerts[:2]:
        village.goto(one.get_absolute_url())
        village.get_by_role("button", name="To be identified: the visit shows it").wait_for()  # the flag is still open
        give_answer(village, "no_risk", "Nobody lives in the house of grade D any more")
    answer_the_rest(village, alerts[2:])
    assert states(alerts) == ["answered"] * 4

    give_back(township, alerts[3], "Which house?")
    township.goto("/alerts/?state=answered")
    take_all(township, "Close")
    township.get_by_text("Close: 3 alerts.").wait_for()
    assert states(alerts) == ["closed"] * 3 + ["verifying"]

    county = window_of(qin, "/dashboard/")
    received = sent = ["4", "4", "0"]  # in all, from above, from below
    rest = ["4", "2", "4", "4 (100.0%)", "0.0", "3", "0 (0.0%)", "1", "0"]
    assert sums(county) == [*received, *sent, *rest]
    county.locator("tfoot a[href*='/alerts/?village']", has_text="1").first.click()
    expect(county.locator("[data-pw-row]")).to_have_count(1)
    assert village.complaints == township.complaints == county.complaints == []
