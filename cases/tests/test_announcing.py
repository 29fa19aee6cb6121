"""A decision waits to be made known: approvals in the village, refusals by letter; and what who approves has to say."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import AccessEvent
from accounts.waiting.counts import count_waiting
from cases.case import actions as case_actions
from cases.models import Announcement
from cases.papers import announcement
from cases.papers.case_file.contents import case_file_chapters
from cases.procedure.announce import announce_decision
from core.dates import today
from core.workflow import ActionRefused, StaleState
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import household

from . import way

BOARD = "Board at the village office"


@pytest.fixture
def endorsed(heyi, lan, wen, qin, zhao):
    with way.ago(6):
        case = way.on_notice(household(heyi), lan, wen, qin)
    return case_actions.take_case_step(case, "endorse", by=zhao)


@pytest.fixture
def approved(endorsed, li):
    """Approved by Li two days ago."""
    with way.ago(2):
        return case_actions.take_case_step(endorsed, "identify", by=li)


def waits(user):
    return {code for code in count_waiting(user) if code in ("cases-announce", "cases-letter")}


def test_an_approval_waits_for_the_clerk_until_it_was_posted(approved, wen, lan, zhao):
    assert waits(wen) == {"cases-announce"} and waits(lan) == waits(zhao) == set()
    made = announce_decision(approved, by=wen, told_on=today(), place=BOARD)
    assert (made.way, made.procedure, waits(wen)) == ("posted", "identification", set())
    assert approved.transitions.last().step == "announce"
    assert AccessEvent.objects.filter(action="case_announce", user=wen).exists()


def test_a_refusal_waits_as_a_letter(endorsed, li, wen):
    case_actions.take_case_step(endorsed, "refuse", by=li, reason="They own a house in town")
    assert waits(wen) == {"cases-letter"}
    made = announce_decision(endorsed, by=wen, told_on=today(), place="His daughter, 138 1234 5678")
    assert made.way == "letter" and waits(wen) == set()


def test_an_imported_approval_waits_for_nobody(heyi, wen):
    episode(household(heyi))
    assert waits(wen) == set()


@pytest.mark.parametrize(("ago", "refused"), [(3, True), (2, False), (0, False), (-1, True)])
def test_it_was_made_known_between_the_decision_and_today(ago, refused, approved, wen):
    day = today() - dt.timedelta(ago)
    if refused:
        with pytest.raises(ActionRefused, match="choose that day or a later one"):
            announce_decision(approved, by=wen, told_on=day, place=BOARD)
    assert Announcement.objects.count() == 0
    if not refused:
        announce_decision(approved, by=wen, told_on=day, place=BOARD)
        assert waits(wen) == set()


def test_it_is_recorded_once(approved, wen):
    announce_decision(approved, by=wen, told_on=today(), place=BOARD)
    with pytest.raises(StaleState):
        announce_decision(approved, by=wen, told_on=today(), place=BOARD)


def test_the_clerk_records_it_on_the_page_and_nobody_else(approved, wen, lan, zhao, client_of):
    address = f"/cases/{approved.pk}/announce/"
    said = {"told_on": f"{today()}", "place": BOARD}
    assert "Record the announcement" in client_of(wen).get(approved.get_absolute_url()).content.decode()
    assert "Record the announcement" not in client_of(lan).get(approved.get_absolute_url()).content.decode()
    assert client_of(lan).post(address, said).status_code == 403
    page = client_of(wen).post(address, said, follow=True).content.decode()
    assert "It is recorded that the decision was made known." in page and BOARD in page
    assert "Record the announcement" not in page


def test_no_name_of_the_family_goes_onto_the_board(approved, wen, client_of):
    name = approved.household.members.get(relation="head").name
    answer = client_of(wen).post(
        f"/cases/{approved.pk}/announce/", {"told_on": f"{today()}", "place": f"House of {name}"}
    )
    assert answer.status_code == 422 and Announcement.objects.count() == 0


def test_an_empty_place_says_what_is_asked(approved, wen):
    with pytest.raises(ActionRefused, match="Say where it was posted"):
        announce_decision(approved, by=wen, told_on=today(), place="  ")


def test_the_case_file_tells_how_it_was_made_known(approved, wen):
    announce_decision(approved, by=wen, told_on=today(), place=BOARD)
    chapters = {chapter.title: chapter for chapter in case_file_chapters(approved, wen)}
    assert BOARD in str(chapters["Decisions made known"].tables)


# Opinions


def test_an_approval_takes_an_opinion_and_the_history_and_the_file_keep_it(endorsed, li, zhao, client_of):
    page = client_of(li).get(endorsed.get_absolute_url()).content.decode()
    assert "Opinion" in page
    said = {"seen": "endorsed", "case_type": "unstable", "main_risk": "01", "reason": "Agreed; look at the roof first"}
    client_of(li).post(f"/cases/{endorsed.pk}/identify/", said)
    assert endorsed.transitions.last().reason == "Agreed; look at the roof first"
    assert "look at the roof first" in client_of(zhao).get(endorsed.get_absolute_url()).content.decode()
    endorsed.refresh_from_db()
    chapters = {chapter.title: chapter for chapter in case_file_chapters(endorsed, zhao)}
    assert "look at the roof first" in str(chapters["Decisions"].tables)


def test_an_approval_needs_no_opinion(endorsed, li, client_of):
    said = {"seen": "endorsed", "case_type": "unstable", "main_risk": "01", "reason": ""}
    client_of(li).post(f"/cases/{endorsed.pk}/identify/", said)
    endorsed.refresh_from_db()
    assert endorsed.state == "active"


def test_one_opinion_goes_with_all_that_are_ticked(endorsed, li, client_of):
    client = client_of(li)
    client.get(endorsed.get_absolute_url())
    client.post("/cases/inbox/", {"case": [f"{endorsed.pk}:endorsed"], "opinion": "As the township says"})
    assert endorsed.transitions.last().reason == "As the township says"


# The announcement on paper


def paper(client, of):
    return client.get(reverse("cases:announcement", args=[of.pk]))


def test_the_announcement_says_what_the_county_decided_and_no_more_than_the_notice_did(approved, wen, client_of):
    family = approved.household
    family.phone = "13812345678"
    family.save()
    page = paper(client_of(wen), approved).content.decode()
    for words in ("The household is put under monitoring.", "Unstable lifted household", "Heyi Village", "*"):
        assert words in page
    assert family.county.official_name in page and date_format(today() - dt.timedelta(2)) in page
    for secret in ("13812345678", family.number, *(one.id_number for one in family.members.all() if one.id_number)):
        assert secret not in page.split("<article")[1].split("</article>")[0]


def test_it_is_signed_by_the_day_on_which_it_was_posted(approved, wen):
    county, day = announcement.announcement_signature(approved, announcement.latest_approval(approved))
    assert day == date_format(today() - dt.timedelta(2))
    announce_decision(approved, by=wen, told_on=today() - dt.timedelta(1), place=BOARD)
    county, day = announcement.announcement_signature(approved, announcement.latest_approval(approved))
    assert day == date_format(today() - dt.timedelta(1))


def test_what_was_refused_or_imported_has_no_announcement(endorsed, heyi, li, wen, client_of):
    case_actions.take_case_step(endorsed, "refuse", by=li, reason="They own a house in town")
    assert paper(client_of(wen), endorsed).status_code == 404
    assert paper(client_of(wen), episode(household(heyi))).status_code == 404


def test_the_page_of_the_case_leads_to_it(approved, wen, lan, client_of):
    for reader in (wen, lan):
        assert (
            reverse("cases:announcement", args=[approved.pk]) in client_of(reader).get(approved.get_absolute_url()).text
        )
