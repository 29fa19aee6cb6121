"""The letter that tells a refused family why, and what it can do."""

import datetime as dt

import pytest

from accounts.models import AccessEvent
from cases.choices import CaseState
from cases.models import Case
from cases.papers import letter
from povwatch.tests.factories import case, household, member, move

DAY = dt.date(2026, 6, 15)


def refused(heyi, step="reject", reason="Income is well above the line", **people):
    family = household(heyi, people=0, group_no=3)
    member(family, relation="head", name="张建三", **people)
    made = Case.objects.create(household=family, case_type="marginal", risks=["01"], state=CaseState.REFUSED)
    move(made, "propose", "", "candidate", DAY - dt.timedelta(days=9))
    move(made, step, "noticed", "refused", DAY, reason=reason)
    return made


@pytest.mark.parametrize(
    ("step", "by", "appeal"),
    [
        ("decline", "Heyi Village", "Anping Township"),
        ("reject", "Anping Township", "Qingshan County"),
        ("refuse", "Qingshan County", "Qingshan County"),
    ],
)
def test_it_says_who_refused_and_who_looks_at_it_again(step, by, appeal, heyi):
    found = letter.refusal_letter(refused(heyi, step))
    assert (str(found.decided_by), str(found.appeal_to), found.to) == (by, appeal, "张建三")


def test_the_family_reads_when_why_and_what_it_can_do(heyi, zhao, client_of):
    made = refused(heyi)
    page = client_of(zhao).get(f"/cases/{made.pk}/letter/").content.decode()
    for words in (
        "张建三",
        "group 3",
        "15 Jun 2026",
        "Income is well above the line",
        "not put under monitoring",
        "Qingshan County",
        "You can apply again at any time",
    ):
        assert words in page
    assert AccessEvent.objects.get(action="case_letter_opened").subject_id == str(made.pk)


def test_a_refused_clearing_has_its_own_letter(heyi, li, client_of):
    made = case(household(heyi))
    move(made, "reject_clearing", "clearing_endorsed", "active", DAY, reason="The house is not safe yet")
    page = client_of(li).get(f"/cases/{made.pk}/letter/").content.decode()
    assert "Your household stays under monitoring" in page and "The house is not safe yet" in page
    assert "apply again" not in page


def test_a_case_that_was_never_refused_has_no_letter(heyi, zhao, client_of):
    made = case(household(heyi))
    assert letter.refusal_letter(made) is None
    answer = client_of(zhao).get(f"/cases/{made.pk}/letter/")
    assert answer.status_code == 404 and "there is no letter" in answer.content.decode()


def test_whoever_lives_there_is_addressed_when_no_head_is_on_record(heyi):
    made = refused(heyi, left_on=DAY, left_reason="died")
    assert letter.refusal_letter(made).to == ""
    member(made.household, name="李梅")
    assert letter.refusal_letter(made).to == "李梅"


def test_it_is_in_the_language_of_the_page(heyi, zhao, client_of):
    client = client_of(zhao)
    client.cookies["django_language"] = "zh-hans"
    page = client.get(f"/cases/{refused(heyi).pk}/letter/").content.decode()
    assert '<html lang="zh-hans">' in page and "2026年6月15日" in page


@pytest.mark.parametrize(
    ("who", "status"), [("wen", 200), ("zhao", 200), ("li", 200), ("lan", 403), ("su", 403), ("mo", 404)]
)
def test_only_those_who_decide_open_it_and_only_in_their_territory(who, status, heyi, request, client_of):
    made = refused(heyi)
    assert client_of(request.getfixturevalue(who)).get(f"/cases/{made.pk}/letter/").status_code == status
