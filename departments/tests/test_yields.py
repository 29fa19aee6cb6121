"""What feeds led to, ill people without a follow-up, and what the portrait tells of departments."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Grant, User
from departments.yields.figures import feed_yields
from povwatch.tests.factories import household, member, person

from .sent import LIU, close_alert, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


def test_the_yield_counts_records_warnings_and_answers(alert, zhao, lan, qin, client_of):
    close_alert(alert, "identify", zhao, lan)
    answer = client_of(qin).get(reverse("departments:yields"))
    found = {(one.feed.code, one.rule.code): one for one in answer.context["rows"]}
    told = found["medical_insurance", "MED-02"]
    assert (told.rows, told.matched, told.warnings) == (None, None, 1)
    assert (found["medical_insurance", "MED-01"].rows, found["medical_insurance", "MED-01"].matched) == (1, 1)
    answered = [one for one in found.values() if one.answered]
    assert [(one.answered, one.confirmed, one.identified, one.days) for one in answered] == [(1, 1, 1, 0)]
    assert {feed for feed, _rule in found} == {"medical_insurance"}  # the others sent nothing


def test_where_nothing_was_sent_the_page_says_so_and_what_to_do(county, qin, client_of):
    page = client_of(qin).get(reverse("departments:yields")).content.decode()
    assert "Departments sent nothing that happened in these days" in page and "<table" not in page
    assert reverse("departments:feeds") in page


def test_a_liaison_of_two_counties_sees_of_each_what_is_theirs(alert, zhao, lan, county, neighbour):
    close_alert(alert, "identify", zhao, lan)
    hu = person("hu", "department_liaison", county, department="banks")
    granted = {"origin": "sample", "user": hu, "role": "department_liaison", "department": "medical_insurance"}
    Grant.objects.create(**granted, area=neighbour, valid_from=dt.date(2020, 1, 1))
    days = {"since": dt.date(2026, 6, 1), "until": dt.date(2026, 7, 31)}
    assert feed_yields(hu, **days) == []
    Grant.objects.create(**granted, area=county, valid_from=dt.date(2020, 1, 1))
    assert sum(one.answered for one in feed_yields(User.objects.get(pk=hu.pk), **days)) == 1


def test_a_liaison_sees_the_own_department_alone(alert, tan, county):
    hu = person("hu", "department_liaison", county, department="banks")
    days = {"since": dt.date(2026, 6, 1), "until": dt.date(2026, 7, 31)}
    assert feed_yields(hu, **days) == [] and len(feed_yields(tan, **days)) == 2


def test_a_span_that_ends_before_it_begins_is_named(qin, client_of):
    answer = client_of(qin).get(reverse("departments:yields"), {"since": "2026-06-02", "until": "2026-06-01"})
    assert answer.status_code == 422 and "lies before the first" in answer.content.decode()


@pytest.fixture
def ill(heyi, qin, county):
    home = household(heyi, people=1)
    member(home, name="Sample Liu", id_number=LIU)

    def told(seen):
        said = {"reference": "I1", "id_number": LIU, "病种类别": "慢病", "确诊日期": "2020-01-01", "随访日期": seen,
                "签约医生": "Sample Doctor"}  # fmt: skip
        send([said], "serious_illness", qin, county)
        return home

    return told


@pytest.mark.parametrize(("other", "shown"), [("2026-06-20", False), ("2026-01-05", True), ("", True)])
def test_who_was_seen_for_one_illness_was_seen(ill, qin, county, lan, client_of, other, shown):
    home = ill("2026-01-01")
    said = {"reference": "I2", "id_number": LIU, "病种类别": "大病", "确诊日期": "2026-01-02", "随访日期": other}
    send([said], "serious_illness", qin, county)
    page = client_of(lan).get(reverse("departments:follow-ups")).content.decode()
    assert page.count(home.get_absolute_url()) == int(shown)


@pytest.mark.parametrize(
    ("seen", "shown"), [("2026-04-03", True), ("2026-04-04", False), ("2026-04-05", False), ("", True)]
)
def test_whom_the_doctor_has_not_seen_for_90_days_is_on_the_list(ill, lan, client_of, seen, shown):
    home = ill(seen)
    page = client_of(lan).get(reverse("departments:follow-ups")).content.decode()
    assert (home.number in page) == shown


def test_the_list_ends_at_ones_territory(ill, mo, client_of):
    home = ill("")
    assert home.number not in client_of(mo).get(reverse("departments:follow-ups")).content.decode()


def test_the_portrait_says_which_department_told(ill, lan, client_of):
    home = ill("")
    page = client_of(lan).get(home.get_absolute_url()).content.decode()
    assert "Told by departments" in page and "Serious and chronic illness" in page


def test_the_list_is_taken_along_from_places_of_which_one_may(ill, anping, lan, zhao, client_of):
    home = ill("")
    file = client_of(zhao).get(reverse("departments:follow-ups"), {"file": "csv"})
    assert home.number in (b"".join(file) if file.streaming else file.content).decode()
    assert client_of(lan).get(reverse("departments:follow-ups"), {"file": "csv"}).status_code == 403
