"""The form of a visit begins with what is known, and asks what follows from an answer: on the page and on the phone."""

import datetime as dt

import pytest

from alerts.engine import run as risk_run
from core.dates import add_months, today, years_before
from households.models import IncomeQuestion, IncomeStatement
from povwatch.tests.factories import household, member, told
from visits.models import Visit
from visits.phone.bundle import offline_bundle

from .told import SUBSTANCE, VERIFIES, visit

MONTH = add_months(today(), -1)


@pytest.fixture
def wang(heyi):
    return member(household(heyi, people=0), name="Sample Wang", relation="head")


@pytest.fixture
def family(wang):
    return wang.household


def page_form(client, family):
    return client.get(f"/visits/new/{family.pk}/?page").context["form"]


def begins_with(client, by, family):
    """Return the lines above the form, the same on the page and on the phone."""
    [brief] = offline_bundle(by)["households"]
    assert page_form(client, family).about == "\n".join(brief["about"])
    return brief["about"]


def test_of_a_new_household_it_says_that_nothing_is_known(family, lan, client_of):
    why, last, income = begins_with(client_of(lan), lan, family)
    assert "No visit on record" in why
    assert last == "Last time: nobody has visited this household yet." and income == "Income per person: not known."


def test_it_begins_with_why_what_was_found_and_what_is_known_of_income(county, family, lan, client_of):
    told(family, {"wages_labour": 24_000}, first=add_months(today(), -12), months=12, on=today())
    visit(family, lan, {"shocks": ["01"], "check_housing": "not_met"})
    risk_run.execute_risk_run(county)
    why, last, income = begins_with(client_of(lan), lan, family)
    assert why.startswith("Why: ") and "Illness, guarantees not met: 1." in last
    assert income == "Income per person: 24,000 yuan (12 of 12 months known)."


def test_a_quiet_visit_is_told_as_one(county, family, lan, client_of):
    visit(family, lan, SUBSTANCE)
    risk_run.execute_risk_run(county)
    why, last, _income = begins_with(client_of(lan), lan, family)
    assert why == "Why: no visit is due at the moment." and last.endswith("no shock and no guarantee not met.")


@pytest.mark.parametrize(("days", "asked"), [(1, True), (0, False), (-1, False)])
def test_whoever_is_of_age_is_not_asked_why_they_are_out_of_school(family, lan, client_of, days, asked):
    """Guards against a mother of 45 who is asked why she is not in school."""
    somebody = member(family, birth_date=years_before(today(), 18) + dt.timedelta(days))
    name = f"m{somebody.pk}-out_of_school_reason"
    assert (name in page_form(client_of(lan), family).fields) == asked
    [brief] = offline_bundle(lan)["households"]
    assert {one["id"]: one["adult"] for one in brief["members"]}[somebody.pk] != asked


# -------------------------------------------------------------------------------------------------- who left, and whose


def test_an_undivided_amount_is_asked_about_on_the_next_visit_and_on_the_portrait(family, lan, client_of):
    li = member(family, name="Sample Li")
    told(family, {"pension": 120}, first=MONTH, on=today())
    visit(family, lan, {f"m{li.pk}-left_reason": "died", f"m{li.pk}-left_on": f"{today()}"})
    assert IncomeQuestion.objects.open().get(household=family).reason == "left"
    words = "Somebody left who may have earned a part"
    [brief] = offline_bundle(lan)["households"]
    assert words in "".join(brief["questions"]) and words in page_form(client_of(lan), family).to_ask
    assert words in client_of(lan).get(family.get_absolute_url()).content.decode()


@pytest.mark.parametrize("right", [True, False])
def test_a_family_that_was_asked_and_finds_the_amounts_right_is_not_asked_again(family, lan, client_of, right):
    li = member(family, name="Sample Li", left_on=today(), left_reason="died")
    told(family, {"pension": 120}, first=MONTH, on=today())
    assert "amounts_right" in page_form(client_of(lan), family).fields and li.left_on
    visit(family, lan, {"amounts_right": ["yes"]} if right else {})
    assert IncomeQuestion.objects.open().exists() != right
    assert ("amounts_right" in page_form(client_of(lan), family).fields) != right


# ------------------------------------------------------------------------------------------------------- in the browser


def open_form(where, phone_of, page_of, lan, family):
    if where == "page":
        return page_of(lan, f"/visits/new/{family.pk}/?purpose=verify&page")
    phone = phone_of(lan)
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    phone.go(f"#visit/{family.pk}?purpose=verify")
    phone.wait_for("visit")
    phone.page.locator("[data-pw-visit]").wait_for()
    return phone.page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["phone", "page"])
def test_illness_offers_the_bill_and_leaving_asks_whose_it_was(phone_of, page_of, lan, family, wang, where):
    li = member(family, name="Sample Li")
    lines = {("wages_labour", li): 900, ("pension", li): 100, ("pension", wang): 120, "allowance": 300}
    told(family, lines, first=MONTH, on=today())
    page = open_form(where, phone_of, page_of, lan, family)
    page.locator("details[data-pw-section=member]").evaluate_all("all => all.forEach((one) => { one.open = true })")
    page.locator(f"[name=m{wang.pk}-has_serious_illness]").select_option("yes")
    page.get_by_role("button", name="Enter the medical bill").click()
    assert page.locator("[name=income_out_of_pocket]").is_visible() and page.locator("[name=income_claim]").is_visible()
    page.locator("[name=income_out_of_pocket]").fill("26000")
    assert page.locator("[name=income_pension]").input_value() == "220.00"
    left = page.locator(f"[name=m{li.pk}-left_reason]")
    left.select_option("died")
    whose = page.locator(f"[name=m{li.pk}-whose_allowance]")
    assert (
        "Subsistence allowance, told for all together"
        in page.locator(f"label[for=id_m{li.pk}-whose_allowance]").inner_text()
    )
    assert not page.locator(f"[name=m{li.pk}-whose_pension]").count(), "the pension is known by name"
    taken = [
        page.locator(f"[name={name}]").input_value() for name in ("income_pension", f"m{li.pk}-income_wages_labour")
    ]
    assert taken == ["120.00", ""]
    allowance = page.locator("[name=income_allowance]")
    whose.select_option("theirs")
    assert allowance.input_value() == "0.00"
    whose.select_option("others")
    assert allowance.input_value() == "300.00"
    whose.select_option("theirs")
    left.select_option("")
    assert page.locator("[name=income_pension]").input_value() == "220.00" and allowance.input_value() == "300.00"
    assert not whose.is_visible()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["phone", "page"])
def test_what_is_missing_to_verify_is_named_before_it_is_sent(phone_of, page_of, lan, family, where):
    told(family, {"pension": 120}, first=MONTH, on=today())
    visit(family, lan, VERIFIES | {"purpose": "routine", "income_pension": "120"})
    page = open_form(where, phone_of, page_of, lan, family)
    page.get_by_role("button", name="Finish the visit").click()
    for words in ("say who was met or called", "ask about all six guarantees", "ask about income"):
        page.locator(".pw-summary", has_text=words).wait_for()
    assert Visit.objects.count() == 1, "and nothing was sent"
    page.locator("[name=people_met]").fill("The head")
    page.get_by_label("All six met, as last time").check()
    page.locator("[name=income_asked]").select_option("yes")
    page.context.set_offline(False)
    page.get_by_role("button", name="Finish the visit").click()
    if where == "phone":
        page.locator("[data-pw-view=outbox] .pw-card[data-pw-state=filed], [data-pw-state=submitted]").first.wait_for()
    else:
        page.get_by_text("received as").wait_for()
    made = Visit.objects.get(purpose="verify")
    assert made.lacks == [] and made.guarantees_as_before
    assert IncomeStatement.objects.get(source_visit=made.pk).lines[0]["amount"] == "120.00"
