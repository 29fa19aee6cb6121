"""People and grants in a browser, in Chinese, on a phone and at a desk: proposed, confirmed by a leader, moved, handed
over; every page without a finding of axe."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import Grant, GrantProposal
from core.dates import today
from povwatch.tests.browser import DESK, POCKET
from povwatch.tests.factories import person as person_of

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
TALL_POCKET = POCKET | {"height": 2000}  # nothing lies under the bar at the bottom
TOMORROW = today() + dt.timedelta(days=1)


def look(page, what):
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(what, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what
    assert page.evaluate("document.documentElement.lang").lower().startswith("zh"), what


def send(page, **said):
    """Look at the form, fill it in and send it; the page of the person follows, where it waits."""
    look(page, page.url)
    for name, value in said.items():
        field = page.locator(f"main [name={name}]")
        fill = field.select_option if field.evaluate("one => one.tagName") == "SELECT" else field.fill
        fill(value)
    before = GrantProposal.objects.count()
    with page.expect_navigation():
        page.locator("main form").last.locator("[type=submit]").click()
    assert GrantProposal.objects.count() == before + 1, page.locator("main").inner_text()
    look(page, page.url)
    return GrantProposal.objects.latest("pk")


def confirm(page, proposal):
    """A leader finds it in what waits, and confirms it."""
    page.goto("/accounts/waiting/")
    page.locator(f"a[href$='{proposal.get_absolute_url()}']").first.wait_for(state="attached")
    page.goto(proposal.get_absolute_url())
    look(page, "to confirm")
    with page.expect_navigation():
        page.locator("form[action$='/confirm/'] button").click()
    look(page, "confirmed")
    return set(Grant.objects.filter(proposal=proposal).values_list("user__username", "area__code", "valid_from"))


@pytest.mark.parametrize("size", [TALL_POCKET, DESK], ids=["phone", "desk"])
def test_a_grant_is_proposed_confirmed_moved_and_handed_over(size, window_of, ding, li, wen, lan, heyi, shuikou):
    office = window_of(ding, "/accounts/people/", size, "zh-hans")
    look(office, "people")
    leader = window_of(li, "/accounts/waiting/", size, "zh-hans")
    person = wen.get_absolute_url()

    office.goto(f"{person}grant/")
    made = send(office, role="caseworker", areas=[f"{heyi.pk}"], valid_from=f"{TOMORROW}", reason="县令 7")
    assert not Grant.objects.filter(proposal=made).exists()
    assert confirm(leader, made) == {("wen", heyi.code, TOMORROW)}

    office.goto(f"{person}move/")
    made = send(office, role="village_clerk", areas=[f"{shuikou.pk}"], valid_from=f"{TOMORROW}", reason="县令 8")
    assert confirm(leader, made) == {("wen", shuikou.code, TOMORROW)}
    assert Grant.objects.get(user=wen, area=heyi, role="village_clerk").valid_until == today()

    office.goto(f"{lan.get_absolute_url()}hand-over/")
    mei = person_of("mei", "village_clerk", shuikou)
    office.reload()
    made = send(office, to=f"{mei.pk}", valid_from=f"{TOMORROW + dt.timedelta(days=1)}", reason="县令 9")
    assert (made.kind, made.taken_from) == ("hand_over", lan)
    for path in (person, lan.get_absolute_url(), "/accounts/people/grants/", "/accounts/people/new/"):
        office.goto(path)
        look(office, path)
    assert office.complaints == leader.complaints == []
