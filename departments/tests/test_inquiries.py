"""What a department is asked about a family that agreed to it, and what comes back."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AccessEvent, Grant
from accounts.waiting.counts import count_waiting
from cases.case import actions as case_actions
from cases.case.awaited import cases_to_compare, cases_with_late_inquiries
from cases.case.comparing import awaited_departments
from cases.procedure import actions as procedure_actions
from cases.procedure.inquiries import ask_about_case
from cases.tests import way
from core.dates import today
from core.workflow import ActionRefused, StaleState
from departments.inquiries.actions import answer_inquiry
from departments.models import Inquiry
from policy.models import Parameter
from povwatch.tests.factories import household, member, person, rewrite_grants

from .asked import MEI, banker, consented, family

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]
SCOPE = ("banks", "civil_affairs")


@pytest.fixture
def hu(county):
    """The liaison of the banks."""
    return banker(county)


@pytest.fixture
def case(heyi, lan, wen):
    return way.verified(way.proposed(family(heyi), lan), lan, wen)


@pytest.fixture
def asked(case, lan, hu):
    """The one inquiry of a family that agreed to banks and civil affairs: only the banks have a liaison."""
    consented(case, lan, *SCOPE)
    return Inquiry.objects.reached(today()).get()


def waits(user, code):
    return count_waiting(user)[code].number if code in count_waiting(user) else 0


# ---------------------------------------------------------------------------------------------------------- what leaves


def test_a_signed_consent_asks_the_departments(asked, case, county):
    assert (asked.department, asked.state, asked.county) == ("banks", "open", county)
    assert {"name": "Sample Mei", "id_number": MEI} in asked.people and len(asked.people) == 2
    assert asked.due_on == dt.date(2026, 7, 8)
    assert AccessEvent.objects.filter(action="inquiries_asked").get().details == {"rows": 2}


def test_without_a_consent_no_inquiry_leaves(case, lan, hu):
    with pytest.raises(ActionRefused, match="has not yet signed"):
        ask_about_case(case, by=lan)
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("since", "until", "left"),
    [
        ("2026-07-02", "2026-07-02", 0),
        ("2026-07-02", "2026-07-03", 1),
        ("2026-07-03", "2026-07-03", 1),
        ("2026-07-04", None, 0),
    ],
)
def test_only_who_is_liaison_today_is_awaited(case, lan, hu, qin, since, until, left):
    rewrite_grants(Grant.objects.filter(user=hu), valid_from=since, valid_until=until)
    consented(case, lan, "banks")
    assert Inquiry.objects.reached(today()).count() == left
    assert cases_to_compare().count() == 1 - left  # else the county compares itself
    assert bool(awaited_departments(case)[0]["inquiry"]) == bool(left)


def test_a_liaison_who_cannot_sign_in_is_not_awaited(case, lan, hu):
    hu.is_active = False
    hu.save()
    consented(case, lan, "banks")
    assert not Inquiry.objects.reached(today()).exists()


def test_the_liaison_of_the_county_next_door_is_not_asked(case, lan, neighbour):
    bo = person("bo", "department_liaison", neighbour, department="banks")
    consented(case, lan, "banks")
    assert not Inquiry.objects.reached(today()).exists() and not Inquiry.objects.visible_to(bo).exists()


def test_who_becomes_liaison_later_finds_the_inquiry(case, lan, county):
    consented(case, lan, "banks")
    assert cases_to_compare().get() == case
    late_comer = banker(county)
    inquiry = Inquiry.objects.visible_to(late_comer).open().get()
    assert waits(late_comer, "inquiries-open") == 1 and not cases_to_compare().exists()
    answer_inquiry(inquiry, by=late_comer, found=False)
    assert case.comparisons.get().department == "banks"


def test_what_nobody_sees_is_compared_by_the_county_and_late_for_nobody(case, lan, qin):
    consented(case, lan, "banks")
    after = today() + way.days(30)
    assert not Inquiry.objects.late(after).exists() and not cases_with_late_inquiries(after).exists()
    results = {"banks": (False, "")}
    procedure_actions.add_comparisons(case, by=qin, compared_on=today(), results=results)
    assert Inquiry.objects.get().state == "by_hand"


def test_who_joined_after_the_signing_or_has_left_is_not_asked_about(case, lan, hu):
    home = case.household
    member(home, name="Sample Later", joined_on=today() + way.days(1))
    member(home, name="Sample Gone", left_on=today(), left_reason="moved_out")
    consented(case, lan, "banks")
    named = {one["name"] for one in Inquiry.objects.get().people}
    assert "Sample Mei" in named and not named & {"Sample Later", "Sample Gone"}


def test_a_later_wider_consent_asks_only_the_new_ones(asked, case, lan, county):
    person("he", "department_liaison", county, department="housing")
    consented(case, lan, *SCOPE, "housing")
    assert set(Inquiry.objects.open().values_list("department", flat=True)) == {*SCOPE, "housing"}
    assert Inquiry.objects.count() == 3


def test_who_has_answered_is_not_asked_again(asked, case, lan, hu):
    answer_inquiry(asked, by=hu, found=False)
    consented(case, lan, *SCOPE)
    assert Inquiry.objects.filter(department="banks").get() == asked


def test_a_narrower_consent_withdraws_what_it_does_not_cover(asked, case, lan):
    consented(case, lan, "civil_affairs")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_a_consent_that_is_taken_back_withdraws_the_inquiry(asked, case, lan, hu):
    procedure_actions.take_consent_back(case, by=lan, withdrawn_on=today(), reason="They changed their mind")
    asked.refresh_from_db()
    assert asked.state == "withdrawn" and waits(hu, "inquiries-open") == 0
    assert "has not yet signed" in case_actions.case_next_action(case)
    with pytest.raises(ActionRefused, match="has not yet signed"):
        ask_about_case(case, by=lan)
    with pytest.raises(StaleState):
        answer_inquiry(asked, by=hu, found=False)


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True), (1, False)])
def test_a_consent_is_taken_back_between_its_signing_and_today(asked, case, lan, days, is_taken):
    said = {"by": lan, "withdrawn_on": today() + way.days(days), "reason": "No"}
    if is_taken:
        procedure_actions.take_consent_back(case, **said)
    else:
        with pytest.raises(ActionRefused, match="between the signing"):
            procedure_actions.take_consent_back(case, **said)
    assert case.authorisations.in_force().exists() is not is_taken


def test_a_case_that_ends_withdraws_its_inquiries(heyi, lan, wen, hu):
    case = way.proposed(household(heyi), lan)
    consented(case, lan, "banks")
    case_actions.take_case_step(case, "decline", by=wen, reason="The family moved away")
    assert Inquiry.objects.get().state == "withdrawn"


# ---------------------------------------------------------------------------------------------------------- the answer


def test_the_case_sees_an_answer_at_once_and_moves_on(asked, case, hu, qin, wen):
    assert waits(qin, "cases-compare") == 1  # civil affairs have no liaison
    procedure_actions.add_comparisons(case, by=qin, compared_on=today(), results={"civil_affairs": (False, "")})
    assert waits(qin, "cases-compare") == 0 and waits(wen, "cases-review") == 0
    assert "Departments that are asked: Banks" in case_actions.case_next_action(case)
    answer_inquiry(asked, by=hu, found=True, note="A  deposit\nof 20 000")
    kept = case.comparisons.get(department="banks")
    assert (kept.found, kept.note, kept.by, kept.compared_on) == (True, "A deposit of 20 000", hu, today())
    assert waits(wen, "cases-review") == 1 and waits(hu, "inquiries-open") == 0
    assert AccessEvent.objects.filter(action="inquiry_answered", user=hu).get().details == {}


def test_two_answers_at_once_are_one(asked, case, hu):
    again = Inquiry.objects.get(pk=asked.pk)
    answer_inquiry(asked, by=hu, found=False)
    with pytest.raises(StaleState):
        answer_inquiry(again, by=hu, found=True, note="A deposit")
    assert case.comparisons.get().found is False


def test_what_was_found_is_said(asked, case, hu):
    with pytest.raises(ActionRefused, match="what was found"):
        answer_inquiry(asked, by=hu, found=True, note="  ")
    with pytest.raises(ActionRefused, match="yet something is said"):
        answer_inquiry(asked, by=hu, found=False, note="A deposit")
    assert not case.comparisons.exists()


@pytest.mark.parametrize(("length", "is_kept"), [(299, True), (300, True), (301, False)])
def test_the_line_has_an_end(asked, case, hu, length, is_kept):
    if is_kept:
        answer_inquiry(asked, by=hu, found=True, note="x" * length)
    else:
        with pytest.raises(ActionRefused, match="At most 300"):
            answer_inquiry(asked, by=hu, found=True, note="x" * length)
    assert case.comparisons.exists() is is_kept


def test_nobody_but_the_liaison_of_the_department_answers(asked, tan, qin):
    for other in (tan, qin):
        with pytest.raises(PermissionDenied):
            answer_inquiry(asked, by=other, found=False)


def test_what_the_county_records_by_hand_closes_the_inquiry(asked, case, qin, hu):
    procedure_actions.add_comparisons(case, by=qin, compared_on=today(), results={"banks": (False, "")})
    asked.refresh_from_db()
    assert (asked.state, asked.found, asked.closed_by) == ("by_hand", None, qin)
    with pytest.raises(StaleState):
        answer_inquiry(asked, by=hu, found=False)


# --------------------------------------------------------------------------------------------------------- its last day


@pytest.mark.parametrize(("day", "late"), [("2026-07-07", 0), ("2026-07-08", 0), ("2026-07-09", 1)])
def test_after_five_days_the_county_presses(asked, hu, qin, client_of, day, late):
    with time_machine.travel(f"{day}T10:00+08:00", tick=False):
        assert waits(qin, "cases-late-inquiries") == late
        count = count_waiting(hu)["inquiries-open"]
        assert (count.number, count.overdue) == (1, late)
        page = client_of(hu).get("/departments/inquiries/").content.decode()
        assert ("overdue" in page) is bool(late)


def test_a_county_decides_how_long_a_department_has(case, lan, hu, county):
    Parameter.objects.create(
        area=county, key="comparison_days", value="2", valid_from="2026-07-01", document="Sample paper"
    )
    consented(case, lan, "banks")
    assert Inquiry.objects.get().due_on == dt.date(2026, 7, 5)


def test_the_page_of_the_case_says_who_is_awaited(asked, case, qin, client_of):
    page = client_of(qin).get(case.get_absolute_url()).content.decode()
    assert "Answers awaited" in page and "5 days left" in page and "county staff compare" in page


def test_what_is_asked_of_a_department_is_not_recorded_at_once_by_the_county(asked, case, qin, client_of):
    page = client_of(qin).get("/cases/several/comparisons/").content.decode()
    assert "Civil affairs</small>" in page.replace("\n", "") and "· Banks" not in page
    chosen = {f"row{case.pk}-chosen": "on", f"row{case.pk}-seen": case.state, "compared_on": "2026-07-03"}
    client_of(qin).post("/cases/several/comparisons/", chosen)
    assert [one.department for one in case.comparisons.all()] == ["civil_affairs"]
    assert Inquiry.objects.open().exists()


def test_the_village_takes_the_consent_back_on_the_page_of_the_case(asked, case, lan, client_of):
    said = {"withdrawn_on": "2026-07-03", "reason": "They changed their mind"}
    answer = client_of(lan).post(f"/cases/{case.pk}/unauthorise/", said, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and "no department is asked any more" in page and "taken back on" in page
    assert "Answers awaited" not in page and not Inquiry.objects.exclude(state="withdrawn").exists()


PROMISES = {
    "one_open_inquiry_a_department": {},
    "inquiry_department_known": {"department": "sports"},
    "inquiry_state_known": {"state": "lost", "closed_at": "2026-07-03T00:00Z"},
    "inquiry_days_in_order": {"due_on": dt.date(2026, 7, 2)},
    "a_closed_inquiry_says_when": {"state": "withdrawn"},
    "an_answered_inquiry_says_what": {"state": "answered", "closed_at": "2026-07-03T00:00Z", "found": True},
}


@pytest.mark.parametrize("promise", PROMISES)
def test_the_database_keeps(asked, lan, promise):
    said = {"department": "banks", "case": asked.case, "due_on": dt.date(2026, 7, 8)} | PROMISES[promise]
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Inquiry.objects.create(county=asked.county, authorisation=1, asked_on=today(), asked_by=lan, **said)


def test_every_promise_is_broken_once():
    assert {one.name for one in Inquiry._meta.constraints} == set(PROMISES)
