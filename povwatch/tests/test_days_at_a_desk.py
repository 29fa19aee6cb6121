"""Two whole spells of work at a desk, each in both languages: the week of a village clerk, and a morning in the inboxes
of the county. Everybody begins with what waits for them, and does it from there."""

import datetime as dt

import pytest
import time_machine
from django.utils.translation import gettext, override, pgettext
from playwright.sync_api import expect

from cases.models import Announcement, Case, Comparison, Objection, PublicNotice
from cases.tests import way
from core.dates import today
from households.changes import actions as changes
from households.models import RegistryChange

from .browser import POCKET
from .factories import household

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = dt.datetime(2026, 6, 15, 1, 0, tzinfo=dt.UTC)
WAITING = "/accounts/waiting/"
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def clock(transactional_db):
    with time_machine.travel(MONDAY, tick=True) as travelling:
        yield travelling


class Desk:
    """A window of one person, who reads one language."""

    def __init__(self, page, language):
        self.page, self.language = page, language
        page.set_default_timeout(20_000)  # a story whose button is missing says so soon

    def said(self, words, context=None) -> str:
        """The words of a button as this person reads them."""
        with override(self.language):
            return pgettext(context, words) if context else gettext(words)

    def press(self, words, context=None, within=None):
        place = within or self.page
        place.get_by_role("button", name=self.said(words, context), exact=True).first.click()

    def unfold(self, words):
        self.page.locator("summary", has_text=self.said(words)).first.click()

    def waiting(self) -> dict:
        """{kind: number} of what waits, as the page says it, and the bell says the same."""
        self.page.goto(WAITING)
        parts = self.page.locator("main section[id]").all()
        found = {part.get_attribute("id"): int(part.locator("h2 .pw-waiting").inner_text()) for part in parts}
        bell = self.page.locator(".pw-bell").inner_text().strip()
        assert int(bell.split()[0] if bell[:1].isdigit() else 0) == sum(found.values())
        return found

    def open_first(self, kind):
        self.page.goto(WAITING)
        self.page.locator(f"#{kind} .pw-waits a").first.click()
        self.page.wait_for_url(lambda address: WAITING not in address)
        self.page.wait_for_load_state()

    def open_several(self, kind):
        self.page.goto(WAITING)
        self.page.locator(f"#{kind} .pw-actions a").last.click()
        self.page.wait_for_url(lambda address: WAITING not in address)  # before anything on it is counted
        self.page.wait_for_load_state()


@pytest.fixture
def desk_of(window_of):
    return lambda user, language, **more: Desk(window_of(user, WAITING, language=language, **more), language)


# ------------------------------------------------------------------------------------------------ the week of the clerk


@pytest.fixture
def three(clock, heyi, lan, wen, qin):
    """Three families of Heyi that wait for the village review."""
    made = [way.proposed(household(heyi), lan) for _ in range(3)]
    for case in made:
        way.verified(case, lan, wen)
        way.authorised(case, lan)
        way.compared(case, qin)
    return made


def hold_one_meeting(desk, three):
    """Monday: one meeting, two families agreed to and one refused."""
    desk.open_several("cases-review")
    desk.page.locator("[name=attendees]").fill("Eleven villagers, Wen")
    for case, result in zip(three, ("agreed", "agreed", "refused"), strict=True):
        desk.page.locator(f"[name=row{case.pk}-result]").select_option(result)
        if result == "agreed":
            desk.page.locator(f"[name=row{case.pk}-votes_for]").fill("9")
        else:
            desk.page.locator(f"[name=row{case.pk}-reason]").fill("They own two lorries")
    desk.press("Record the reviews")
    desk.page.wait_for_url(f"**{WAITING}")


def post_two_notices(desk):
    """Tuesday: both notices on one board."""
    desk.open_several("cases-notice")
    for tick in desk.page.locator("[name$=-chosen]").all():
        tick.check()
    desk.page.locator("[name=place]").fill("Board at the village office")
    desk.press("Post the public notices")
    desk.page.wait_for_url(f"**{WAITING}")


def hand_over_the_letter(desk, refused):
    """Wednesday: the letter to the family that was refused."""
    desk.open_first("cases-letter")
    desk.unfold("Record that the letter was handed over")
    form = desk.page.locator("form", has=desk.page.locator("[name=place]")).first
    form.locator("[name=place]").fill("The head of the family")
    form.locator("[type=submit]").click()
    expect(desk.page.locator(".pw-messages, .pw-message, [role=status]").first).to_be_visible()
    assert Announcement.objects.get(case=refused).way == "letter"


def record_an_objection(desk, case):
    """Thursday: a neighbour has something to say."""
    desk.page.goto(case.get_absolute_url())
    desk.unfold("Record an objection")
    form = desk.page.locator("form", has=desk.page.locator("[name=words]")).first
    form.locator("[name=words]").fill("They sold a lorry last year")
    form.locator("[type=submit]").click()
    desk.page.wait_for_load_state()
    assert Objection.objects.get().notice.case == case


def confirm_what_visits_told(desk, proposals):
    """Friday: two corrections are right, one is not."""
    desk.open_several("registry-changes")
    for change in proposals[:2]:
        desk.page.locator(f"#change-{change.pk} [name=change]").check()
    desk.press("Confirm what is ticked")
    desk.page.wait_for_load_state()
    desk.page.goto(proposals[2].get_absolute_url())
    desk.page.locator("summary", has_text=desk.said("Refuse", "registry change")).click()
    desk.page.locator("[name=reason]").fill("The ID card says otherwise")
    desk.page.locator("details[open] [type=submit]").click()
    desk.page.wait_for_load_state()


def proposals_of(lan, family):
    people = list(family.members.all())[:3]
    about = {"household": family, "village": family.village, "by": lan, "reason": "Read on the card"}
    return [
        changes.propose_change("person", member=one, values={"name": f"Right {n}"}, **about)
        for n, one in enumerate(people)
    ]


@LANGUAGES
def test_the_week_of_a_village_clerk(three, clock, desk_of, heyi, lan, wen, zhao, language):
    proposals = proposals_of(lan, household(heyi, people=3))
    desk = desk_of(wen, language, viewport=POCKET)
    assert {"cases-review": 3, "registry-changes": 3}.items() <= desk.waiting().items()
    hold_one_meeting(desk, three)
    clock.move_to(MONDAY + dt.timedelta(days=1))
    desk = desk_of(wen, language, viewport=POCKET)  # nobody stays signed in over night
    assert {code: n for code, n in desk.waiting().items() if code.startswith("cases")} == {
        "cases-notice": 2,
        "cases-letter": 1,
    }
    post_two_notices(desk)
    hand_over_the_letter(desk, three[2])
    record_an_objection(desk, three[0])
    confirm_what_visits_told(desk, proposals)
    assert [RegistryChange.objects.get(pk=one.pk).state for one in proposals] == ["confirmed", "confirmed", "refused"]
    assert PublicNotice.objects.filter(until=today() + dt.timedelta(5)).count() == 2
    assert not [code for code in desk.waiting() if code.startswith("cases")]
    township = desk_of(zhao, language)
    assert township.waiting()["cases-objections"] == 1
    assert desk.page.complaints == township.page.complaints == []


# -------------------------------------------------------------------------------------------- the inboxes of the county


@pytest.fixture
def proposals(clock, heyi, lan, wen, qin, zhao):
    """Two families to compare with departments, and two that wait for the county's decision."""
    to_compare = [way.proposed(household(heyi), lan) for _ in range(2)]
    for case in to_compare:
        way.authorised(case, lan)
    with way.ago(6):
        noticed = [way.on_notice(household(heyi), lan, wen, qin) for _ in range(2)]
    decided = [way.case_actions.take_case_step(case, "endorse", by=zhao) for case in noticed]
    return to_compare, decided


def find_nothing_about_two(desk):
    """Qin asks the departments; nothing was found."""
    desk.open_several("cases-compare")
    for tick in desk.page.locator("[name$=-chosen]").all():
        tick.check()
    desk.press("Record “nothing found”")
    desk.page.wait_for_url(f"**{WAITING}")


def decide(desk, approved, returned):
    """Li looks at both, approves one with an opinion, and hands the other back with a question."""
    for case in (approved, returned):
        desk.page.goto(case.get_absolute_url())
    desk.open_several("cases-endorsed")
    desk.page.locator(f"[name=case][value='{approved.pk}:endorsed']").check()
    form = desk.page.locator("form", has=desk.page.locator("#opinion-endorsed"))
    form.locator("#opinion-endorsed").fill("Visit again before the Spring Festival")
    form.locator("[type=submit]").click()
    desk.page.wait_for_load_state()
    desk.page.goto(returned.get_absolute_url())
    desk.unfold("Hand back to the township")
    form = desk.page.locator("form[action$='/hand_back/']")
    form.locator("[name=reason]").fill("Which hospital paid the bill?")
    form.locator("[type=submit]").click()
    desk.page.wait_for_load_state()


def read_why_it_came_back(desk, case):
    """Zhao sees on top of the case who sent it back and what is asked."""
    desk.page.goto(case.get_absolute_url())
    note = desk.page.locator("[aria-labelledby=came-back-title]")
    expect(note).to_contain_text("Which hospital paid the bill?")
    expect(note).to_contain_text("Li")


def announce(desk, case):
    """Wen prints the announcement, posts it and records the day."""
    desk.open_first("cases-announce")
    desk.page.locator(f"a[href='/cases/{case.pk}/announcement/']").first.click()
    expect(desk.page.locator("article.pw-notice h2")).to_have_text(desk.said("Announcement"))
    desk.page.goto(case.get_absolute_url())
    desk.unfold("Record the announcement")
    form = desk.page.locator("form[action$='/announce/']")
    form.locator("[name=place]").fill("Board at the village office")
    form.locator("[type=submit]").click()
    desk.page.wait_for_load_state()
    assert Announcement.objects.get(case=case).way == "posted"


@LANGUAGES
def test_a_morning_in_the_inboxes_of_the_county(proposals, desk_of, qin, li, wen, zhao, language):
    (to_compare, (approved, returned)) = proposals
    county = desk_of(qin, language)
    assert county.waiting()["cases-compare"] == 2
    find_nothing_about_two(county)
    assert Comparison.objects.filter(case__in=to_compare, found=False).count() == 2 * len(way.SCOPE)
    assert "cases-compare" not in county.waiting()
    leader = desk_of(li, language)
    assert leader.waiting() == {"cases-endorsed": 2}
    decide(leader, approved, returned)
    assert leader.waiting() == {}
    states = [Case.objects.get(pk=one.pk).state for one in (approved, returned)]
    assert states == ["active", "noticed"]
    assert approved.transitions.get(step="identify").reason == "Visit again before the Spring Festival"
    read_why_it_came_back(desk_of(zhao, language), returned)
    village = desk_of(wen, language, viewport=POCKET)
    assert village.waiting()["cases-announce"] == 1
    announce(village, approved)
    assert "cases-announce" not in village.waiting()
    assert county.page.complaints == leader.page.complaints == village.page.complaints == []
