"""Sales and projects in Chromium: Lan records a sale and who delivered on a phone, at a desk that a project failed."""

import datetime as dt

import pytest

from cases.tests.test_case_browser import look
from core.dates import today
from povwatch.tests.factories import household
from work.models import Sale
from work.projects.actions import add_project, join_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def chens(heyi):
    return household(heyi, people=2)


@pytest.fixture
def orchard(heyi, lan, chens):
    began = today() - dt.timedelta(800)
    made = add_project(by=lan, area=heyi, name="Orchard of Heyi", kind="cooperative", starts_on=began)
    join_project(made, chens, by=lan, since=began, puts_in="land", land_mu=3, promised=900)
    return made


def test_a_sale_is_recorded_on_a_phone_and_a_failure_at_a_desk(chens, orchard, lan, page_of, live_server):
    page = page_of(lan, "/work/sales/new/", width=360, height=4000)
    page.get_by_label("Goods").fill("Navel oranges")
    page.get_by_label("Counts as").select_option("forest_fruit")
    page.get_by_label("Sold for (yuan)").fill("3000")
    page.get_by_label("Channel").select_option("live")
    look(page, "a new sale")
    page.locator("main [type=submit]").click()
    page.get_by_role("heading", name="Navel oranges").wait_for()
    page.locator("main [name=text]").fill(chens.number)
    page.locator("main [name=text]").press("Enter")
    page.get_by_role("table", name="Households found").get_by_role("link").first.click()
    page.get_by_label("Yuan").fill("600")
    look(page, "what one household delivered")
    page.locator("main [type=submit]").click()
    page.get_by_text("2,400").wait_for()
    look(page, "a sale")
    for address in (f"/work/sales/{Sale.objects.get().pk}/file/", "/work/sales/", "/work/contracts/"):
        page.goto(f"{live_server.url}{address}")
        look(page, address)
    page = page_of(lan, f"{orchard.get_absolute_url()}payments/", width=1366, height=900)
    look(page, "payments")
    page.goto(f"{live_server.url}{orchard.get_absolute_url()}fail/")
    page.get_by_label("Why it failed").fill("Frost")
    page.get_by_role("button", name="It failed").click()
    page.get_by_text("a sign of risk for every household").wait_for()
    look(page, "a project that failed")
    page.goto(f"{live_server.url}{chens.get_absolute_url()}")
    look(page, "the portrait")
    page.goto(f"{live_server.url}/work/projects/?state=any")
    look(page, "projects")
    assert page.complaints == []
