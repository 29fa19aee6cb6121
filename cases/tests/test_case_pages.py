"""The pages of cases: the list, one case with its steps and papers, and putting a household forward."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AccessEvent
from cases.case import actions as case_actions
from cases.models import Case
from cases.procedure import actions as procedure_actions
from core.dates import today
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import earn, household, person, stand

from . import way

CAST = ("lan", "wen", "zhao", "qin", "li", "su")


@pytest.fixture
def family(heyi):
    return household(heyi, income=6_000, day=today())


@pytest.fixture
def candidate(family, lan):
    return way.proposed(family, lan)


def to(case, step):
    return reverse("cases:step", args=[case.pk, step])


def words(answer):
    return answer.content.decode()


def state(case):
    return Case.objects.get(pk=case.pk).state


# ------------------------------------------------------------------------------------------------------------- the list


def test_the_list_shows_ones_own_territory_by_the_days_left(candidate, heyi, shuikou, lan, qin, client_of):
    episode(household(heyi))
    episode(household(shuikou))
    mine, all_ = client_of(lan).get("/cases/"), client_of(qin).get("/cases/")
    assert [case.state for case in mine.context["page"]] == ["candidate", "active"]
    assert len(all_.context["page"]) == 3
    assert candidate.household.number in words(mine) and "15 days left" in words(mine)
    assert candidate.household.members.get(relation="head").name not in words(mine)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "proposed"}, 2),
        ({"state": "in_clearing"}, 0),
        ({"state": "active"}, 1),
        ({"state": "refused"}, 1),
        ({"state": "any"}, 4),
        ({}, 3),
        ({"time": "late"}, 1),
        ({"time": "week"}, 1),
        ({"case_type": "marginal"}, 1),
        ({"risk": "03"}, 1),
        ({"risk": "01"}, 2),
        ({"village": "999001102201"}, 0),
    ],
)
def test_the_list_is_narrowed_down(asked, found, candidate, heyi, shuikou, lan, qin, client_of):
    way.proposed(household(heyi), lan, case_type="marginal", risks=["03", "01"])
    Case.objects.filter(pk=candidate.pk).update(decide_by=today() - dt.timedelta(1))
    Case.objects.exclude(pk=candidate.pk).update(decide_by=today() + dt.timedelta(7))
    episode(household(heyi))
    way.proposed(household(heyi), lan)
    stand(Case.objects.latest("pk"), "refused")
    page = client_of(qin).get("/cases/", asked)
    assert len(page.context["page"]) == found


def test_counts_lead_to_what_they_count(candidate, heyi, qin, client_of):
    episode(household(heyi))
    client = client_of(qin)
    counted = {
        one["label"]: one
        for facet in client.get("/cases/").context["filter"].facets
        if facet["name"] == "state"
        for one in facet["links"]
    }
    assert (counted["Open proposals"]["count"], counted["Under monitoring"]["count"]) == (1, 1)
    for one in counted.values():
        assert client.get(f"/cases/?{one['query']}").context["page"].paginator.count == one["count"]


def test_counts_follow_the_other_filters_and_not_their_own(candidate, heyi, lan, qin, client_of):
    way.proposed(household(heyi), lan)
    Case.objects.filter(pk=candidate.pk).update(decide_by=today() - dt.timedelta(1))
    page = client_of(qin).get("/cases/", {"time": "late"})
    found = {one["label"]: one["count"] for facet in page.context["filter"].facets for one in facet["links"]}
    assert (found["Open proposals"], found["Decision late"], found["Decision due within 7 days"]) == (1, 1, 0)


def test_a_search_is_sealed_and_finds_whatever_became_of_the_case(candidate, qin, client_of):
    stand(candidate, "refused")
    head = candidate.household.members.get(relation="head")
    answer = client_of(qin).post("/cases/search/", {"text": head.name}, follow=True)
    assert [case.pk for case in answer.context["page"]] == [candidate.pk]
    assert head.name not in answer.redirect_chain[0][0]


def test_an_empty_list_says_what_comes_next(lan, qin, client_of):
    assert "Choose a household" in words(client_of(lan).get("/cases/"))
    assert "Choose a household" not in words(client_of(qin).get("/cases/"))


def test_the_list_asks_the_same_number_of_questions_for_many_cases(
    candidate, heyi, qin, client_of, django_assert_max_num_queries
):
    for _ in range(6):
        episode(household(heyi))
    client = client_of(qin)
    client.get("/cases/")
    with django_assert_max_num_queries(14):
        client.get("/cases/")


# ------------------------------------------------------------------------------------------------------------- one case


def test_the_page_says_who_how_far_and_who_must_act(candidate, lan, client_of):
    page = client_of(lan).get(candidate.get_absolute_url())
    text = words(page)
    assert candidate.household.number in text and candidate.household.get_absolute_url() in text
    assert candidate.household.members.get(relation="head").name not in text
    assert "Unstable lifted household" in text and "Illness" in text and "15 days left" in text
    assert "The village: verify the household with two checkers." in text
    assert [stage.status for stage in page.context["ways"][0].stages] == ["done", "now", *["ahead"] * 4]
    assert AccessEvent.objects.filter(action="opened", subject_id=str(candidate.pk), user=lan).exists()


def test_the_stepper_follows_the_way_and_goes_back_with_it(family, lan, wen, qin, zhao, li, client_of):
    case = way.on_notice(family, lan, wen, qin)
    stages = client_of(li).get(case.get_absolute_url()).context["ways"][0].stages
    assert [stage.status for stage in stages] == [*["done"] * 3, "now", *["ahead"] * 2] and stages[3].on == today()
    case_actions.take_case_step(case, "return", by=zhao, reason="Visit again")
    stages = client_of(li).get(case.get_absolute_url()).context["ways"][0].stages
    assert [stage.status for stage in stages] == ["done", "now", *["ahead"] * 4]
    case_actions.take_case_step(case, "decline", by=wen, reason="Not poor")
    stages = client_of(li).get(case.get_absolute_url()).context["ways"][0].stages
    assert [stage.status for stage in stages] == ["done", *["ahead"] * 5]


def test_a_cleared_case_shows_both_ways(heyi, li, client_of):
    case = episode(household(heyi), cleared_on=dt.date(2026, 1, 8))
    first, second = client_of(li).get(case.get_absolute_url()).context["ways"]
    assert {stage.status for stage in first.stages + second.stages} == {"done"}
    assert (first.stages[-1].on, second.stages[-1].on) == (dt.date(2025, 3, 1), dt.date(2026, 1, 8))


def test_buttons_are_what_the_table_allows_this_person_now(candidate, request, client_of):
    offered = {
        who: [
            form.step.name
            for form in client_of(request.getfixturevalue(who)).get(candidate.get_absolute_url()).context["step_forms"]
        ]
        for who in CAST
    }
    assert offered == {
        "lan": ["verify"],
        "wen": ["verify", "decline"],
        "zhao": ["verify"],
        "qin": [],
        "li": [],
        "su": [],
    }


def test_the_whole_way_into_monitoring_by_its_pages(family, lan, wen, qin, zhao, li, client_of):
    with way.ago(6):
        case = way.proposed(family, lan)
        visit, head, day = way.checked(family, lan), family.members.get(relation="head"), f"{today()}"
        said = {"seen": "candidate", "visit": visit.pk, "second_checker": wen.pk, "signed": "on"}
        client_of(lan).post(to(case, "verify"), said | {"case_type": case.case_type, "main_risk": case.risks[0]})
        consent = {"signed_by": head.pk, "signed_on": day, "scope": ["banks", "health"], "paper": way.paper()}
        client_of(lan).post(reverse("cases:authorise", args=[case.pk]), consent)
        results = {"compared_on": day, "found_banks": "no", "found_health": "yes", "note_health": "Dialysis since May"}
        client_of(qin).post(reverse("cases:compare", args=[case.pk]), results)
        review = {"held_on": day, "attendees": "Eleven", "votes_for": 9, "votes_against": 1, "abstained": 1}
        client_of(wen).post(to(case, "review"), review | {"seen": "verified", "minutes": "All spoke for it"})
        notice = {"posted_on": day, "until": f"{today() + way.days(5)}", "place": "Village office"}
        client_of(wen).post(to(case, "post_notice"), notice | {"seen": "reviewed"})
    client_of(zhao).post(to(case, "endorse"), {"seen": "noticed"})
    decided = {"seen": "endorsed", "case_type": "marginal", "main_risk": "03", "more_risks": ["01", "03"]}
    answer = client_of(li).post(to(case, "identify"), decided, follow=True)
    case.refresh_from_db()
    assert (case.state, case.case_type, case.risks) == ("active", "marginal", ["03", "01"])
    assert "Dialysis since May" in words(answer) and "All spoke for it" in words(answer)
    assert "Identified" in words(answer) and "What clearing asks for" in words(answer)


def test_the_whole_way_out_of_monitoring_by_its_pages(heyi, lan, wen, zhao, li, client_of, time_machine):
    time_machine.move_to("2026-06-10T09:00+08:00", tick=False)
    family = household(heyi, income=14_000, day=today())
    earn(family, 28_000, years_back=1, day=today()), earn(family, 3_000, item="out_of_pocket", day=today())
    case = episode(family)
    way.delivered(case, lan)
    visit, posted_on = way.checked(family, lan, purpose="clearing"), today()
    page = client_of(lan).get(case.get_absolute_url())
    assert "Every condition is met." in words(page) and page.context["main"].step.name == "start_clearing"
    said = {"seen": "active", "visit": visit.pk, "second_checker": wen.pk, "signed": "on"}
    client_of(lan).post(to(case, "start_clearing"), said | {"clear_method": "assistance"})
    said = {"held_on": f"{posted_on}", "attendees": "Nine", "votes_for": 9, "votes_against": 0, "abstained": 0}
    client_of(wen).post(to(case, "review_clearing"), said | {"seen": "clearing"})
    said = {"posted_on": f"{posted_on}", "until": f"{posted_on + way.days(5)}", "place": "Village office"}
    client_of(wen).post(to(case, "post_clearing"), said | {"seen": "clearing_reviewed"})
    time_machine.move_to("2026-06-16T09:00+08:00", tick=False)
    client_of(zhao).post(to(case, "endorse_clearing"), {"seen": "clearing_noticed"})
    page = client_of(li).post(to(case, "clear"), {"seen": "clearing_endorsed"}, follow=True)
    assert state(case) == "cleared" and "14,000" in words(page)
    assert {stage.status for stage in page.context["ways"][1].stages} == {"done"}
    assert client_of(zhao).get(case.get_absolute_url()).context["main"] is None  # a rollback is nothing usual


def test_the_usual_step_stands_open_and_hindered_ones_say_why(candidate, lan, wen, client_of):
    way.verified(candidate, lan, wen)
    page = client_of(wen).get(candidate.get_absolute_url())
    (review, _decline) = page.context["step_forms"]
    assert page.context["main"] is None and "not yet signed" in review.hindered
    assert review.hindered in words(page) and f'action="{to(candidate, "review")}"' not in words(page)


def test_the_forms_offer_what_fits(candidate, lan, wen, zhao, shuikou, client_of):
    person("gao", "caseworker", shuikou)
    before = way.checked(candidate.household, lan)
    before.visited_on -= dt.timedelta(9)
    before.save()
    fitting = way.checked(candidate.household, lan)
    (form,) = client_of(lan).get(candidate.get_absolute_url()).context["step_forms"]
    assert list(form.fields["visit"].queryset) == [fitting] and form["visit"].value() == fitting.pk
    assert set(form.fields["second_checker"].queryset) == {wen, zhao}


def test_notes_are_for_those_who_act_or_see_secrets(family, lan, wen, qin, li, su, client_of):
    case = way.proposed(family, lan)
    way.verified(case, lan, wen), way.authorised(case, lan)
    way.compared(case, qin, found=True, note="A second flat")
    way.reviewed(case, wen, minutes="Her brother pays", attendees="Old Zhang")
    way.posted(case, wen)
    procedure_actions.object_to_notice(case.public_notices.get(), by=wen, received_on=today(), words="They own a car")
    secrets = ("A second flat", "Her brother pays", "Old Zhang", "They own a car", "Long illness, income fell")
    told = {who: words(client_of(who).get(case.get_absolute_url())) for who in (lan, li, su)}
    assert all(secret in told[who] for secret in secrets for who in (lan, li))
    assert not any(secret in told[su] for secret in secrets) and "Hidden: your role" in told[su]


def test_an_objection_is_recorded_and_upheld_on_the_page(family, lan, wen, qin, zhao, client_of):
    case = way.on_notice(family, lan, wen, qin)
    said = {"received_on": f"{today()}", "words": "They own a car"}
    client_of(wen).post(reverse("cases:object", args=[case.public_notices.get().pk]), said)
    objection = case.public_notices.get().objections.get()
    there = reverse("cases:settle", args=[objection.pk])
    refused = client_of(zhao).post(there, {"upheld": "yes", "answer": ""})
    assert refused.status_code == 422 and state(case) == "noticed"
    client_of(zhao).post(there, {"upheld": "yes", "answer": "We saw the car"})
    objection.refresh_from_db()
    assert (objection.upheld, state(case)) == (True, "candidate")


def test_the_leader_allows_what_the_rules_do_not_provide_for(heyi, li, zhao, client_of):
    case = episode(household(heyi, is_safety_net=True))
    assert "Allow the clearing" in words(client_of(li).get(case.get_absolute_url()))
    assert "Allow the clearing" not in words(client_of(zhao).get(case.get_absolute_url()))
    there = reverse("cases:allow", args=[case.pk])
    assert client_of(zhao).post(there, {"reason": "The son is back"}).status_code == 403
    client_of(li).post(there, {"reason": "The son is back"})
    page = words(client_of(li).get(case.get_absolute_url()))
    assert "Allowed by Li" in page and "Allow the clearing" not in page


# ------------------------------------------------------------------------------------------------------ what goes wrong


def test_an_incomplete_review_keeps_what_was_typed(candidate, lan, wen, qin, client_of):
    way.verified(candidate, lan, wen), way.authorised(candidate, lan), way.compared(candidate, qin)
    said = {
        "seen": "verified",
        "held_on": f"{today()}",
        "attendees": "Eleven villagers",
        "votes_for": 2,
        "votes_against": 7,
        "abstained": 0,
        "minutes": "A long debate",
    }
    page = client_of(wen).post(to(candidate, "review"), said)
    assert page.status_code == 422 and "The village did not agree" in words(page)
    assert "A long debate" in words(page) and "Eleven villagers" in words(page) and state(candidate) == "verified"


def test_nothing_private_goes_onto_the_notice_board(family, lan, wen, qin, client_of):
    case = way.proposed(family, lan)
    way.verified(case, lan, wen), way.authorised(case, lan), way.compared(case, qin), way.reviewed(case, wen)
    said = {"seen": "reviewed", "posted_on": f"{today()}", "until": f"{today() + way.days(5)}"}
    page = client_of(wen).post(to(case, "post_notice"), said | {"place": "Call 13812345678"})
    assert page.status_code == 422 and "No phone, ID or account number here" in words(page)


def test_a_stale_page_is_told_who_moved_it_first_and_keeps_the_words(candidate, lan, wen, client_of):
    case_actions.take_case_step(candidate, "decline", by=wen, reason="Not poor")
    page = client_of(wen).post(to(candidate, "decline"), {"seen": "candidate", "reason": "They own a shop"})
    assert page.status_code == 409 and "Somebody else moved this first" in words(page)
    assert "It is now “Refused”, by Wen" in words(page)
    assert "They own a shop" in words(page) and "it was not sent" in words(page)


def test_a_step_that_still_fits_can_be_sent_again_at_once(candidate, lan, wen, client_of):
    way.verified(candidate, lan, wen)
    page = client_of(wen).post(to(candidate, "decline"), {"seen": "candidate", "reason": "They own a shop"})
    (form,) = [form for form in page.context["step_forms"] if form.step.name == "decline"]
    assert page.status_code == 409 and state(candidate) == "verified"
    assert (form["seen"].value(), form["reason"].value()) == ("verified", "They own a shop")


def test_what_was_typed_into_a_part_that_is_gone_is_still_shown(candidate, lan, wen, qin, client_of):
    way.verified(candidate, lan, wen), way.authorised(candidate, lan), way.compared(candidate, qin)
    way.reviewed(candidate, wen)
    said = {"compared_on": f"{today()}", "found_banks": "yes", "note_banks": "A loan of 90,000"}
    page = client_of(qin).post(reverse("cases:compare", args=[candidate.pk]), said)
    assert page.status_code == 409 and "A loan of 90,000" in words(page)


def test_consent_without_its_paper_names_the_field(candidate, lan, client_of):
    head = candidate.household.members.get(relation="head")
    said = {"signed_by": head.pk, "signed_on": f"{today()}", "scope": ["banks"]}
    page = client_of(lan).post(reverse("cases:authorise", args=[candidate.pk]), said)
    assert page.status_code == 422 and "Choose the signed paper" in words(page)
    assert not candidate.authorisations.exists() and not candidate.scans.exists()


@pytest.mark.parametrize("step", ["vanish", "uphold"])
def test_steps_that_are_no_button_are_not_found(candidate, zhao, step, client_of):
    assert client_of(zhao).post(to(candidate, step), {"seen": "candidate"}).status_code == 404


def test_a_step_without_its_right_is_forbidden_and_another_territory_is_not_found(candidate, lan, mo, client_of):
    assert client_of(lan).post(to(candidate, "decline"), {"seen": "candidate", "reason": "No"}).status_code == 403
    assert client_of(mo).get(candidate.get_absolute_url()).status_code == 404
    assert client_of(mo).post(to(candidate, "decline"), {}).status_code == 404


def test_a_page_asks_a_bounded_number_of_questions(heyi, lan, zhao, client_of, django_assert_max_num_queries):
    case = episode(household(heyi, income=9_000, day=today()))
    for _ in range(4):
        way.checked(case.household, lan)
        case_actions.CASE_STEPS.log(case, "move", case.state, by=zhao)
    client = client_of(zhao)
    client.get(case.get_absolute_url())
    with django_assert_max_num_queries(75):
        client.get(case.get_absolute_url())


# ------------------------------------------------------------------------------------------------------- put forward


def test_a_household_is_put_forward_with_what_the_facts_suggest(family, lan, client_of):
    there = reverse("cases:propose", args=[family.pk])
    assert there in words(client_of(lan).get(family.get_absolute_url()))
    page = client_of(lan).get(there)
    assert page.context["form"]["case_type"].value() == "unstable"
    assert "6,000 yuan, below the line" in words(page)
    said = {"case_type": "sudden", "main_risk": "01", "more_risks": ["07"], "reason": "An operation in May"}
    answer = client_of(lan).post(there, said)
    made = Case.objects.get()
    assert answer.url == made.get_absolute_url() and (made.case_type, made.risks) == ("sudden", ["01", "07"])
    portrait = words(client_of(lan).get(family.get_absolute_url()))
    assert made.get_absolute_url() in portrait and there not in portrait


def test_who_is_open_already_is_not_put_forward_again(candidate, lan, client_of):
    said = {"case_type": "sudden", "main_risk": "01", "reason": "An operation in May"}
    page = client_of(lan).post(reverse("cases:propose", args=[candidate.household_id]), said)
    assert page.status_code == 422 and "still open" in words(page) and "An operation in May" in words(page)


def test_five_risks_are_enough(family, lan, client_of):
    said = {"case_type": "sudden", "main_risk": "01", "more_risks": ["03", "04", "05", "06", "07"], "reason": "All"}
    page = client_of(lan).post(reverse("cases:propose", args=[family.pk]), said)
    assert page.status_code == 422 and "at most four" in words(page)


def test_only_those_with_the_right_put_a_household_forward(family, qin, mo, shuikou, client_of):
    there = reverse("cases:propose", args=[family.pk])
    assert client_of(qin).get(there).status_code == 403
    assert client_of(person("gao", "caseworker", shuikou)).get(there).status_code == 404


def test_a_risk_found_later_is_added_on_the_page(family, lan, su, client_of):
    case = episode(family)
    page = client_of(lan).get(case.get_absolute_url()).content.decode()
    assert "Change type or risks" in page
    url = reverse("cases:revise", args=[case.pk])
    assert "Change type or risks" not in client_of(su).get(case.get_absolute_url()).content.decode()
    said = {"case_type": case.case_type, "main_risk": "01", "more_risks": ["11"], "reason": "The well is dry"}
    assert client_of(su).post(url, said).status_code == 403
    assert client_of(lan).post(url, said | {"reason": ""}).status_code == 422
    client_of(lan).post(url, said)
    case.refresh_from_db()
    assert case.risks == ["01", "11"]


def test_a_case_and_the_portrait_say_how_well_an_income_was_known(heyi, lan, client_of):
    told = {"per_capita": "7000.00", "income_known": "9", "income_carried": "3"}
    case = episode(
        household(heyi, income=7_000, day=today()), income_at_identification=7_000, statement_at_identification=told
    )
    then, now = "9 of 12 months known, 3 carried forward", "12 of 12 months known"
    page = client_of(lan).get(f"/cases/{case.pk}/").content.decode()
    assert then in page and now in page
    assert then in client_of(lan).get(case.household.get_absolute_url()).content.decode()
