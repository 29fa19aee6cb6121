"""Departments in a real browser: a month goes down to the village and comes back as an answer, and every page is looked
at on a phone and on a desk, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from alerts.alert.actions import take_alert_step
from alerts.models import Alert
from core.dates import add_months, first_of_month, today
from departments.batches.months import expect_feeds
from departments.models import FeedAnswer, FeedRow
from povwatch.tests.browser import POCKET
from povwatch.tests.factories import household, member, person

from .sent import LIU, WANG, file_of, row, send

pytestmark = pytest.mark.django_db(transaction=True)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDE, SLIM = {"width": 1366, "height": 900}, {"width": 360, "height": 740}
TALL = {"width": 360, "height": 4000}  # nothing lies under the bar at the bottom
FEED = "/departments/feeds/medical_insurance/"


@pytest.fixture
def home(heyi):
    made = household(heyi, people=1, income=20_000)
    member(made, name="Sample Liu", id_number=LIU)
    return made


def last_month():
    return add_months(first_of_month(today()), -1)


def bill(reference="A1", **said):
    """An outpatient bill of 620 yuan."""
    return row(reference, self_paid="", 门诊自付金额="620") | said


def send_on_the_page(page, rows):
    """Choose the file of last month, the month that is offered first, and have it checked."""
    file = file_of(rows)
    page.locator("[name=file]").set_input_files({"name": file.name, "mimeType": "text/csv", "buffer": file.read()})
    page.get_by_role("button", name="Send and check").click()
    page.get_by_role("heading", name="What publishing would do").wait_for()


def give_answer(page, alert):
    """The village accepts, and says that the department has solved it."""
    page.goto(alert.get_absolute_url())
    page.get_by_role("button", name="Accept").click()
    form = page.locator("form", has=page.locator("[name=answer]")).first
    form.evaluate("one => one.closest('details') && (one.closest('details').open = true)")
    form.locator("[name=outcome]").select_option("solved")
    form.locator("[name=answer]").fill("Medical aid paid the bill back")
    form.get_by_role("button", name="Answer").click()
    page.locator(".pw-note", has_text=": Answered").first.wait_for()


def close(page, alert):
    page.goto(alert.get_absolute_url())
    page.get_by_role("button", name="Close", exact=True).click()
    page.locator(".pw-note", has_text=": Closed").first.wait_for()


def test_a_month_goes_down_to_the_village_and_comes_back_as_an_answer(home, tan, zhao, lan, window_of, worker_at_hand):
    liaison = window_of(tan, "/departments/", WIDE)
    liaison.get_by_role("link", name="Medical costs paid by the family").click()
    send_on_the_page(liaison, [bill()])
    liaison.get_by_role("button", name="Publish 1 rows").click()
    liaison.get_by_text("Published. The warnings follow within minutes").wait_for()
    alert = Alert.objects.get(household=home)
    assert (alert.channel, FeedRow.objects.get().month) == ("department", last_month())

    township = window_of(zhao, alert.get_absolute_url())
    expect(township.get_by_text("Told by:").first).to_be_visible()
    township.get_by_role("button", name="Send to the village").click()
    township.locator(".pw-note", has_text=": Sent to the village").first.wait_for()
    village = window_of(lan, "/alerts/", POCKET)
    give_answer(village, alert)
    close(township, alert)

    liaison.goto("/departments/answers/")
    expect(liaison.locator("main")).to_contain_text("Solved by the department")
    liaison.get_by_role("link", name="Reply", exact=True).click()
    liaison.get_by_label("Done: it is solved, or was corrected").check()
    liaison.get_by_role("button", name="Send the reply").click()
    liaison.get_by_text("The reply is with the county and the village.").wait_for()
    assert FeedAnswer.objects.get().reply == "done"
    assert liaison.complaints == township.complaints == village.complaints == []


def test_on_a_phone_a_bad_row_is_named_with_its_remedy_and_the_good_ones_are_published(
    home, tan, window_of, worker_at_hand
):
    phone = window_of(tan, FEED, SLIM)
    send_on_the_page(phone, [bill(), bill("A2", 门诊自付金额="about 600")])
    expect(phone.get_by_text("about 600")).to_be_visible()
    phone.locator(".pw-confirm > summary", has_text="Publish the good rows").click()
    phone.locator(".pw-confirm[open]").get_by_role("button", name="Publish the good rows").click()
    phone.get_by_text("Published. The warnings follow within minutes").wait_for()
    assert [one.reference for one in FeedRow.objects.all()] == ["A1"] and phone.complaints == []


def test_a_file_of_another_department_says_what_to_do(tan, window_of, worker_at_hand):
    page = window_of(tan, FEED, WIDE)
    page.locator("[name=file]").set_input_files(
        {
            "name": "loans.csv",
            "mimeType": "text/csv",
            "buffer": "编号,姓名,逾期日期\n1,Sample Liu,2026-01-02\n".encode(),
        }
    )
    page.get_by_role("button", name="Send and check").click()
    expect(page.get_by_text("These are the columns of another feed: Overdue microcredit.")).to_be_visible()
    assert not FeedRow.objects.exists()


@pytest.fixture
def answered(home, tan, zhao, lan, county, worker_at_hand):
    """A month with a bill, an unknown person and a bad row, its alert solved, and a feed that is late."""
    sent = [bill(), bill("A2", name="Sample Wang", id_number=WANG), bill("A3", 门诊自付金额="600")]
    send(sent, "medical_insurance", tan, county, month=last_month())
    alert = Alert.objects.get(household=home)
    for step, by in (("dispatch", zhao), ("accept", lan), ("verify", lan)):
        take_alert_step(alert, step, by=by)
    take_alert_step(alert, "answer", by=lan, outcome="solved", answer="Paid back")
    take_alert_step(alert, "close", by=zhao)
    person("hu", "department_liaison", county, department="housing")
    expect_feeds(county)
    batch = send([bill(), bill("A4", 门诊自付金额="about 600")], "medical_insurance", tan, county, month=last_month())
    return FeedAnswer.objects.first(), batch


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("size", [WIDE, TALL], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(answered, tan, qin, window_of, size, language):
    answer, batch = answered
    liaison = window_of(tan, "/departments/", size, language)
    for path in ("/departments/", FEED, batch.get_absolute_url(), "/departments/answers/", "/accounts/waiting/",
                 f"/departments/answers/{answer.pk}/", "/departments/interface/"):  # fmt: skip
        look(liaison, path)
    county = window_of(qin, "/departments/", size, language)
    for path in ("/departments/", FEED, "/departments/tokens/", "/departments/yields/", "/departments/follow-ups/",
                 "/departments/answers/", "/departments/interface/", "/households/unknown/"):  # fmt: skip
        look(county, path)
    assert liaison.complaints == county.complaints == []


def look(page, path):
    assert page.goto(path).status == 200, path
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(path, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
