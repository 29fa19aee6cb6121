"""A visit that was sent is corrected: a new version with a reason, side by side for the township, taken or not."""

import datetime as dt
import hashlib
import re
from html import unescape

import pytest

from core.dates import today
from households.models import IncomeRecord
from povwatch.tests.factories import household, member, stand
from visits.models import Delivery, Photo, Visit

from .told import ago, receive, told, visit


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def sent(family, lan):
    return visit(family, lan, {"needs": "Seed", "people_met": "Grandmother"}, made_at=ago(days=1))


def correct(client, made, reason="It was hay", **changed):
    """Open the correction of a visit, change some answers, and send it as a browser would."""
    url = f"{made.get_absolute_url()}correct/"
    page = client.get(url)
    form, signed = page.context["form"], re.search(r'name="shown" value="([^"]+)"', page.content.decode())[1]
    answers = {name: form.initial[name] for name in form.fields if form.initial.get(name)}
    return client.post(url, {**answers, **changed, "shown": unescape(signed), "correction": reason})


def proposed():
    return Delivery.objects.get(outcome="second")


def take(client, delivery):
    return client.post(f"/visits/unsettled/{delivery.pk}/take-second/")


def test_the_form_is_filled_with_what_was_sent(sent, lan, client_of):
    page = client_of(lan).get(f"{sent.get_absolute_url()}correct/").context["form"]
    assert (page.initial["needs"], page.initial["people_met"]) == ("Seed", "Grandmother")
    assert page.initial["visited_on"] == f"{sent.visited_on}"


def test_the_township_sees_both_with_the_reason_and_takes_one(sent, lan, zhao, client_of):
    answer = correct(client_of(lan), sent, needs="Hay")
    assert answer.status_code == 302 and Visit.objects.counted().get() == sent, "until then what was sent counts"
    page = client_of(zhao).get(f"/visits/unsettled/{proposed().pk}/")
    differing = {row["label"]: (row["first"], row["second"]) for row in page.context["rows"] if row["differs"]}
    assert differing == {"Needs": ("Seed", "Hay")} and "It was hay" in page.content.decode()
    take(client_of(zhao), proposed())
    taken = Visit.objects.counted().get()
    assert (taken.needs, taken.visited_on, taken.observed_at) == ("Hay", sent.visited_on, sent.observed_at)


def test_without_a_reason_it_comes_back_with_everything_typed(sent, lan, client_of):
    answer = correct(client_of(lan), sent, reason=" ", needs="Hay")
    assert answer.status_code == 422 and "why the visit is corrected" in answer.content.decode()
    assert "Hay" in answer.content.decode() and Delivery.objects.count() == 1


def test_while_one_waits_no_second_one_is_proposed(sent, lan, client_of):
    client = client_of(lan)
    correct(client, sent, needs="Hay")
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "waits for the township" in page and f"{sent.get_absolute_url()}correct/" not in page
    assert client.get(f"{sent.get_absolute_url()}correct/").status_code == 302


def test_a_correction_is_corrected_and_one_version_counts(sent, lan, zhao, client_of):
    """Guards against two versions of one visit that count both."""
    correct(client_of(lan), sent, needs="Hay")
    take(client_of(zhao), proposed())
    correct(client_of(lan), Visit.objects.counted().get(), needs="Straw")
    again = Delivery.objects.waiting().get()
    page = client_of(zhao).get(f"/visits/unsettled/{again.pk}/")
    assert {row["label"]: row["first"] for row in page.context["rows"] if row["differs"]} == {"Needs": "Hay"}
    take(client_of(zhao), again)
    assert [one.needs for one in Visit.objects.counted()] == ["Straw"]


def test_only_ones_own_visit_and_only_where_it_counts(sent, lan, wen, zhao, mo, client_of):
    there = f"{sent.get_absolute_url()}correct/"
    assert client_of(mo).get(there).status_code == 403
    assert client_of(zhao).get(there).url == sent.get_absolute_url()
    other = client_of(wen).get(there, follow=True).content.decode()
    assert "Only the caseworker who sent a visit can correct it" in other
    stand(Visit.objects.all(), "voided")
    assert client_of(lan).get(there).status_code == 302
    assert there not in client_of(lan).get(sent.get_absolute_url()).content.decode()


def test_what_was_said_of_somebody_who_left_by_it_stays(family, lan, zhao, client_of):
    li = member(family, name="Sample Li")
    made = visit(family, lan, {f"m{li.pk}-left_reason": "married", f"m{li.pk}-left_on": f"{today()}", "needs": "Seed"})
    correct(client_of(lan), made, needs="Hay")
    take(client_of(zhao), proposed())
    li.refresh_from_db()
    assert (li.left_reason, li.left_on) == ("married", today()) and Visit.objects.counted().get().needs == "Hay"


def test_an_amount_that_was_told_is_told_anew(family, lan, zhao, client_of):
    """Guards against a correction that counts as "left as shown" because the visit itself had told the amount."""
    month = (today().replace(day=1) - dt.timedelta(1)).replace(day=1)
    asked = {"income_asked": "yes", "income_month": f"{month:%Y-%m}", "income_pension": "120", "needs": "Seed"}
    made = visit(family, lan, asked)
    correct(client_of(lan), made, income_pension="210")
    take(client_of(zhao), proposed())
    assert {one.amount for one in IncomeRecord.objects.filter(item="pension", told_until=None)} == {210}
    correct(client_of(lan), Visit.objects.counted().get(), needs="Hay")
    take(client_of(zhao), Delivery.objects.waiting().get())
    assert {one.amount for one in IncomeRecord.objects.filter(item="pension", told_until=None)} == {210}


def test_photos_that_were_sent_stay_with_the_version_that_is_taken(family, lan, zhao, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sha256 = hashlib.sha256(b"yard").hexdigest()
    receive(told(family, {"needs": "Seed"}, photos=[{"sha256": sha256, "kind": "photo", "bytes": 4}]), lan)
    correct(client_of(lan), Visit.objects.get(), needs="Hay")
    take(client_of(zhao), proposed())
    assert Photo.objects.get(visit=Visit.objects.counted().get()).sha256 == sha256
