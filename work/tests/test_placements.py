"""Who has a place of an offer: offered, approved, started, ended; a machine lent and given back; what is refused."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.urls import reverse

from cases.assistance.actions import take_measure_step
from cases.choices import MeasureGroup, MeasureState
from core.workflow import ActionRefused
from households.choices import Teller
from households.income.posts import state_post_wages
from households.models import IncomeStatement, WorkSpell
from povwatch.tests.factories import case, household, person
from work.models import AccountEntry, Placement, Training
from work.offers.columns import PROPOSED_OFFERS
from work.offers.reasons import offers_for_person
from work.placements.actions import give_back, offer_place, take_placement_step

from .offered import SEWING, account, enterprise, offer, worker

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def tian(heyi):
    """Tian, of a lifted household without a case."""
    return worker(heyi)


@pytest.fixture
def garments(heyi):
    return enterprise(heyi, machines=5)


@pytest.fixture
def machine(heyi, garments):
    """Work brought home: shirts, with a sewing machine that is lent."""
    terms = {"title": "Sewing shirts at home", "equipment": SEWING, "monthly_wage": Decimal(1600)}
    return offer(heyi, "home", enterprise=garments, places=2, **terms)


def state(of) -> str:
    return AccountEntry.objects.get(member=of).state


def steps(placement, *names, by, chief, **said):
    for name in names:
        placement.measure.refresh_from_db()
        take_placement_step(placement, name, by=chief if name == "approve" else by, **said.get(name, {}))
    placement.refresh_from_db()
    return placement


# ------------------------------------------------------------------------------------------------ from an offer to work


def test_a_place_that_is_offered_is_a_measure_that_somebody_else_approves(tian, machine, lan, zhao, county):
    account(county)
    placement = offer_place(machine, tian, by=lan)
    measure = placement.measure
    assert (measure.state, measure.household, measure.case, measure.member) == ("planned", tian.household, None, tian)
    assert (measure.channel, measure.place, measure.monthly_wage) == ("workshop", "village", 1600)
    assert (measure.employer, measure.group) == ("Heyi Garments", MeasureGroup.EMPLOYMENT)
    assert state(tian) == "offered"
    with pytest.raises(PermissionDenied):
        take_placement_step(placement, "approve", by=lan)
    assert steps(placement, "approve", by=lan, chief=zhao).measure.state == "approved"


def test_a_sewing_machine_comes_home_and_goes_back(june, county, tian, machine, garments, lan, zhao):
    """Treated for uremia, he may not leave home: offered, approved, begun with a machine; a month later the wage is on
    file as promised; at the end the machine comes back."""
    tian.work_needs.create(told_on=TODAY, wants_work=True, stays_home=True)
    account(county)
    placement = steps(offer_place(machine, tian, by=lan), "approve", "start", by=lan, chief=zhao)
    assert (placement.equipment, placement.lent_on, placement.is_out) == (SEWING, TODAY, True)
    spell = WorkSpell.objects.get()
    assert (spell.channel, spell.place, spell.employer, spell.started_on) == (
        "workshop", "village", "Heyi Garments", TODAY,
    )  # fmt: skip
    assert state(tian) == "county" and Placement.objects.machines_out().get() == placement
    june.move_to("2026-08-15T10:00+08:00")
    steps(placement, "deliver", by=lan, chief=zhao)
    state_post_wages()  # as each night does
    promised = IncomeStatement.objects.standing().filter(teller=Teller.POST)
    assert [(one.first_month, Decimal(one.lines[0]["amount"])) for one in promised] == [(dt.date(2026, 7, 1), 1600)]
    steps(placement, "end", by=lan, chief=zhao, end={"machine": "returned"})
    spell.refresh_from_db()
    assert spell.ended_on == placement.returned_on == dt.date(2026, 8, 15) and not placement.is_out
    assert state(tian) == "needs"


def test_a_machine_that_the_family_keeps_stays_on_the_list_until_it_comes_back(june, tian, machine, lan, zhao):
    placement = steps(offer_place(machine, tian, by=lan), "approve", "start", "deliver", by=lan, chief=zhao)
    june.move_to("2026-06-20T10:00+08:00")
    steps(placement, "end", by=lan, chief=zhao, end={"machine": "kept"})
    assert placement.is_out
    for day in (TODAY - dt.timedelta(1), dt.date(2026, 6, 21)):
        with pytest.raises(ActionRefused):
            give_back(placement, by=lan, on=day)
    give_back(placement, by=lan, on=TODAY)
    with pytest.raises(ActionRefused, match="Nothing is lent"):
        give_back(placement, by=lan)


def test_the_number_of_a_machine_is_noted_when_it_is_lent(tian, machine, lan, zhao):
    said = {"start": {"equipment": "Sewing machine no. 7"}}
    assert steps(offer_place(machine, tian, by=lan), "approve", "start", by=lan, chief=zhao, **said).equipment == (
        "Sewing machine no. 7"
    )


def test_a_course_is_attended_ended_with_a_certificate_and_followed_by_a_job(june, county, heyi, tian, lan, zhao):
    account(county)
    course = offer_place(offer(heyi, "course", title="Cooking"), tian, by=lan)
    assert not course.measure.channel
    steps(course, "approve", "start", by=lan, chief=zhao)
    assert state(tian) == "training"
    june.move_to("2026-07-15T10:00+08:00")
    steps(course, "deliver", by=lan, chief=zhao, deliver={"certificate": "Cook, level 5"})
    training = Training.objects.get()
    assert (training.started_on, training.ended_on, training.certificate) == (
        TODAY, dt.date(2026, 7, 15), "Cook, level 5",
    )  # fmt: skip
    assert state(tian) == "needs"
    job = offer_place(offer(heyi, "job", title="Cook", where="county", monthly_wage=Decimal(3000)), tian, by=lan)
    steps(job, "approve", "start", by=lan, chief=zhao)
    spell = WorkSpell.objects.get()
    assert (spell.channel, spell.place, spell.monthly_wage) == ("organised", "county", 3000)
    assert state(tian) == "county"


def test_steps_taken_on_the_page_of_the_measure_have_the_same_effect(county, tian, machine, lan, zhao):
    account(county)
    placement = offer_place(machine, tian, by=lan)
    measure = take_measure_step(placement.measure, "approve", by=zhao)
    take_measure_step(measure, "start", by=lan)
    placement.refresh_from_db()
    assert placement.is_out and state(tian) == "county"


def test_whoever_declines_frees_the_place(heyi, county, tian, lan):
    account(county)
    one = offer(heyi, "workshop")
    placement = offer_place(one, tian, by=lan)
    with pytest.raises(ActionRefused, match="reason"):
        take_placement_step(placement, "cancel", by=lan)
    take_placement_step(placement, "cancel", by=lan, reason="Too far for her")
    assert placement.measure.state == MeasureState.CANCELLED and state(tian) == "needs"
    offer_place(one, worker(heyi, "Rao"), by=lan)


def test_a_monitored_household_gets_it_in_its_case(heyi, lan):
    monitored = case(household(heyi, people=0))
    placement = offer_place(offer(heyi), worker(heyi, home=monitored.household), by=lan)
    assert placement.measure.case == monitored


# ------------------------------------------------------------------------------------------------------------ the pages


def test_a_post_falls_free_and_is_proposed_to_the_neediest_of_the_village(county, heyi, shuikou, lan, client_of):
    near, far = worker(heyi, "Tian Long"), worker(shuikou, "Rao Hong")
    account(county)
    one, client = offer(heyi), client_of(lan)
    told = client.get(one.get_absolute_url()).content.decode()
    assert near.household.number in told and far.household.number not in told and "Lives in the village" in told
    page = reverse("work:placement-new", args=[one.pk, near.pk])
    assert page in told
    answer = client.post(page, {"on": TODAY}, follow=True)
    placement = Placement.objects.get()
    assert answer.redirect_chain[-1][0] == placement.get_absolute_url()
    told = client.get(one.get_absolute_url()).content.decode()
    assert "0 of 1" in told and "Planned" in told


def test_why_not_is_told_of_whoever_is_looked_for(county, heyi, tian, wen, client_of):
    WorkSpell.objects.create(member=tian, started_on=dt.date(2026, 1, 1), place="outside", channel="own")
    WorkSpell.objects.create(member=tian, started_on=dt.date(2026, 2, 1), place="outside", channel="own")
    account(county)
    one, client = offer(heyi, age_from=50), client_of(wen)
    page = client.post(reverse("work:offer-person", args=[one.pk]), {"text": "Tian"}, follow=True)
    told = page.content.decode()
    assert "Tian" not in page.redirect_chain[0][0]
    assert "Is younger than 50" in told and "Working outside the province" in told and "contradicts itself" in told
    page = client.post(reverse("work:offer-person", args=[one.pk]), {"text": "Nobody here"}, follow=True)
    assert "Nobody of your territory is found" in page.content.decode()


def test_the_steps_stand_on_the_page_for_those_who_may_take_them(tian, machine, lan, zhao, wen, client_of):
    placement = offer_place(machine, tian, by=lan)
    told = client_of(zhao).get(placement.get_absolute_url()).content.decode()
    step = reverse("work:placement-step", args=[placement.pk, "approve"])
    assert step in told and step not in client_of(lan).get(placement.get_absolute_url()).content.decode()
    sent = client_of(zhao).post(step, {"seen": "planned", "on": TODAY}, follow=True)
    assert "Approved" in sent.content.decode()
    stale = client_of(zhao).post(step, {"seen": "planned", "on": TODAY})
    assert stale.status_code in (409, 422)
    start = reverse("work:placement-step", args=[placement.pk, "start"])
    client = client_of(lan)
    client.post(start, {"seen": "approved", "on": TODAY, "equipment": "Machine 7"})
    told = client.get(placement.get_absolute_url()).content.decode()
    assert "Machine 7" in told and reverse("work:placement-return", args=[placement.pk]) in told
    told = client.get(machine.enterprise.get_absolute_url()).content.decode()
    assert "Machine 7" in told and "No machine" not in told
    client.post(reverse("work:placement-return", args=[placement.pk]), {"on": TODAY})
    assert "No machine" in client.get(machine.enterprise.get_absolute_url()).content.decode()


def test_a_village_sees_that_places_are_taken_elsewhere_and_not_by_whom(county, heyi, shuikou, lan, wen, client_of):
    gao = person("gao", "caseworker", shuikou)
    one = offer(county, "workshop", places=1, enterprise=enterprise(county), equipment=SEWING)
    far = worker(shuikou, "Rao Hong")
    offer_place(one, far, by=gao)
    Placement.objects.update(equipment=SEWING, lent_on=TODAY)
    client = client_of(lan)
    told = client.get(one.get_absolute_url()).content.decode()
    assert "0 of 1" in told and far.household.number not in told
    assert (
        "Machines with families of other places: 1." in client.get(one.enterprise.get_absolute_url()).content.decode()
    )
    rows = client.get(reverse("work:offers"), {"free": "yes"}).content.decode()
    assert one.title not in rows.split('id="list"')[1]
    assert client.get(Placement.objects.get().get_absolute_url()).status_code == 404


def test_another_county_sees_nothing(county, heyi, tian, machine, lan, mo, client_of):
    placement, client = offer_place(machine, tian, by=lan), client_of(mo)
    for thing in (placement, machine, machine.enterprise):
        assert client.get(thing.get_absolute_url()).status_code == 404
    for name in ("work:offers", "work:enterprises"):
        told = client.get(reverse(name)).content.decode()
        assert machine.title not in told and "Heyi Garments" not in told


def test_offers_are_proposed_on_the_page_of_a_person(county, heyi, tian, machine, lan):
    account(county)
    told = {"offers_for_person": offers_for_person(tian, lan, TODAY), "proposed_offers": PROPOSED_OFFERS}
    page = render_to_string("work/offers/_for_person.html", told)
    assert machine.title in page and "Lives in the village" in page
    assert reverse("work:placement-new", args=[machine.pk, tian.pk]) in page
