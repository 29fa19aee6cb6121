"""The pages on which a household is helped: what they show to whom, and what they keep when something is wrong."""

from decimal import Decimal

import pytest
from django.urls import reverse

from alerts.models import HouseholdFacts
from cases.assistance import actions as assistance_actions
from cases.models import Scan
from povwatch.tests.factories import case, household

from . import way
from .test_assistance import PHONE, TODAY, helper, june, planned, taken

__all__ = ["june"]  # every story here is told on that day


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def monitored(family):
    return case(family, risks=["01", "07"])


def page(client, address, *args, **query):
    return client.get(reverse(f"cases:{address}", args=args, query=query))


def post(client, address, *args, **data):
    return client.post(reverse(f"cases:{address}", args=args), data)


def test_the_helper_s_phone_is_for_those_who_may_see_it(monitored, lan, su, client_of):
    helper(monitored.household, lan)
    assert PHONE in page(client_of(lan), "case", monitored.pk).content.decode()
    masked = page(client_of(su), "case", monitored.pk).content.decode()
    assert PHONE not in masked and "020****5678" in masked


def test_the_page_says_what_is_missing_and_what_fits(monitored, lan, client_of):
    shown = page(client_of(lan), "case", monitored.pk).content.decode()
    assert "No plan in time" in shown and "This household has no helper yet." in shown
    assert "Employment, Public-welfare post" in shown


def test_the_page_tells_who_could_work_but_only_gets_security(monitored, lan, county, client_of):
    HouseholdFacts.objects.create(household=monitored.household, county=county, as_of=TODAY, labour=1)
    client, words = client_of(lan), "no measure helps it to earn"
    assert words in page(client, "case", monitored.pk).content.decode()
    planned(monitored, lan, group="industry", risk="07")
    assert words not in page(client, "case", monitored.pk).content.decode()


def test_the_page_adds_up_what_measures_cost(monitored, lan, client_of):
    planned(monitored, lan)
    planned(monitored, lan, cost=Decimal(1400))
    assistance_actions.take_measure_step(planned(monitored, lan, cost=Decimal(9999)), "cancel", by=lan, reason="Twice")
    assert "2,000 yuan" in page(client_of(lan), "case", monitored.pk).content.decode()


def test_who_only_reads_sees_no_words_and_no_buttons(monitored, lan, su, client_of):
    assistance_actions.make_plan(monitored, by=lan, goal="Two goats for the sick mother", until=TODAY)
    assistance_actions.add_judgement(monitored, by=lan, words="The mother is better")
    shown = page(client_of(su), "case", monitored.pk).content.decode()
    assert "sick mother" not in shown and "mother is better" not in shown
    assert reverse("cases:plan", args=[monitored.pk]) not in shown


def test_a_helper_is_assigned_on_a_page(monitored, lan, client_of):
    client = client_of(lan)
    answer = post(client, "helper", monitored.pk, name="Ms Deng", unit="", phone="1", since="2026-06-01")
    assert answer.status_code == 422 and "Ms Deng" in answer.content.decode()
    answer = post(client, "helper", monitored.pk, name="Ms Deng", unit="Clinic", phone="1", since="2026-06-01")
    assert answer.status_code == 422 and "11 digits" in answer.content.decode()
    answer = post(client, "helper", monitored.pk, name="Ms Deng", unit="Clinic", phone=PHONE, since="2026-06-01")
    assert answer.url == f"{monitored.get_absolute_url()}#assistance"
    assert monitored.household.helpers.get().phone == PHONE


def test_the_plan_s_page_shows_what_it_says_now(monitored, lan, client_of):
    client = client_of(lan)
    assert post(client, "plan", monitored.pk, goal="Two goats", until="2026-12-31").status_code == 302
    assert "Two goats" in page(client, "plan", monitored.pk).content.decode()


def test_a_plan_that_somebody_changed_meanwhile_is_not_written_over(monitored, lan, wen, client_of):
    client = client_of(lan)
    typed = {
        "goal": "Two goats",
        "until": "2026-12-31",
        "seen": page(client, "plan", monitored.pk).context["form"]["seen"].value(),
    }
    assistance_actions.make_plan(monitored, by=wen, goal="Ten hens", until=TODAY)
    answer = post(client, "plan", monitored.pk, **typed)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "Two goats" in shown and "2026-12-31" in shown
    assert "The plan now says “Ten hens” by 15 Jun 2026, made by Wen." in shown
    assert monitored.plan.goal == "Ten hens"
    again = typed | {"seen": answer.context["form"]["seen"].value()}
    assert post(client, "plan", monitored.pk, **again).status_code == 302
    monitored.plan.refresh_from_db()
    assert monitored.plan.goal == "Two goats"


def test_a_measure_is_planned_against_the_risk_one_came_from(monitored, lan, client_of):
    client = client_of(lan)
    form = page(client, "measure-new", monitored.pk, nth=1).context["form"]
    assert form["risk"].value() == "07"
    assert form.fields["group"].choices[1][0] == "Fit “Unstable work”"
    assert "urgent_reason" not in form.fields
    said = {"risk": "07", "group": "employment", "title": "Course", "planned_on": "2026-06-15", "cost": "300"}
    assert post(client, "measure-new", monitored.pk, **said).status_code == 302
    assert monitored.measures.get().cost == 300


def test_a_refused_measure_keeps_everything_that_was_typed(monitored, lan, client_of):
    said = {"risk": "07", "group": "public_post", "title": "Sweeping", "planned_on": "2026-06-15", "employer": "Heyi"}
    answer = post(client_of(lan), "measure-new", monitored.pk, **said)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "A post needs three things" in shown
    assert "Sweeping" in shown and 'value="Heyi"' in shown


def test_a_proposal_s_measure_asks_why_it_cannot_wait(family, lan, client_of):
    form = page(client_of(lan), "measure-new", way.proposed(family, lan).pk).context["form"]
    assert form.fields["urgent_reason"].required


def test_a_measure_is_delivered_with_its_evidence(monitored, lan, zhao, client_of):
    measure = taken(planned(monitored, lan), "approve", by=lan, chief=zhao)
    said = {"seen": "approved", "on": "2026-06-15", "effect": "", "upload": way.paper()}
    assert post(client_of(lan), "measure-step", measure.pk, "deliver", **said).status_code == 302
    measure.refresh_from_db()
    assert measure.evidence == Scan.objects.get() and measure.evidence.title == "Evidence: Chronic illness card"


def test_evidence_of_a_step_that_is_refused_is_not_kept(monitored, lan, zhao, client_of):
    measure = taken(planned(monitored, lan), "approve", by=lan, chief=zhao)
    said = {"seen": "approved", "on": "2026-06-14", "effect": "Better", "upload": way.paper()}
    answer = post(client_of(lan), "measure-step", measure.pk, "deliver", **said)
    assert answer.status_code == 422 and "Better" in answer.content.decode()
    assert not Scan.objects.exists()


def test_a_stale_page_is_told_who_was_quicker_and_keeps_the_words(monitored, lan, wen, client_of):
    measure = planned(monitored, lan)
    stale = {"seen": "planned", "on": "2026-06-15", "reason": "Asked for twice"}
    assistance_actions.take_measure_step(measure, "cancel", by=wen, reason="The family said no")
    answer = post(client_of(lan), "measure-step", measure.pk, "cancel", **stale)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "by Wen on 15 Jun 2026" in shown and "Asked for twice" in shown


def test_a_step_that_is_blocked_says_why(monitored, zhao, client_of):
    measure = planned(monitored, zhao)
    client, words = client_of(zhao), "Four eyes: you planned this measure"
    assert words in page(client, "case", monitored.pk).content.decode()
    assert words in page(client, "measure-step", measure.pk, "approve").content.decode()
    answer = post(client, "measure-step", measure.pk, "approve", seen="planned", on="2026-06-15")
    assert answer.status_code == 422 and words in answer.content.decode()


def test_no_such_step_is_not_found(monitored, lan, client_of):
    measure = planned(monitored, lan)
    assert page(client_of(lan), "measure-step", measure.pk, "burn").status_code == 404


def test_who_may_not_approve_does_not_get_the_page(monitored, lan, client_of):
    measure = planned(monitored, lan)
    assert page(client_of(lan), "measure-step", measure.pk, "approve").status_code == 403


def test_a_measure_s_page_tells_its_life_and_the_reasons_to_those_who_act(monitored, lan, su, client_of):
    measure = assistance_actions.take_measure_step(
        planned(monitored, lan), "cancel", by=lan, reason="Paid by the insurance"
    )
    shown = page(client_of(lan), "measure", measure.pk).content.decode()
    assert "Paid by the insurance" in shown and "Cancelled" in shown
    assert "Paid by the insurance" not in page(client_of(su), "measure", measure.pk).content.decode()


def test_the_portrait_s_history_tells_of_plan_and_helper_without_their_secrets(monitored, lan, wen, client_of):
    for by, goal in ((lan, "Two goats"), (wen, "Ten hens")):
        assistance_actions.make_plan(monitored, by=by, goal=goal, until=TODAY)
    shown = client_of(lan).get(monitored.household.get_absolute_url()).content.decode()
    assert "(hidden)" in shown and "Two goats" not in shown
