"""What feeds led to, ill people without a follow-up, and what the portrait tells of departments."""

import pytest
from django.urls import reverse

from povwatch.tests.factories import household, member

from .sent import LIU, close_alert, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


def test_the_yield_counts_records_warnings_and_answers(alert, zhao, lan, qin, client_of):
    close_alert(alert, "identify", zhao, lan)
    answer = client_of(qin).get(reverse("departments:yields"))
    found = {(one.feed.code, one.rule.code): one for one in answer.context["rows"]}
    told = found["medical_insurance", "MED-02"]
    assert (told.rows, told.matched, told.warnings) == (1, 1, 1)
    answered = [one for one in found.values() if one.answered]
    assert [(one.answered, one.confirmed, one.identified, one.days) for one in answered] == [(1, 1, 1, 0)]
    assert found["microcredit", "LOAN-01"].warnings == 0


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
