"""Xiang's household gets a helper and a post on a phone, without a case, from its portrait and back."""

import pytest

from cases.models import Measure
from povwatch.tests.factories import household

from .test_case_browser import look

pytestmark = pytest.mark.django_db


def test_a_post_is_given_and_approved_on_a_phone_without_a_case(heyi, lan, zhao, page_of):
    home = household(heyi, people=2)
    page = page_of(lan, home.get_absolute_url(), width=360, height=9000)
    page.get_by_role("link", name="Assign a helper").click()
    page.get_by_label("Name").fill("Ms Deng")
    page.get_by_label("Works for").fill("Town clinic")
    page.get_by_role("button", name="Assign the helper").click()
    page.get_by_text("The helper was assigned.").wait_for()
    page.get_by_role("link", name="Give a measure").click()
    page.get_by_label("Group").select_option("public_post")
    page.get_by_label("What is done").fill("Road cleaner")
    page.get_by_label("Who works there or takes part").select_option(index=1)
    page.get_by_label("Employer").fill("Heyi Village Committee")
    page.get_by_label("Monthly wage").fill("700")
    look(page, "a new measure")
    page.get_by_role("button", name="Plan the measure").click()
    page.get_by_text("The measure was planned.").wait_for()
    look(page, "the portrait")
    page = page_of(zhao, "/cases/measures/", width=360, height=9000)
    look(page, "the list")
    page.get_by_role("link", name="Road cleaner").click()
    look(page, "the measure")
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    page.locator("#assistance").wait_for()
    assert Measure.objects.get().state == "approved" and page.complaints == []
