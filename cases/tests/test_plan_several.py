"""One measure planned for several households: each has its own row, what is refused is named, the others are kept."""

import pytest

from cases.models import Measure
from core.dates import today
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import household, stand

from . import way

PAGE = "/cases/several/measures-plan/"
COURSE = {"group": "employment", "title": "A course for cooks", "planned_on": f"{today()}", "cost": "300"}


def words(answer):
    return answer.content.decode()


@pytest.fixture
def three(heyi):
    return [episode(household(heyi), risks=["01", "07"]) for _ in range(3)]


def ticked(cases, risk="07", **own):
    said = {"chosen": "on", "seen": "active", "risk": risk} | own
    return {f"row{case.pk}-{name}": value for case in cases for name, value in said.items()}


def planned():
    return list(Measure.objects.order_by("case").values_list("case", "group", "title", "risk", "cost", "state"))


def test_a_course_is_planned_for_those_who_are_ticked(three, lan, client_of):
    answer = client_of(lan).post(PAGE, COURSE | ticked(three[:1]) | ticked(three[1:2], risk="01", cost="450"))
    assert answer.status_code == 302 and answer.url == "/cases/"
    assert planned() == [
        (three[0].pk, "employment", "A course for cooks", "07", 300, "planned"),
        (three[1].pk, "employment", "A course for cooks", "01", 450, "planned"),
    ]


def test_the_list_of_cases_leads_there_with_its_filters(three, heyi, shuikou, zhao, client_of):
    other = episode(household(heyi), risks=["02"])
    shown = client_of(zhao).get("/cases/?risk=02&sort=days")
    assert "/cases/several/measures-plan/?risk=02" in words(shown)
    page = client_of(zhao).get(f"{PAGE}?risk=02")
    assert [row["thing"] for row in page.context["rows"]] == [other]
    answer = client_of(zhao).post(f"{PAGE}?risk=02", COURSE | ticked([other], risk="02"))
    assert answer.url == "/cases/?risk=02"


def test_what_is_refused_is_named_and_the_others_are_kept(three, lan, client_of):
    answer = client_of(lan).post(PAGE, COURSE | ticked(three[:1], risk="09") | ticked(three[1:]))
    assert answer.status_code == 422 and [one[0] for one in planned()] == [three[1].pk, three[2].pk]
    assert [row["thing"] for row in answer.context["rows"]] == [three[0]] and "2 recorded." in words(answer)


def test_sent_twice_it_is_planned_once(three, lan, client_of):
    client = client_of(lan)
    client.post(PAGE, COURSE | ticked(three[:1]))
    again = client.post(PAGE, COURSE | ticked(three[:2]))
    assert again.status_code == 422 and "planned for this household already" in words(again)
    assert [one[0] for one in planned()] == [three[0].pk, three[1].pk]


def test_a_workshop_names_who_works_there_for_each_household(three, lan, client_of):
    place = COURSE | {"title": "Places in the workshop", "employer": "Sample workshop", "monthly_wage": "1800"}
    worker = three[0].household.members.get(relation="head")
    answer = client_of(lan).post(PAGE, place | ticked(three[:1], member=worker.pk) | ticked(three[1:2]))
    assert answer.status_code == 422 and "A post needs three things" in words(answer)
    made = Measure.objects.get()
    assert (made.member, made.employer, made.monthly_wage, made.channel) == (
        worker,
        "Sample workshop",
        1800,
        "workshop",
    )


def test_somebody_of_another_household_does_not_work_there(three, lan, client_of):
    place = COURSE | {"employer": "Sample workshop", "monthly_wage": "1800"}
    stranger = three[1].household.members.get(relation="head")
    answer = client_of(lan).post(PAGE, place | ticked(three[:1], member=stranger.pk))
    assert answer.status_code == 422 and not planned()


def test_only_monitored_households_of_the_own_territory_are_offered(three, heyi, shuikou, lan, client_of):
    way.proposed(household(heyi), lan), episode(household(shuikou))
    stand(episode(household(heyi)), "refused")
    assert {row["thing"] for row in client_of(lan).get(PAGE).context["rows"]} == set(three)


def test_an_empty_page_says_what_to_do(lan, client_of):
    assert "Take a filter away" in words(client_of(lan).get(PAGE))


def test_the_questions_do_not_grow_with_the_households(three, heyi, lan, client_of, django_assert_num_queries):
    client = client_of(lan)
    client.get(PAGE)
    with django_assert_num_queries(9):
        client.get(PAGE)
    for _ in range(4):
        episode(household(heyi))
    with django_assert_num_queries(9):
        assert len(client.get(PAGE).context["rows"]) == 7
