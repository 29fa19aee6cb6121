"""The pages of the monthly report: what may be done with a month, and who sees which figures."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from povwatch.tests import factories
from povwatch.tests.jobs import do_open_jobs
from reports.models import MonthlyReport
from reports.month import actions as month_actions
from reports.month import checks, page

from . import may
from .may import LIST, MAY, NOW, PAGE, words

pytestmark = pytest.mark.usefixtures("few_countings")


@pytest.fixture(autouse=True)
def clock(db):
    """It is ten o'clock on 1 June 2026 in Shanghai."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture(autouse=True)
def nothing_to_mend(monkeypatch):
    """Turn off the checks: other tests cover what these small counties lack."""
    monkeypatch.setattr(checks, "report_findings", lambda report: [])
    monkeypatch.setattr(checks, "blocking_findings", lambda report: [])


@pytest.fixture
def families(clock, heyi, shuikou):
    return may.families(heyi, shuikou)


@pytest.fixture
def draft(families, county):
    return month_actions.draft_report(county, MAY)


@pytest.fixture
def frozen(families, county):
    return month_actions.close_report_month(county, MAY)


@pytest.fixture
def frozen_april(families, county):
    return month_actions.close_report_month(county, dt.date(2026, 4, 1))


def send(client, what, seen=None, **said):
    return client.post(f"{PAGE}{what}/", {**({"seen": seen} if seen else {}), **said})


def worked_off(client, answer):
    """Carry out the worker's orders; the waiting page then leads on to this one."""
    do_open_jobs()
    return client.get(answer.url)


# A month, from draft to handed in


def test_qin_prepares_and_freezes_and_li_hands_in(families, qin, li, client_of):
    desk, leader = client_of(qin), client_of(li)
    assert "Open May 2026" in words(desk.get(LIST)) and "Open May 2026" not in words(leader.get(LIST))
    asked = desk.post(f"{LIST}open/", {"county": "999001", "month": "2026-05"})
    assert worked_off(desk, asked).url == PAGE
    assert "Live figures: counted at 20" in words(desk.get(PAGE))  # by the clock of the database
    assert send(desk, "steps/check", "draft").url == PAGE
    assert worked_off(desk, send(desk, "steps/freeze", "checked")).url == PAGE
    report = MonthlyReport.objects.get()
    page = words(leader.get(PAGE))
    assert report.digest in page and "Checked" in page and "10:00 · Qin" in page
    assert "close_month 2026-05 --county 999001" in page
    assert send(leader, "steps/submit", "frozen").status_code == 302
    assert "May 2026 Submitted" in words(leader.get(LIST))
    assert [one.step for one in report.transitions.all()] == ["check", "freeze", "submit"]


def test_what_was_left_out_does_not_look_done(frozen):
    told = {str(stage["label"]): stage["done"] for stage in page.report_progress_steps(frozen)}
    assert told == {"Draft": True, "Checked": False, "Frozen": False, "Submitted": False}  # frozen is where it stands


def test_only_the_county_opens_a_month_and_a_strange_one_is_refused(families, li, qin, client_of):
    asked = {"county": "999001", "month": "2026-05"}
    assert client_of(li).post(f"{LIST}open/", asked).status_code == 403
    answer = client_of(qin).post(f"{LIST}open/", {**asked, "month": "2026-07"})
    assert answer.status_code == 422 and "2026-07 is in the future." in words(answer)
    assert client_of(qin).post(f"{LIST}open/", {**asked, "month": "soon"}).status_code == 404
    assert not MonthlyReport.objects.exists()


def test_a_button_stands_there_only_for_those_who_may(draft, qin, zhao, li, client_of):
    for user, offered in ((qin, True), (zhao, False), (li, False)):
        page = words(client_of(user).get(PAGE))
        assert ("Mark as checked" in page, "Count again" in page, "Edit the cover" in page) == (offered,) * 3
    assert send(client_of(zhao), "steps/freeze", "draft").status_code == 403
    assert send(client_of(li), "count").status_code == 403
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_who_is_overtaken_is_told_by_whom(draft, qin, client_of):
    desk = client_of(qin)
    worked_off(desk, send(desk, "steps/freeze", "draft"))
    answer = send(desk, "steps/check", "draft")
    assert answer.status_code == 409
    assert "nothing was changed. Frozen by Qin at 2026-06-01 10:00." in words(answer)
    assert send(desk, "count").status_code == 409


def test_what_blocks_is_listed_first_and_refused(draft, qin, client_of, monkeypatch):
    told = [
        checks.ReportFinding("b", "No run", 1, "", True),
        checks.ReportFinding("a", "Visits to settle", 2, "/visits/"),
    ]
    monkeypatch.setattr(checks, "report_findings", lambda report: told)
    monkeypatch.setattr(checks, "blocking_findings", lambda report: told[:1])
    page = client_of(qin).get(PAGE)
    assert "Mend first: No run (1)" in words(page)
    assert '<a href="/visits/">Visits to settle</a> (2)' in page.content.decode()
    answer = send(client_of(qin), "steps/check", "draft")
    assert answer.status_code == 422 and "Not complete yet: No run" in words(answer)


def test_freezing_a_month_that_is_not_over_is_asked_twice(families, qin, county, client_of):
    desk = client_of(qin)
    worked_off(desk, desk.post(f"{LIST}open/", {"county": "999001", "month": "2026-06"}))
    page = words(client_of(qin).get(f"{LIST}999001/2026-06/v1/"))
    assert "The month is not over: what comes later would need a correction." in page
    assert "Nobody has marked it as checked yet." in page


def test_counting_again_takes_in_what_came_later(draft, qin, heyi, client_of):
    desk = client_of(qin)
    send(desk, "steps/check", "draft")
    factories.case(factories.household(heyi), identified_on=dt.date(2026, 5, 30))
    page = words(desk.get(worked_off(desk, send(desk, "count")).url))
    assert "Monitored 4" in page and "Counted again: May 2026" in page
    draft.refresh_from_db()
    assert draft.state == "draft"  # checked figures that changed are checked again


def test_a_draft_opened_by_mistake_is_discarded(draft, frozen_april, qin, li, client_of):
    assert "Discard this draft" in words(client_of(qin).get(PAGE))
    assert send(client_of(li), "discard").status_code == 403
    assert "Discarded: May 2026" in words(client_of(qin).post(f"{PAGE}discard/", follow=True))
    assert MonthlyReport.objects.get() == frozen_april
    sealed = client_of(qin).post(f"{LIST}999001/2026-04/v1/discard/")
    assert sealed.status_code == 409 and "its numbers stay as they are" in words(sealed)


def test_a_draft_that_was_checked_stays(draft, qin, client_of):
    """Guards against an error page: the steps of a report cannot be deleted."""
    desk = client_of(qin)
    send(desk, "steps/check", "draft")
    assert "Discard this draft" not in words(desk.get(PAGE))
    kept = desk.post(f"{PAGE}discard/")
    assert kept.status_code == 409 and "stays on record: recount it, or freeze it" in words(kept)
    assert MonthlyReport.objects.filter(pk=draft.pk).exists()


def test_what_was_missing_at_freezing_is_told_for_ever(draft, qin, client_of, monkeypatch):
    monkeypatch.setattr(
        checks, "report_findings", lambda report: [checks.REPORT_CHECKS["overdue"].told(3, "/alerts/", {})]
    )
    month_actions.take_report_step(draft, "freeze", by=qin)
    page = words(client_of(qin).get(PAGE))
    assert "Known to be missing when it was frozen Alerts past their deadline" in page and "(3)" in page


# The cover


def cover(client, seen, text="All is well."):
    return client.post(f"{PAGE}cover/", {"cover_en": text, "cover_zh": "", "seen": seen})


def seen_in(answer):
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


def test_the_cover_is_edited_until_the_month_is_frozen(draft, qin, client_of):
    desk = client_of(qin)
    seen = seen_in(desk.get(f"{PAGE}cover/"))
    assert cover(desk, seen).status_code == 302
    assert "All is well." in words(desk.get(PAGE))
    lost = cover(desk, seen, "Not so well.")
    assert lost.status_code == 409
    assert "Not so well." in words(lost) and "All is well." in words(lost)  # nothing typed is lost
    assert cover(desk, seen_in(lost), "Not so well.").status_code == 302
    month_actions.take_report_step(draft, "freeze", by=qin)
    frozen = cover(desk, seen_in(lost), "Later.")
    assert frozen.status_code == 409 and "its cover stays as it is" in words(frozen) and "Later." in words(frozen)
    draft.refresh_from_db()
    assert draft.cover_en == "Not so well."


# A correction


def test_a_correction_is_the_next_version_and_says_what_it_changed(frozen, qin, li, zhao, tan, heyi, client_of):
    desk = client_of(qin)
    empty = send(desk, "correct", why=" ")
    assert empty.status_code == 422 and "Why is it corrected?" in words(empty)
    factories.case(factories.household(heyi), identified_on=dt.date(2026, 5, 30))
    second = worked_off(desk, send(desk, "correct", why="One household came late")).url
    assert second == PAGE.replace("v1", "v2")
    again = send(desk, "correct", why="Once more")
    assert again.status_code == 409 and "Once more" in words(again)
    page = words(desk.get(second))
    assert "Why it was corrected: One household came late" in page
    assert "Monitored · In the month, or at its end · Households T1 Overall 3 4" in page
    assert "T2 By township" not in page.split("What the correction changed")[1].split("Cover")[0]  # told once, in T1
    behind = page.split("The households behind it")[1]
    assert re.search(r"S\*+0 T\d+ Heyi Village Anping Township T1 Overall · Monitored – 2 people", behind)
    assert "The households behind it" not in words(client_of(tan).get(second))
    assert "A correction of this version is being prepared" in words(desk.get(PAGE))
    month_actions.take_report_step(MonthlyReport.objects.get(version=2), "freeze", by=qin)
    assert "This version was corrected." in words(desk.get(PAGE))
    late = send(client_of(li), "steps/submit", "frozen")
    assert late.status_code == 422 and "submit that one" in words(late)
    assert "T1 Overall 2 3" in words(client_of(zhao).get(second))  # Anping's own figures


# Who sees what


def test_everybody_sees_the_own_territory(frozen, qin, zhao, lan, mo, county, anping, shuikou, client_of):
    assert "Monitored 3 9 people" in words(client_of(qin).get(PAGE))
    assert "Monitored 2 5 people" in words(client_of(qin).get(PAGE, {"area": anping.code}))
    assert "Monitored 2 5 people" in words(client_of(zhao).get(PAGE))
    assert "Monitored 2 5 people" in words(client_of(zhao).get(PAGE, {"area": county.code}))
    villages = words(client_of(lan).get(f"{PAGE}T3/"))
    assert "Heyi Village 2" in villages and "Shuikou" not in villages
    assert client_of(lan).get(PAGE, {"area": shuikou.code}).status_code == 404
    assert client_of(mo).get(PAGE).status_code == 404
    assert "No month has been opened yet" in words(client_of(mo).get(LIST))


def test_the_list_of_months_counts_the_own_territory(frozen, qin, zhao, client_of):
    assert re.search(
        r"May 2026 Frozen 3 33.3% 1 / 3 22.2% 2 / 9 2026-06-01 10:00 automatically", words(client_of(qin).get(LIST))
    )
    assert re.search(r"May 2026 Frozen 2 50.0% 1 / 2 40.0% 2 / 5", words(client_of(zhao).get(LIST)))


def test_the_township_and_the_way_back_are_links(frozen, qin, anping, client_of):
    page = client_of(qin).get(f"{PAGE}T2/", {"area": anping.code}).content.decode()
    assert f'href="{PAGE}T2/?area=999001"' in page and f'href="{PAGE}T2/?area=999001101201"' in page


# What it costs


def questions(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_pages_ask_as_much_for_many_households_as_for_few(draft, qin, heyi, shuikou, county, client_of):
    desk = client_of(qin)
    pages = [LIST, PAGE, f"{PAGE}T3/", f"{PAGE}T5/", f"{PAGE}movements/", f"{PAGE}T2/list/?column=stock"]
    desk.get(LIST)  # who one is and what one may is asked once
    few = [questions(desk, url) for url in pages]
    for number in range(8):
        village = factories.area(f"9990011012{number:02d}", f"Village {number}", heyi.parent)
        factories.case(factories.household(village), identified_on=dt.date(2026, 5, 10))
    month_actions.recount_report(draft, by=qin)
    many = [questions(desk, url) for url in pages]
    assert many == few and max(many) <= 25


def test_a_correction_names_many_households_with_as_many_questions_as_few(frozen, qin, heyi, client_of):
    desk, second = client_of(qin), PAGE.replace("v1", "v2")
    factories.case(factories.household(heyi), identified_on=dt.date(2026, 5, 10))
    corrected = month_actions.correct_report(frozen, by=qin, why="Recorded late")
    desk.get(second)
    few = questions(desk, second)
    for number in range(5):
        village = factories.area(f"9990011012{number:02d}", f"Village {number}", heyi.parent)
        factories.case(factories.household(village), identified_on=dt.date(2026, 5, 10))
    month_actions.recount_report(corrected, by=qin)
    assert questions(desk, second) == few
    assert "Village 4" in words(desk.get(second)).split("The households behind it")[1]
