"""The pages on which a household without a case is helped: from its portrait to the list of measures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from cases.assistance import actions as assistance_actions
from cases.models import Measure
from povwatch.tests.factories import case, household, person

from .test_assistance import PHONE, helper, june, taken
from .test_without_a_case import given, post, xiang, xiangs

__all__ = ["june", "xiang", "xiangs"]  # every story here is told on that day, of that family
PLANNED = {"group": "industry", "title": "Twenty hens", "planned_on": "2026-06-15"}


def page(client, address, *args, **query):
    return client.get(reverse(f"cases:{address}", args=args, query=query))


def send(client, address, *args, **data):
    return client.post(reverse(f"cases:{address}", args=args), data)


def portrait(client, home):
    return client.get(home.get_absolute_url()).content.decode()


def test_the_portrait_tells_the_helper_and_the_measures(xiangs, xiang, lan, zhao, su, client_of):
    helper(xiangs, lan)
    measure = taken(post(xiangs, xiang, lan), "approve", by=lan, chief=zhao)
    shown = portrait(client_of(lan), xiangs)
    assert "Ms Deng" in shown and PHONE in shown and "Road cleaner" in shown and "Without a case" in shown
    assert all(
        reverse(f"cases:{one}", args=[xiangs.pk]) in shown for one in ("household-helper", "household-measure-new")
    )
    read = portrait(client_of(su), xiangs)
    assert measure.get_absolute_url() in read and PHONE not in read and "Give a measure" not in read


def test_a_household_that_is_closed_offers_nothing(heyi, lan, client_of):
    shown = portrait(client_of(lan), household(heyi, state="moved"))
    assert "Give a measure" not in shown and "Assign a helper" not in shown


def test_a_measure_is_given_on_a_page_and_leads_back_to_the_household(xiangs, lan, client_of):
    client = client_of(lan)
    form = page(client, "household-measure-new", xiangs.pk)
    assert "risk" not in form.context["form"].fields and "Without a case" in form.content.decode()
    answer = send(client, "household-measure-new", xiangs.pk, **PLANNED)
    assert answer.url == f"{xiangs.get_absolute_url()}#assistance"
    assert (Measure.objects.get().case, Measure.objects.get().household) == (None, xiangs)


def test_a_post_is_given_on_a_page_with_where_and_how(xiangs, xiang, lan, client_of):
    said = {"group": "employment", "channel": "organised", "place": "county", "employer": "Garment works"}
    more = PLANNED | said | {"member": xiang.pk, "monthly_wage": "3000"}
    assert send(client_of(lan), "household-measure-new", xiangs.pk, **more).status_code == 302
    made = Measure.objects.get()
    assert (made.member, made.channel, made.place) == (xiang, "organised", "county")


def test_what_is_refused_keeps_what_was_typed(xiangs, lan, client_of):
    answer = send(client_of(lan), "household-measure-new", xiangs.pk, **PLANNED | {"group": "public_post"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "A post needs three things" in shown and "Twenty hens" in shown


def test_with_an_open_case_the_measure_is_planned_there(xiangs, lan, client_of):
    monitored = case(xiangs)
    answer = page(client_of(lan), "household-measure-new", xiangs.pk)
    assert answer.url == reverse("cases:measure-new", args=[monitored.pk])


def test_a_helper_is_assigned_without_a_case(xiangs, lan, client_of):
    said = {"name": "Ms Deng", "unit": "Clinic", "phone": PHONE, "since": "2026-06-01"}
    answer = send(client_of(lan), "household-helper", xiangs.pk, **said)
    assert answer.url == f"{xiangs.get_absolute_url()}#assistance" and xiangs.helpers.get().name == "Ms Deng"


@pytest.mark.parametrize("address", ["household-helper", "household-measure-new"])
def test_strangers_find_no_door_and_readers_open_none(address, xiangs, shuikou, su, client_of):
    gao = person("gao", "caseworker", shuikou)
    said = PLANNED | {"name": "Ms Deng", "unit": "Clinic", "since": "2026-06-01"}
    answers = [send(client_of(who), address, xiangs.pk, **said).status_code for who in (gao, su)]
    assert answers == [404, 403] and not Measure.objects.exists() and not xiangs.helpers.exists()


def test_all_steps_are_taken_on_pages(xiangs, xiang, lan, zhao, client_of):
    measure = post(xiangs, xiang, lan)
    for who, step, more in (
        (zhao, "approve", {}),
        (lan, "start", {}),
        (lan, "deliver", {"effect": ""}),
        (lan, "check", {"effect": "They live well"}),
        (lan, "end", {}),
    ):
        client = client_of(who)
        shown = page(client, "measure", measure.pk).content.decode()
        assert reverse("cases:measure-step", args=[measure.pk, step]) in shown
        form = page(client, "measure-step", measure.pk, step).context["form"]
        assert "upload" not in form.fields, "papers are kept with a case"
        said = {"seen": form["seen"].value(), "on": "2026-06-15", **more}
        assert send(client, "measure-step", measure.pk, step, **said).url == f"{xiangs.get_absolute_url()}#assistance"
    measure.refresh_from_db()
    assert (measure.state, measure.spell.ended_on) == ("ended", dt.date(2026, 6, 15))


def test_a_measure_without_a_case_is_cancelled_with_the_reason(xiangs, lan, client_of):
    measure = given(xiangs, lan)
    said = {"seen": "planned", "on": "2026-06-15", "reason": "They keep no hens"}
    assert send(client_of(lan), "measure-step", measure.pk, "cancel", **said).status_code == 302
    assert "They keep no hens" in page(client_of(lan), "measure", measure.pk).content.decode()


def test_its_page_leads_to_the_household(xiangs, lan, su, shuikou, client_of):
    measure = given(xiangs, lan)
    crumbs = page(client_of(su), "measure", measure.pk).context["crumbs"]
    assert [one.get("url") for one in crumbs][-2:] == [xiangs.get_absolute_url(), None]
    gao = client_of(person("gao", "caseworker", shuikou))
    assert page(gao, "measure", measure.pk).status_code == 404


def test_several_of_both_kinds_are_approved_at_once(xiangs, heyi, lan, zhao, client_of):
    both = [given(xiangs, lan), given(case(household(heyi)).household, lan)]
    said = {f"row{one.pk}-{name}": value for one in both for name, value in (("chosen", "on"), ("seen", "planned"))}
    assert send(client_of(zhao), "several-measures-approve", **said | {"reason": "Agreed"}).status_code == 302
    assert set(Measure.objects.values_list("state", flat=True)) == {"approved"}


def test_zhao_is_told_what_waits_and_where(xiangs, lan, zhao, client_of):
    measure = given(xiangs, lan)
    shown = client_of(zhao).get(reverse("accounts:waiting-kind", args=["measures-approve"])).content.decode()
    assert measure.get_absolute_url() in shown and "Twenty hens" in shown


# -------------------------------------------------------------------------------------------------- the list


@pytest.fixture
def listed(xiangs, xiang, heyi, lan, zhao):
    """A post without a case, a measure of a case, and one that was cancelled."""
    running = taken(post(xiangs, xiang, lan), "approve", "start", by=lan, chief=zhao)
    of_case = given(case(household(heyi)).household, lan, group="health", title="Card", cost=Decimal(600))
    gone = assistance_actions.take_measure_step(given(xiangs, lan), "cancel", by=lan, reason="No room")
    return running, of_case, gone


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({}, {0, 1}),
        ({"case": "without"}, {0}),
        ({"case": "with"}, {1}),
        ({"group": "public_post"}, {0}),
        ({"state": "cancelled"}, {2}),
        ({"state": "any"}, {0, 1, 2}),
        ({"state": "any", "case": "without"}, {0, 2}),
    ],
)
def test_the_list_is_filtered(asked, places, listed, lan, client_of):
    shown = page(client_of(lan), "measures", **asked).context["page"].object_list
    assert {listed.index(one) for one in shown} == places


def test_counts_beside_the_filters_lead_to_as_many_rows(listed, lan, client_of):
    (of_cases, *_states) = page(client_of(lan), "measures").context["filter"].facets
    assert {one["label"]: one["count"] for one in of_cases["links"]} == {"Of a case": 1, "Without a case": 1}


def test_another_village_lists_nothing_and_a_search_finds_the_family(listed, xiangs, lan, shuikou, client_of):
    assert not page(client_of(person("gao", "caseworker", shuikou)), "measures").context["page"].object_list
    found = client_of(lan).post(reverse("cases:measure-search"), {"text": xiangs.number}, follow=True)
    assert {one.household for one in found.context["page"].object_list} == {xiangs}


def test_the_file_has_masked_names_and_whether_there_is_a_case(listed, xiang, zhao, client_of):
    answer = page(client_of(zhao), "measures", export="csv")
    told = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    assert "Without a case" in told and "Of a case" in told and xiang.name not in told


def test_the_list_asks_the_same_however_long_it_is(listed, heyi, lan, client_of, django_assert_max_num_queries):
    client = client_of(lan)
    page(client, "measures")
    for _number in range(5):
        given(household(heyi), lan)
    with django_assert_max_num_queries(16):
        page(client, "measures")
