"""Income on the visit form, on the phone and on the page: what is asked appears, and a fall takes one tap."""

import datetime as dt

import pytest

from core.dates import accounting_year, add_months, today
from households.models import IncomeRecord, IncomeStatement
from povwatch.tests.factories import household, member, told

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = add_months(today(), -1)


@pytest.fixture
def wang(heyi):
    """Sample Wang, who earned 3,000 last month; his small son does not earn."""
    somebody = member(household(heyi, people=0), name="Sample Wang", relation="head")
    member(somebody.household, name="Sample Son", birth_date=today() - dt.timedelta(3000))
    told(somebody.household, {("wages_labour", somebody): 3000}, first=MONTH, on=today() - dt.timedelta(7))
    return somebody


def wages_field(page, wang, period="income"):
    return page.locator(f"[name=m{wang.pk}-{period}_wages_labour]")


def tell_less(page, wang):
    """Say that income was spoken about, tap "Less than before", and return the field of Wang's wages."""
    page.locator("[name=income_asked]").select_option("yes")
    field = wages_field(page, wang)
    assert field.is_visible() and field.input_value() == "3000.00"
    page.locator(f"[name=m{wang.pk}-income_less]").check()
    assert field.input_value() == "" and page.get_by_text("Before: 3000.00").is_visible()
    return field


def wages_now(wang):
    return float(IncomeRecord.objects.get(member=wang, told_until=None, statement__gt=0).amount)


def test_on_the_phone_a_fall_is_one_tap_and_an_amount(phone_of, lan, wang):
    phone = phone_of(lan)
    phone.begin(wang.household)
    page = phone.page
    assert wages_field(page, wang).is_hidden() and page.locator("[data-pw-section=income_earner]").count() == 1
    field = tell_less(page, wang)
    page.locator("[data-pw-visit] [type=submit]").click()
    page.locator("[data-pw-summary] a", has_text="0 if there is nothing any more").wait_for()
    field.fill("1000")
    phone.finish()
    phone.received.wait_for()
    assert wages_now(wang) == 1000


def test_on_the_page_too(page_of, lan, wang):
    page = page_of(lan, f"/visits/new/{wang.household_id}/?page")
    assert wages_field(page, wang).is_hidden()
    tell_less(page, wang).fill("1000")
    page.get_by_role("button", name="Sample Wang").click()
    page.get_by_role("button", name="Finish the visit").click()
    page.get_by_text("received as").wait_for()
    assert wages_now(wang) == 1000


@pytest.mark.parametrize("where", ["phone", "page"])
def test_the_annual_update_opens_with_the_year(phone_of, page_of, lan, wang, where):
    if where == "phone":
        phone = phone_of(lan)
        phone.go(f"#visit/{wang.household_id}?purpose=update")
        phone.wait_for("visit")
        page = phone.page
    else:
        page = page_of(lan, f"/visits/new/{wang.household_id}/?purpose=update&page")
    assert page.locator("[name=income_year]").input_value() == f"{accounting_year(today())}"
    assert wages_field(page, wang).is_hidden()
    page.locator("[data-pw-section=year_earner] summary").click()
    wages_field(page, wang, "year").fill("36000")
    page.get_by_role("button", name="Sample Wang").click()
    page.get_by_role("button", name="Finish the visit").click()
    (phone.received if where == "phone" else page.get_by_text("received as")).wait_for()
    assert IncomeStatement.objects.get(teller="update").lines[0]["member"] == wang.pk


OLD_BUNDLE = """async day => {
  const { askedOn } = await import("/static/js/phone/bundle.js");
  const seen = { income_month: "2026-08", income_year: "2025", "m7-year_wages_labour": "9", year_crops: "9",
                 "m7-income_wages_labour": "3" };
  return askedOn({ seen }, day).seen;
}"""


@pytest.mark.parametrize(
    ("day", "month", "year"), [("2026-09-30", "2026-08", "2025"), ("2026-10-01", "2026-09", "2026")]
)
def test_a_year_that_ended_since_the_phone_was_online_starts_empty(page_of, lan, day, month, year):
    """Guards against the income of one year that is confirmed for the next, or told of the year before."""
    seen = page_of(lan, "/visits/phone/", width=360).evaluate(OLD_BUNDLE, day)
    assert (seen["income_month"], seen["income_year"], seen["m7-income_wages_labour"]) == (month, year, "3")
    assert {name for name in seen if "year_" in name} == (
        {"m7-year_wages_labour", "year_crops"} if year == "2025" else set()
    )


def test_a_phone_that_was_not_online_for_a_month_asks_about_the_month_that_has_ended(phone_of, lan, wang):
    phone = phone_of(lan)
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    later = dt.datetime.combine(add_months(today(), 1), dt.time(12))
    phone.page.clock.set_fixed_time(later)
    phone.begin(wang.household)
    assert phone.page.locator("[name=income_month]").input_value() == f"{today():%Y-%m}"


@pytest.mark.parametrize("where", ["phone", "page"])
def test_the_amounts_follow_the_month_that_is_chosen(phone_of, page_of, lan, wang, where):
    """Offline on the phone: what it carries of the other months is enough."""
    before = add_months(MONTH, -1)
    told(wang.household, {("wages_labour", wang): 2800, "crops": 6110}, first=before, on=today() - dt.timedelta(7))
    if where == "phone":
        phone = phone_of(lan)
        phone.wait_for_bundle()
        phone.page.context.set_offline(True)
        phone.begin(wang.household)
        page = phone.page
    else:
        page = page_of(lan, f"/visits/new/{wang.household_id}/?page")
    page.locator("[name=income_asked]").select_option("yes")
    crops, others = page.locator("[name=income_crops]"), page.locator("[name=income_wages_sector]")
    others.evaluate("field => { field.value = '70' }")
    assert (wages_field(page, wang).input_value(), crops.input_value()) == ("3000.00", "")
    assert "6,110 yuan" in page.locator("#id_income_crops_helptext").text_content()
    page.locator("[name=income_month]").fill(f"{before:%Y-%m}")
    assert (wages_field(page, wang).input_value(), crops.input_value()) == ("2800.00", "6110.00")
    assert others.input_value() == "70", "what was typed stays"
    assert "Source: Registry" in page.locator("#id_income_crops_helptext").text_content()
    others.evaluate("field => { field.value = '' }")
    page.context.set_offline(False)
    page.locator("[name=people_met]").fill("The head")
    page.get_by_role("button", name="Finish the visit").click()
    (phone.received if where == "phone" else page.get_by_text("received as")).wait_for()
    made = IncomeStatement.objects.get(source_visit__isnull=False)
    assert made.first_month == before and {line["amount"] for line in made.lines} == {"2800.00", "6110.00"}
