"""An alert answered at the end of a visit on the phone, without a network."""

import pytest

from alerts.alert import actions
from povwatch.tests.factories import household


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def alert(family, qin, zhao):
    made = actions.enter_alert(family, by=qin, channel="hotline", level=1, words="The roof leaks")
    return actions.take_alert_step(made, "dispatch", by=zhao)


@pytest.mark.django_db(transaction=True)
def test_it_is_chosen_on_the_phone_without_a_network(phone_of, alert, lan, family):
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    page = phone.page
    page.context.set_offline(True)
    phone.go(f"#visit/{family.pk}?purpose=verify")
    phone.wait_for("visit")
    page.locator("[name=people_met]").fill("The head")
    for guarantee in page.locator("[name^=check_]").all():
        guarantee.select_option("met")
    page.locator("[name=income_asked]").select_option("yes")
    page.locator("details[data-pw-section=income_transfers]").evaluate("part => { part.open = true }")
    page.locator("[name=income_pension]").fill("120")
    page.locator("[name=shocks][value='01']").check()
    page.get_by_label("No risk").check()
    page.get_by_role("button", name="Finish the visit").click()
    page.locator(".pw-summary", has_text="Signs speak against").wait_for()
    page.locator("[data-pw-answer-words]").fill("Healed since")
    phone.finish()
    page.context.set_offline(False)
    page.locator("[data-pw-do=send]").click(no_wait_after=True)
    phone.received.wait_for()
    page.get_by_text("The alert was answered: No risk").wait_for()
    alert.refresh_from_db()
    assert (alert.outcome, alert.answer) == ("no_risk", "Healed since")
