"""What people ask about their own data: recorded by one, decided by another within the days of the law, done or refused
with the reason."""

import datetime as dt
import io
import time

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AccessEvent
from accounts.waiting.counts import count_waiting
from core.workflow import ActionRefused, StaleState
from households.ending.run import end_due_data
from households.models import DataRequest, Household
from households.requests.actions import receive_request, take_request_step
from policy.actions import enact_parameter
from povwatch.tests.factories import case, household, member, person
from visits.models import Visit

NOW = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)  # a Monday
ID_NUMBER = "11010519491231002X"
SAID = {"kind": "copy", "member": "", "who": "Wang Fang, by her ID card", "words": "", "asked_on": "2026-06-15"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def family(heyi):
    home = household(heyi, people=1, address="Lane 7", phone="13812345678")
    member(home, name="Wang Fang", id_number=ID_NUMBER)
    return home


def waits(user) -> dict:
    found = count_waiting(user).items()
    return {code: one.number for code, one in found if code.startswith("data-requests")}


def left(family, on):
    Household.objects.filter(pk=family.pk).update(state="moved", state_on=on)
    family.refresh_from_db()


def ask(family, by, kind="copy", **more):
    return receive_request(family, by=by, kind=kind, who="Wang Fang, by her ID card", **more)


def granted(family, by, leader, kind="copy", **more):
    return take_request_step(ask(family, by, kind, **more), "grant", by=leader)


# ------------------------------------------------------------------------------------------------- recorded and decided


def test_a_request_is_recorded_from_the_page_of_the_household(client_of, qin, family):
    client = client_of(qin)
    address = reverse("households:data-request-new", args=[family.pk])
    assert address in client.get(family.get_absolute_url()).content.decode()
    assert client.post(address, SAID).status_code == 302
    made = DataRequest.objects.get()
    assert (made.state, made.household, made.recorded_by) == ("received", family, qin)
    assert "A copy of the data" in client.get(reverse("households:data-requests")).content.decode()
    line = AccessEvent.objects.get(action="data_request_receive")
    assert line.households == [family.pk] and "Wang" not in str(line.details) + line.reason


@pytest.mark.parametrize("said", [{"who": " "}, {"kind": ""}, {"asked_on": "2026-06-16"}])
def test_what_is_missing_comes_back_with_what_was_typed(client_of, qin, family, said):
    answer = client_of(qin).post(reverse("households:data-request-new", args=[family.pk]), SAID | said)
    assert answer.status_code == 422 and not DataRequest.objects.exists()


def test_somebody_of_another_household_is_not_asked_about(qin, heyi, family):
    with pytest.raises(ActionRefused, match="another household"):
        ask(family, qin, member=household(heyi).members.first())


def test_it_is_answered_within_fifteen_working_days_or_as_the_county_decided(county, qin, li, family):
    """The dragon boat festival, 19 June 2026, is no working day."""
    assert ask(family, qin).due_on == dt.date(2026, 7, 7)
    enact_parameter(
        key="request_days", area=county, value=1, valid_from=dt.date(2026, 6, 15), document="Order 1", by=li
    )
    assert ask(family, qin).due_on == dt.date(2026, 6, 16)


def test_a_leader_decides_and_staff_do_what_was_granted(qin, li, family):
    asked = ask(family, qin)
    with pytest.raises(PermissionDenied):
        take_request_step(asked, "grant", by=qin)
    take_request_step(asked, "grant", by=li)
    assert (asked.state, asked.decided_by) == ("granted", li)
    take_request_step(asked, "finish", by=qin)
    assert [one.step for one in asked.transitions.all()] == ["receive", "grant", "finish"]
    with pytest.raises(StaleState):
        take_request_step(asked, "withdraw", by=qin)


def test_nobody_decides_what_they_recorded_themselves(qin, county, family):
    both = person("both", "county_leader", county)
    made = DataRequest.objects.create(household=family, kind="copy", who="x", due_on=NOW.date(), recorded_by=both)
    for step, reason in (("grant", ""), ("refuse", "No")):
        with pytest.raises(ActionRefused, match="Another person"):
            take_request_step(made, step, by=both, reason=reason)
    with pytest.raises(IntegrityError, match="another_person_decides"), transaction.atomic():
        DataRequest.objects.filter(pk=made.pk).update(state="granted", decided_by=both)


def test_a_refusal_needs_its_reason(client_of, qin, li, family):
    asked = ask(family, qin)
    address = reverse("households:data-request-step", args=[asked.pk, "refuse"])
    assert client_of(li).post(address, {"reason": "", "seen": "received"}).status_code == 422
    assert client_of(li).post(address, {"reason": "Not their own data", "seen": "received"}).status_code == 302
    assert "Not their own data" in client_of(qin).get(asked.get_absolute_url()).content.decode()


def test_it_waits_for_the_leader_and_then_for_the_staff(qin, li, family):
    asked = ask(family, qin)
    assert waits(li) == {"data-requests-decide": 1} and waits(qin) == {}
    take_request_step(asked, "grant", by=li)
    assert waits(qin) == {"data-requests-do": 1} and waits(li) == {}


def test_the_pages_are_for_county_staff_leaders_and_auditors_of_the_county(
    client_of, qin, li, su, zhao, lan, ding, mo, family
):
    page = ask(family, qin).get_absolute_url()
    assert [client_of(user).get(page).status_code for user in (qin, li, su)] == [200] * 3
    assert [client_of(user).get(page).status_code for user in (zhao, lan, ding, mo)] == [403, 403, 403, 404]
    new = reverse("households:data-request-new", args=[family.pk])
    assert [client_of(user).get(new).status_code for user in (li, su, mo)] == [403, 403, 404]


def test_a_correction_that_was_granted_leads_to_where_it_is_done(client_of, qin, li, family):
    asked = granted(family, qin, li, "correct", words="My name is written with another character")
    page = client_of(qin).get(asked.get_absolute_url()).content.decode()
    assert reverse("households:correct", args=[family.pk]) in page and "another character" in page
    assert take_request_step(asked, "finish", by=qin).state == "done"


# ------------------------------------------------------------------------------------------------------------- the copy


def sheets(body) -> dict:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name.partition(" ")[2]: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def copy_of(client, asked) -> dict:
    answer = client.get(reverse("households:data-request-file", args=[asked.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    return sheets(answer.content)


def words(sheet) -> str:
    return " ".join(str(cell) for line in sheet for cell in line)


def test_the_copy_holds_everything_that_is_on_file_in_full(client_of, qin, li, lan, family):
    Visit.objects.create(household=family, visited_on=dt.date(2026, 5, 1), visited_by=lan, note="Roof leaks")
    case(family)
    found = copy_of(client_of(qin), granted(family, qin, li))
    assert ID_NUMBER in words(found["members"]) and "Lane 7" in words(found["households"])
    assert "13812345678" in words(found["households"]) and "Roof leaks" in words(found["visits"])
    assert "cases" in found and family.phone_hash not in words(found["households"])
    line = AccessEvent.objects.get(action="data_copy_taken")
    assert (line.user, line.households) == (qin, [family.pk])


def test_a_copy_for_one_person_says_nothing_of_the_others(client_of, qin, li, family):
    asked = granted(family, qin, li, member=family.members.get(name="Wang Fang"))
    found = copy_of(client_of(qin), asked)
    other = family.members.exclude(name="Wang Fang").get()
    assert len(found["members"]) == 2 and ID_NUMBER in words(found["members"])
    assert other.name not in " ".join(map(words, found.values()))


@pytest.mark.parametrize("step", [None, "finish", "withdraw"])
def test_there_is_no_file_before_it_was_granted_nor_after_it_was_handed_over(client_of, qin, li, family, step):
    asked = ask(family, qin)
    if step:
        take_request_step(take_request_step(asked, "grant", by=li), step, by=qin)
    answer = client_of(qin).get(reverse("households:data-request-file", args=[asked.pk]))
    assert answer.status_code == 302 and not AccessEvent.objects.filter(action="data_copy_taken").exists()


def test_the_second_factor_is_asked_for_again_before_the_file(client_of, qin, li, family):
    from accounts.again import FACTOR_UNTIL

    asked, client = granted(family, qin, li), client_of(qin)
    session = client.session
    session[FACTOR_UNTIL] = time.time() - 1
    session.save()
    answer = client.get(reverse("households:data-request-file", args=[asked.pk]))
    assert answer.status_code == 302 and "second-factor" in answer.url


# -------------------------------------------------------------------------------------------------------------- erasure


def test_what_the_county_must_keep_is_not_erased_and_the_page_says_why(client_of, qin, li, family):
    asked = ask(family, qin, "erase")
    with pytest.raises(ActionRefused, match="on file"):
        take_request_step(asked, "grant", by=li)
    assert "The household is on file" in client_of(li).get(asked.get_absolute_url()).content.decode()
    left(family, dt.date(2024, 1, 31))
    page = client_of(li).get(asked.get_absolute_url()).content.decode()
    assert "Without a request it is made anonymous after" in page and "2029" in page


@pytest.mark.parametrize("on, may", [("2025-06-16", False), ("2025-06-15", True)])
def test_a_household_that_left_a_year_ago_may_be_erased(qin, li, family, on, may):
    left(family, dt.date.fromisoformat(on))
    asked = ask(family, qin, "erase")
    if may:
        assert take_request_step(asked, "grant", by=li).state == "granted"
    else:
        with pytest.raises(ActionRefused, match="less than a year ago"):
            take_request_step(asked, "grant", by=li)


def test_an_open_case_keeps_it(qin, li, family):
    left(family, dt.date(2024, 1, 1))
    case(family)
    with pytest.raises(ActionRefused, match="open case"):
        take_request_step(ask(family, qin, "erase"), "grant", by=li)


def test_the_night_erases_what_was_granted_and_then_it_is_done(county, qin, li, family):
    left(family, dt.date(2024, 1, 1))
    asked = granted(family, qin, li, "erase")
    with pytest.raises(ActionRefused, match="the next night"):
        take_request_step(asked, "finish", by=qin)
    assert end_due_data(county) == {"households": 1}
    assert not family.members.exclude(name="—").exists()
    assert take_request_step(asked, "finish", by=qin).state == "done"
    asked.refresh_from_db()
    assert (asked.who, asked.words) == ("", "")
    with pytest.raises(ActionRefused, match="made anonymous"):
        ask(Household.objects.get(pk=family.pk), qin)


def test_what_was_only_asked_for_is_not_erased(county, qin, family):
    left(family, dt.date(2024, 1, 1))
    ask(family, qin, "erase")
    assert end_due_data(county) == {}
