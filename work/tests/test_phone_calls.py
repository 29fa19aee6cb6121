"""Calls to people who work away, made from the phone: who is offered, what arrives days later, and that nothing is
recorded twice or over a newer word."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AccessEvent
from core.locks import wait_for_turn
from households.counties import registry_turn
from households.models import WorkSpell
from povwatch.tests.elsewhere import at_work
from visits.phone.work_calls import MAX_CALL_BYTES, read_phone_call
from visits.tests.test_rescue import bring, file_of
from work.models import Heard
from work.phone_calls import people_away_to_call

from .account import ago, bring_up, entry, spell, words, worker

pytestmark = pytest.mark.django_db
CALLS, BUNDLE = "/visits/phone/calls/", "/visits/phone/bundle/"


@pytest.fixture
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False) as travel:
        yield travel


@pytest.fixture
def tian(june, county, heyi):
    """Tian works outside the province for 4,000 yuan and was heard of 60 days ago."""
    tian = worker(heyi, phone="13800000001")
    spell(tian, monthly_wage=4000, employer="Sample Works")
    Heard.objects.create(member=tian, on=ago(60), answer="unchanged", way="phone")
    bring_up(county)
    return tian


def call_to(person, answer="unchanged", **said):
    """What a phone freezes of a call; `at` is a moment in ISO."""
    return {
        "id": str(uuid.uuid4()), "person": person.pk, "spell": person.work_spells.get().pk,
        "made_at": said.pop("at", "2026-06-15T09:00:00+08:00"), "answer": answer, **said,
    }  # fmt: skip


def send(client, call):
    return client.post(CALLS, json.dumps(call), content_type="application/json")


def offered(client) -> list[dict]:
    return [one for home in client.get(BUNDLE).json()["households"] for one in home["calls"]]


def test_the_phone_carries_who_works_away_and_is_still_to_be_asked(tian, county, heyi, lan, client_of):
    spell(worker(heyi, "Fu"), place="county")
    spell(gan := worker(heyi, "Gan"), place="province")
    Heard.objects.create(member=gan, on=ago(3), answer="unchanged", way="phone")
    bring_up(county)
    (one,) = offered(client_of(lan))
    assert (one["person"], one["name"], one["phone"]) == (tian.pk, "Tian", "13800000001")
    assert "Sample Works" in one["words"] and "4,000 yuan a month" in one["words"] and "60 days ago" in one["last"]


def test_whoever_does_not_keep_the_account_carries_nobody(tian, su):
    assert people_away_to_call([tian.household_id], su) == {}


def test_unchanged_is_heard_on_the_day_of_the_call_and_its_receipt_is_signed(tian, lan, client_of):
    call = call_to(tian, at="2026-06-12T23:30:00+08:00")
    answer = send(client_of(lan), call)
    receipt = answer.json()["receipt"]
    assert answer.status_code == 201 and receipt["visit"] == call["id"] and receipt["outcome"] == "recorded"
    heard = Heard.objects.get(call=call["id"])
    assert (heard.on, heard.answer, heard.by) == (dt.date(2026, 6, 12), "unchanged", lan)
    assert entry(tian).confirmed_on == dt.date(2026, 6, 12)
    assert AccessEvent.objects.filter(action="work_heard", user=lan).count() == 1
    assert offered(client_of(lan)) == []


@pytest.mark.parametrize("answer", ["unchanged", "not_reached", "otherwise"])
def test_what_arrives_twice_is_recorded_once(tian, lan, client_of, answer):
    call = call_to(tian, answer, monthly_wage="4500")
    client, before = client_of(lan), Heard.objects.count()
    assert [send(client, call).status_code for _time in range(3)] == [201] * 3
    assert Heard.objects.count() == before + 1


def moment(minutes=0):
    """A moment of today, by the clock of the database as well."""
    return (timezone.now() + dt.timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def rao(county, heyi):
    rao = worker(heyi, "Rao")
    spell(rao, monthly_wage=4000)
    bring_up(county)
    return rao


def test_otherwise_changes_the_work_and_its_end_closes_it(rao, lan, client_of):
    send(client_of(lan), call_to(rao, "otherwise", place="province", monthly_wage="4500.50", at=moment()))
    work = WorkSpell.objects.get(member=rao)
    assert (work.place, f"{work.monthly_wage}") == ("province", "4500.50") and entry(rao).state == "province"
    assert Heard.objects.get().answer == "changed"
    send(client_of(lan), call_to(rao, "otherwise", ended_on=f"{ago(2)}", at=moment()))
    assert entry(rao).state == "returned" and Heard.objects.first().answer == "ended"


@pytest.mark.parametrize(("minutes", "status"), [(0, 201), (-60, 422)])
def test_a_word_that_is_newer_than_the_call_holds(rao, lan, client_of, minutes, status):
    """The office changes the wage; the call was made after that, or an hour before and arrives only now."""
    WorkSpell.objects.filter(member=rao).update(monthly_wage=5000)
    answer = send(client_of(lan), call_to(rao, "otherwise", monthly_wage="4500", at=moment(minutes)))
    assert answer.status_code == status
    assert WorkSpell.objects.get(member=rao).monthly_wage == (4500 if status == 201 else 5000)
    if status == 422:
        assert "changed after your call" in answer.json()["error"] and not Heard.objects.exists()


def test_other_work_than_the_phone_showed_is_left_alone(tian, lan, client_of):
    call = call_to(tian, "otherwise", monthly_wage="4500")
    WorkSpell.objects.filter(member=tian).update(ended_on=ago(1))
    other = spell(tian, since=1, place="county", monthly_wage=3000)
    assert send(client_of(lan), call).status_code == 422
    other.refresh_from_db()
    assert other.monthly_wage == 3000


def test_unchanged_of_work_that_ended_meanwhile_holds_for_the_day_of_the_call(tian, lan, client_of):
    call = call_to(tian, at="2026-06-10T12:00:00+08:00")
    WorkSpell.objects.filter(member=tian).update(ended_on=dt.date(2026, 6, 13))
    assert send(client_of(lan), call).status_code == 201


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"answer": "otherwise"}, "Say where the work is now"),
        ({"answer": "otherwise", "monthly_wage": "-1"}, "greater than or equal to 0"),
        ({"answer": "otherwise", "place": "moon"}, "moon"),
        ({"answer": "otherwise", "ended_on": "2026-06-16"}, "in the future"),
        ({"answer": "maybe"}, "not known here"),
    ],
)
def test_what_cannot_be_recorded_says_why_and_the_phone_keeps_it(tian, lan, client_of, said, words):
    answer = send(client_of(lan), call_to(tian, **said))
    assert answer.status_code == 422 and words in answer.json()["error"]


def test_somebody_of_another_village_is_no_business_of_mine(tian, county, shuikou, lan, client_of):
    spell(mu := worker(shuikou, "Mu"))
    bring_up(county)
    answer = send(client_of(lan), call_to(mu))
    assert answer.status_code == 422 and "none of your villages" in answer.json()["error"]
    assert not Heard.objects.filter(member=mu).exists()


def test_who_left_meanwhile_is_told(tian, lan, client_of):
    call = call_to(tian)
    tian.left_on, tian.left_reason = ago(1), "moved"
    tian.save()
    assert send(client_of(lan), call).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_while_a_registry_file_is_saved_it_is_sent_again_later(tian, lan, client_of):
    client = client_of(lan)
    with at_work(lambda: wait_for_turn(registry_turn(tian.household.county_id))):
        assert send(client, call_to(tian)).status_code == 503
    assert send(client, call_to(tian)).status_code == 201


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": 1}', b"null", b'"x"', b"{" * 50])
def test_rubbish_is_no_call(tian, lan, client_of, body):
    answer = client_of(lan).post(CALLS, body, content_type="application/json")
    assert answer.status_code == 400 and "rescue file" in answer.json()["error"]


@pytest.mark.parametrize(("more", "status"), [(0, 201), (1, 400)])
def test_a_call_has_a_limit(tian, lan, client_of, more, status):
    call = call_to(tian)
    room = MAX_CALL_BYTES - len(json.dumps(call | {"note": ""}))
    assert send(client_of(lan), call | {"note": "x" * (room + more)}).status_code == status


def test_the_clock_of_a_phone_that_is_wrong_is_set_right(tian):
    call = json.dumps(call_to(tian, at="2026-06-13T00:10:00+08:00")).encode()
    assert read_phone_call(call, -20 * 60_000).day == dt.date(2026, 6, 12)
    late = json.dumps(call_to(tian, at="2027-01-01T00:10:00+08:00")).encode()
    assert read_phone_call(late).day == dt.date(2026, 6, 15), "never after it arrived"


def test_who_is_not_signed_in_gets_401_and_keeps_it(tian, client):
    assert send(client, call_to(tian)).status_code == 401


@pytest.mark.parametrize(("days", "recorded"), [(0, 1), (91, 0)])
def test_a_rescue_file_brings_calls_too(tian, lan, wen, client_of, june, days, recorded):
    """Wen reads in the file of Lan's broken phone; of a phone that was silent for months nobody's work is changed."""
    call = call_to(tian, at="2026-06-12T10:00:00+08:00")
    file = file_of(client_of(lan), calls=[{"content": json.dumps(call), "offset": None}, {"content": "rubbish"}])
    june.shift(dt.timedelta(days=days))
    page = words(bring(client_of(wen), file))
    assert Heard.objects.filter(call=call["id"], by=lan, on=dt.date(2026, 6, 12)).count() == recorded
    assert ("What was said in one call was recorded." in page) is bool(recorded)
    assert "Call 2 of the file was not recorded" in page
    if not recorded:
        assert "Call 1 of the file was not recorded" in page and "had not spoken with the site" in page
