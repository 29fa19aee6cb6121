"""The papers of a case in a real browser: on a phone, and on A4."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cases.case import public_notice
from cases.models import PublicNotice
from povwatch.tests.factories import DAY, case, household, member, move

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def papers(heyi, wen):
    """The addresses of a public notice, a letter and a case file."""
    family = household(heyi, people=0, group_no=3)
    member(family, relation="head", name="张建三", id_number="420527196502021234")
    made = case(family)
    move(made, "reject_clearing", "clearing_endorsed", "active", DAY, reason="The house is not safe yet")
    lines = public_notice.public_notice_content(made, procedure="clearing", posted_on=DAY, until=DAY)
    posted = {"procedure": "clearing", "posted_on": DAY, "until": DAY, "place": "Office", "by": wen}
    hung = PublicNotice.objects.create(case=made, lines=lines, **posted)
    return [f"/cases/public-notices/{hung.pk}/", f"/cases/{made.pk}/letter/", f"/cases/{made.pk}/file/"]


def test_papers_are_read_on_a_phone_and_axe_finds_nothing(papers, zhao, page_of, site):
    page = page_of(zhao, papers[0], width=360, height=4000)
    for path in (papers[0], papers[2]):
        page.goto(f"{site}{path}")
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(path, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert page.complaints == []


def test_on_paper_there_is_the_paper_alone(papers, zhao, page_of, site):
    page = page_of(zhao, papers[0])
    page.emulate_media(media="print")
    for path, heading in zip(papers, ("Public notice", "Your household stays under monitoring", "Cover"), strict=False):
        page.goto(f"{site}{path}")
        shown = page.locator("body").inner_text()
        assert heading in shown and "Dashboard" not in shown and "Save as Word" not in shown, path
