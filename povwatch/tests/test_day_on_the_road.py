"""A day of a caseworker in the mountains, without a network from morning to evening: a birth, a death, a family that
nobody has in the registry, an empty house, and an alert that is verified and answered. In both languages."""

import pytest
from playwright.sync_api import expect

from alerts.alert import actions as alert_actions
from core.dates import add_months, today
from households.models import Member, RegistryChange
from visits.models import Visit
from visits.tests.conftest import PHONE_APP, QUICK_PIN, Phone

from .browser import POCKET
from .factories import household, member, told

pytestmark = pytest.mark.django_db(transaction=True)
BORN = f"{add_months(today(), -1)}"


@pytest.fixture
def village(heyi, qin, zhao):
    """Five families of Heyi: one with a newborn, one whose father died, one with neighbours, one away, one with an
    alert."""

    class Village:
        born, died, near, away, wet = (household(heyi, people=0) for _ in range(5))
        father = member(died, name="Sample Wu", relation="head")
        widow = member(died, name="Sample Lin", relation="spouse", sex="female")

    for home in (Village.born, Village.near, Village.away, Village.wet):
        member(home, name=f"Sample {home.number[-3:]}", relation="head")
    told(Village.died, {"pension": 100, "wages_labour": 900}, first=add_months(today(), -2), on=today())
    alert = alert_actions.enter_alert(Village.wet, by=qin, channel="hotline", level=1, words="The roof leaks")
    Village.alert = alert_actions.take_alert_step(alert, "dispatch", by=zhao)
    return Village


@pytest.fixture
def phone_in(window_of, lan):
    """phone_in("zh-hans") is Lan's phone in that language, with the households on it, out of reach of any network."""

    def opened(language):
        phone = Phone(window_of(lan, "/accounts/me/", POCKET, language=language))
        phone.page.context.add_init_script(QUICK_PIN)
        phone.page.goto(PHONE_APP)
        phone.page.set_default_timeout(20_000)
        phone.set_pin()
        phone.wait_for_service_worker()
        phone.wait_for_bundle()
        assert phone.page.locator("html").get_attribute("lang") == language
        phone.page.context.set_offline(True)
        return phone

    return opened


def fill(phone, **answers):
    """Answer questions by their names, as a thumb would: a list, a tick or a field."""
    for name, value in answers.items():
        field = phone.page.locator(f"[name={name.replace('__', '-')}]")
        kind = field.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            phone.page.locator(f"[name={name.replace('__', '-')}][value='{value}']").check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def begin(phone, home, purpose="routine"):
    phone.go(f"#visit/{home.pk}?purpose={purpose}")
    phone.wait_for("visit")
    phone.page.locator("details[data-pw-section]").evaluate_all("all => all.forEach(one => (one.open = true))")


def finish(phone, number):
    phone.finish()
    expect(phone.waiting).to_have_count(number)


def tell_of_a_birth(phone, home):
    begin(phone, home)
    fill(phone, new1__is="yes", new1__name="Sample Baby", new1__sex="female", new1__birth_date=BORN)
    fill(phone, new1__relation="daughter", new1__joined_on=BORN)
    finish(phone, 1)


def tell_of_a_death(phone, village):
    begin(phone, village.died)
    fill(phone, **{f"m{village.father.pk}__left_reason": "died", f"m{village.father.pk}__left_on": BORN})
    finish(phone, 2)


def tell_of_neighbours_nobody_knows(phone, home):
    begin(phone, home)
    fill(phone, fam__is="yes", fam1__name="Sample Tian", fam1__sex="male", fam1__birth_date="1950")
    finish(phone, 3)


def stand_before_a_closed_door(phone, home):
    begin(phone, home)
    fill(phone, result="nobody")
    finish(phone, 4)


def verify_and_answer_the_alert(phone, village):
    begin(phone, village.wet, "verify")
    fill(phone, people_met="The head", income_asked="yes")
    phone.page.locator("details[data-pw-section=income_transfers]").evaluate("part => { part.open = true }")
    fill(phone, income_pension="120")
    for guarantee in phone.page.locator("[name^=check_]").all():
        guarantee.select_option("met")
    fill(phone, answer_outcome="no_risk")
    finish(phone, 5)


def come_home(phone):
    """Back in the valley: everything that the phone holds is sent."""
    phone.page.context.set_offline(False)
    phone.page.locator("[data-pw-do=send]").click(no_wait_after=True)
    expect(phone.received).to_have_count(5, timeout=60_000)
    assert phone.page.complaints == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_day_without_a_network(village, phone_in, lan, wen, language):
    phone = phone_in(language)
    tell_of_a_birth(phone, village.born)
    tell_of_a_death(phone, village)
    tell_of_neighbours_nobody_knows(phone, village.near)
    stand_before_a_closed_door(phone, village.away)
    verify_and_answer_the_alert(phone, village)
    assert not Visit.objects.exists()  # nothing reached the site yet
    come_home(phone)

    assert {visit.household_id: visit.result for visit in Visit.objects.all()} == {
        village.born.pk: "met",
        village.died.pk: "met",
        village.near.pk: "met",
        village.away.pk: "nobody",
        village.wet.pk: "met",
    }
    baby = Member.objects.get(name="Sample Baby")
    assert (baby.household, f"{baby.birth_date}", baby.left_on) == (village.born, BORN, None)
    village.father.refresh_from_db()
    assert (f"{village.father.left_on}", village.father.left_reason) == (BORN, "died")
    assert village.died.income_questions.filter(settled_at=None).exists()  # whose were pension and wages?
    assert {change.kind for change in RegistryChange.objects.waiting()} == {"add", "left", "home"}
    village.alert.refresh_from_db()
    assert (village.alert.state, village.alert.outcome) == ("answered", "no_risk")
