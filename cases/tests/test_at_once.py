"""Several things recorded at once: each on its own, and what fails is named while the others are kept."""

import datetime as dt

import pytest

from cases.assistance import actions as help_actions
from cases.at_once.declare import AT_ONCE_KINDS
from cases.at_once.views import MOST_AT_ONCE
from cases.models import Case, Comparison, PublicNotice, Review
from core.dates import today
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import household, stand

from . import way

SEVERAL = "/cases/several/"


def words(answer):
    return answer.content.decode()


def states(cases):
    return [Case.objects.get(pk=case.pk).state for case in cases]


@pytest.fixture
def three(heyi, lan, wen, qin):
    """Three cases of Heyi that wait for the village review."""
    made = [way.proposed(household(heyi), lan) for _ in range(3)]
    for case in made:
        way.verified(case, lan, wen)
        way.authorised(case, lan)
        way.compared(case, qin)
    return made


def meeting(votes, **more):
    """One meeting: {case: {"result": …}}."""
    said = {"held_on": f"{today()}", "attendees": "Eleven villagers", "minutes": "All were heard."} | more
    for case, one in votes.items():
        said |= {f"row{case.pk}-{name}": value for name, value in ({"seen": "verified"} | one).items()}
    return said


AGREED = {"result": "agreed", "votes_for": 9, "votes_against": 1, "abstained": 1}


def test_one_meeting_decides_about_several_families(three, wen, client_of):
    one, two, third = three
    refused = {"result": "refused", "reason": "They own two lorries"}
    answer = client_of(wen).post(
        f"{SEVERAL}reviews/", meeting({one: AGREED, two: AGREED | {"votes_for": 11}, third: refused})
    )
    assert answer.status_code == 302 and answer.url == "/accounts/waiting/"
    assert states(three) == ["reviewed", "reviewed", "refused"]
    assert list(Review.objects.order_by("case").values_list("votes_for", "attendees")) == [
        (9, "Eleven villagers"),
        (11, "Eleven villagers"),
    ]
    assert third.transitions.last().reason == "They own two lorries"


def test_what_fails_is_named_and_the_others_are_kept(three, wen, client_of):
    one, two, third = three
    votes = {one: AGREED, two: AGREED | {"votes_for": 1}, third: {"result": "refused", "reason": ""}}
    answer = client_of(wen).post(f"{SEVERAL}reviews/", meeting(votes))
    assert answer.status_code == 422 and states(three) == ["reviewed", "verified", "verified"]
    text = words(answer)
    assert "1 recorded." in text and "2 were not recorded: the reason stands beside each." in text
    assert "The village did not agree: refuse it, with the reason." in text and "Please give a reason" in text
    assert [row["thing"] for row in answer.context["rows"]] == [two, third]
    assert answer.context["rows"][0]["form"]["votes_for"].value() == "1"


def test_who_was_not_discussed_stays_as_they_were(three, wen, client_of):
    client_of(wen).post(f"{SEVERAL}reviews/", meeting({three[0]: AGREED, three[1]: {"result": ""}}))
    assert states(three) == ["reviewed", "verified", "verified"]


def test_a_meeting_without_attendees_records_nothing_and_keeps_the_votes(three, wen, client_of):
    answer = client_of(wen).post(f"{SEVERAL}reviews/", meeting({three[0]: AGREED}, attendees=""))
    assert answer.status_code == 422 and states(three) == ["verified"] * 3
    assert answer.context["rows"][0]["form"]["votes_for"].value() == "9"


def test_without_a_choice_nothing_is_recorded(three, wen, client_of):
    assert "choose at least one" in words(client_of(wen).post(f"{SEVERAL}reviews/", meeting({})))


def test_a_case_that_somebody_moved_meanwhile_is_named(three, wen, client_of):
    way.reviewed(three[0], wen)
    votes = meeting({three[1]: AGREED | {"seen": "candidate"}, three[2]: AGREED})
    answer = client_of(wen).post(f"{SEVERAL}reviews/", votes)
    assert states(three) == ["reviewed", "verified", "reviewed"]
    assert "Somebody else moved this first" in words(answer)


def test_several_notices_hang_on_one_board(three, wen, client_of):
    for case in three:
        way.reviewed(case, wen)
    until = today() + dt.timedelta(5)
    said = {"posted_on": f"{today()}", "until": f"{until}", "place": "Board at the office"}
    said |= {
        f"row{case.pk}-{name}": value for case in three[:2] for name, value in (("chosen", "on"), ("seen", "reviewed"))
    }
    assert client_of(wen).post(f"{SEVERAL}notices/", said).status_code == 302
    assert states(three) == ["noticed", "noticed", "reviewed"]
    assert set(PublicNotice.objects.values_list("until", "place")) == {(until, "Board at the office")}


@pytest.fixture
def agreed(heyi, lan):
    """Two families that agreed to a comparison."""
    made = [way.proposed(household(heyi), lan) for _ in range(2)]
    for case in made:
        way.authorised(case, lan)
    return made


def nothing_found(cases, **more):
    said = {"compared_on": f"{today()}", "department": ""} | more
    return said | {
        f"row{case.pk}-{name}": value for case in cases for name, value in (("chosen", "on"), ("seen", "candidate"))
    }


def test_nothing_was_found_about_several_families(agreed, qin, client_of):
    page = client_of(qin).get(f"{SEVERAL}comparisons/")
    assert "Civil affairs" in words(page) and len(page.context["rows"]) == 2
    assert client_of(qin).post(f"{SEVERAL}comparisons/", nothing_found(agreed)).status_code == 302
    assert set(Comparison.objects.values_list("case", "department", "found")) == {
        (case.pk, department, False) for case in agreed for department in way.SCOPE
    }


def test_one_department_answers_for_those_of_whom_it_is_asked(agreed, qin, client_of):
    client = client_of(qin)
    client.post(f"{SEVERAL}comparisons/", nothing_found(agreed[:1], department="banks"))
    answer = client.post(f"{SEVERAL}comparisons/", nothing_found(agreed, department="banks"))
    assert answer.status_code == 422 and "Banks is not awaited" in words(answer)
    assert Comparison.objects.filter(department="banks").count() == 2


def planned(heyi, by, title):
    case = episode(household(heyi))
    said = {"group": "employment", "title": title, "risk": case.risks[0], "planned_on": today() - dt.timedelta(3)}
    return help_actions.plan_measure(case, by=by, **said)


def ticked(measures, **more):
    return more | {
        f"row{one.pk}-{name}": value for one in measures for name, value in (("chosen", "on"), ("seen", one.state))
    }


def test_several_measures_are_approved_with_one_opinion_and_delivered_on_one_day(heyi, lan, zhao, client_of):
    measures = [planned(heyi, lan, f"A post {number}") for number in range(3)]
    own = planned(heyi, zhao, "Planned by Zhao")
    page = client_of(zhao).get(f"{SEVERAL}measures-approve/")
    assert {row["thing"] for row in page.context["rows"]} == set(measures) and own.title not in words(page)
    client_of(zhao).post(f"{SEVERAL}measures-approve/", ticked(measures[:2], reason="From the village fund"))
    assert [one.transitions.last().reason for one in measures] == ["From the village fund"] * 2 + [""]
    for one in measures:
        one.refresh_from_db()
    assert [one.state for one in measures] == ["approved", "approved", "planned"]
    answer = client_of(lan).post(f"{SEVERAL}measures-deliver/", ticked(measures[:2], on=f"{today()}"))
    assert answer.status_code == 302
    for one in measures[:2]:
        one.refresh_from_db()
        assert (one.state, one.delivered_on) == ("delivered", today())


def test_a_day_before_the_plan_is_refused_for_that_measure_alone(heyi, lan, zhao, client_of):
    early, late = planned(heyi, lan, "Early"), planned(heyi, lan, "Late")
    for one, day in ((early, 2), (late, 0)):
        help_actions.take_measure_step(one, "approve", by=zhao, on=today() - dt.timedelta(day))
    answer = client_of(lan).post(f"{SEVERAL}measures-start/", ticked([early, late], on=f"{today() - dt.timedelta(1)}"))
    assert answer.status_code == 422 and "choose that day or a later one" in words(answer)
    early.refresh_from_db(), late.refresh_from_db()
    assert (early.state, late.state) == ("started", "approved")


@pytest.mark.parametrize(("who", "may"), [
    ("lan", {"measures-plan", "measures-start", "measures-deliver"}),
    ("wen", {"reviews", "notices", "measures-plan", "measures-start", "measures-deliver"}),
    ("zhao", {"measures-approve", "measures-plan", "measures-start", "measures-deliver"}),
    ("qin", {"comparisons"}),
    ("su", set()),
])  # fmt: skip
def test_each_role_records_what_it_may(who, may, request, client_of):
    client = client_of(request.getfixturevalue(who))
    opened = {code for code in AT_ONCE_KINDS if client.get(f"{SEVERAL}{code}/").status_code == 200}
    assert opened == may
    assert client.get(f"{SEVERAL}no-such-thing/").status_code == 404


def test_a_case_of_another_village_is_not_recorded_though_it_is_sent(three, shuikou, wen, lan, client_of):
    foreign = way.proposed(household(shuikou), None)
    stand(foreign, "verified")
    answer = client_of(wen).post(f"{SEVERAL}reviews/", meeting({foreign: AGREED}))
    assert answer.status_code == 422 and states([foreign]) == ["verified"]


def test_the_questions_do_not_grow_with_the_cases(three, heyi, lan, wen, qin, client_of, django_assert_max_num_queries):
    assert MOST_AT_ONCE == 100
    client = client_of(wen)
    client.get(f"{SEVERAL}reviews/")
    with django_assert_max_num_queries(9):
        assert len(client.get(f"{SEVERAL}reviews/").context["rows"]) == 3
