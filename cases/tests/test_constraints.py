"""What the database promises about cases, their papers and their assistance; each promise is broken once."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from accounts.models import User
from cases.models import (
    Announcement,
    Authorisation,
    Case,
    CaseTransition,
    Comparison,
    HelperAssignment,
    Measure,
    Objection,
    Plan,
    PublicNotice,
    Review,
    Scan,
    Takeover,
    Verification,
)
from core.database_roles import as_owner
from households.models import ImportBatch
from povwatch.tests.factories import case, household, led_to, move
from visits.models import Visit

DAY = dt.date(2025, 3, 1)
BEFORE, LATER = dt.date(2025, 2, 1), dt.date(2025, 12, 1)


@pytest.fixture
def active(heyi):
    return case(household(heyi), identified_on=DAY)


def change(active, **fields):
    Case.objects.filter(pk=active.pk).update(**fields)


# --------------------------------------------------------------------------------- what hangs on a case, as it may be


def announcement(of, by, **fields):
    fields = {"procedure": "clearing", "way": "posted", **fields}
    return Announcement.objects.create(case=of, told_on=DAY, place="Board", by=by, **fields)


def a_second():
    return User.objects.get(username="wen")


def verification(of, by, **fields):
    visit = Visit.objects.create(household=of.household, visited_on=DAY, visited_by=by, purpose="verify")
    fields = {"first_checker": by, "procedure": "clearing", **fields}
    return Verification.objects.create(case=of, visit=visit, signed=True, by=by, **fields)


def authorisation(of, by, **fields):
    scan = Scan.objects.create(case=of, title="Form", content_type="image/png", size=1, sha256="0", by=by)
    fields = {"scope": ["banks"], "signed_by": of.household.members.first(), **fields}
    return Authorisation.objects.create(case=of, signed_on=DAY, scan=scan, by=by, **fields)


def comparison(of, by, **fields):
    fields = {"department": "banks", "found": False, **fields}
    return Comparison.objects.create(case=of, compared_on=DAY, by=by, **fields)


def review(of, by, **fields):
    fields = {"procedure": "clearing", "votes_for": 9, **fields}
    return Review.objects.create(case=of, held_on=DAY, attendees="Eleven", by=by, **fields)


def notice(of, by, **fields):
    fields = {"procedure": "clearing", "until": LATER, **fields}
    return PublicNotice.objects.create(case=of, posted_on=DAY, place="Board", lines={}, by=by, **fields)


def objection(of, by, **fields):
    return Objection.objects.create(notice=notice(of, by), received_on=DAY, words="They own a lorry", by=by, **fields)


def helper(of, by, **fields):
    fields = {"since": DAY, **fields}
    return HelperAssignment.objects.create(household=of.household, name="Ms Deng", unit="Clinic", by=by, **fields)


def plan(of, by, **fields):
    fields = {"until": LATER, **fields}
    return Plan.objects.create(case=of, goal="Two goats", made_on=DAY, by=by, **fields)


def measure(of, by, **fields):
    fields = {"group": "health", "risk": "01", **fields}
    return Measure.objects.create(case=of, title="Sample measure", planned_on=DAY, by=by, **fields)


def post(of, by, **fields):
    member = of.household.members.first()
    return measure(of, by, channel="public_post", member=member, employer="Heyi", **fields)


def takeover(of, by, **fields):
    county = of.household.county
    batch = ImportBatch.objects.create(county=county, by=by, file_name="cases.csv", digest="0", language="en")
    return Takeover.objects.create(county=county, batch=batch, digest="0", asked_by=by, **fields)


OF_CASES = {
    "one_case_an_episode": lambda active: case(active.household, cleared_on=LATER),
    "one_open_episode_a_household": lambda active: case(active.household, episode_no=2),
    "case_type_known": lambda active: change(active, case_type="poor"),
    "case_state_known": lambda active: change(active, state="lost"),
    "one_to_five_known_risks": lambda active: change(active, risks=[]),
    "identified_with_its_line": lambda active: change(active, line_at_identification=None),
    "cleared_with_its_line": lambda active: change(active, line_at_clearing=8800),
    "cleared_with_its_method": lambda active: change(active, clear_method="natural"),
    "approved_cases_are_dated": lambda active: change(active, identified_on=None, line_at_identification=None),
    "cleared_means_dated": lambda active: change(active, state="cleared"),
    "only_ended_cases_say_why": lambda active: change(active, end_reason="moved"),
    "line_at_identification_positive": lambda active: change(active, line_at_identification=-1),
    "case_step_known": lambda active: move(active, "jump", "active", "cleared", DAY),
    "case_target_known": lambda active: led_to(active, "gone"),
}
OF_TAKEOVERS = {
    "a_list_of_cases_is_asked_once": lambda of, by: [takeover(of, by), takeover(of, by)],
    "takeover_state_known": lambda of, by: takeover(of, by, state="lost"),
    "a_list_is_confirmed_by_another": lambda of, by: takeover(of, by, state="confirmed", decided_by=by),
    "only_what_may_be_is_taken_over": lambda of, by: takeover(of, by, taken_at=timezone.now()),
}
OF_PAPERS = {
    "verification_procedure_known": lambda of, by: verification(of, by, procedure="wish", second_checker=a_second()),
    "a_member_or_a_guardian_signed": lambda of, by: authorisation(of, by, guardian="Aunt"),
    "two_checkers": lambda of, by: verification(of, by, second_checker=by),
    "a_consent_taken_back_says_who": lambda of, by: authorisation(of, by, withdrawn_on=DAY),
    "a_consent_is_taken_back_later": lambda of, by: authorisation(of, by, withdrawn_on=BEFORE, withdrawn_by=by),
    "authorised_for_known_departments": lambda of, by: authorisation(of, by, scope=[]),
    "comparison_department_known": lambda of, by: comparison(of, by, department="sports"),
    "what_was_found_is_said": lambda of, by: comparison(of, by, found=True),
    "review_procedure_known": lambda of, by: review(of, by, procedure="wish"),
    "the_village_agreed": lambda of, by: review(of, by, votes_against=9),
    "notice_procedure_known": lambda of, by: notice(of, by, procedure="wish"),
    "a_notice_lasts": lambda of, by: notice(of, by, until=BEFORE),
    "announcement_procedure_known": lambda of, by: announcement(of, by, procedure="wish"),
    "announcement_way_known": lambda of, by: announcement(of, by, way="rumour"),
    "settled_objections_are_answered": lambda of, by: objection(of, by, upheld=False),
}
OF_ASSISTANCE = {
    "one_helper_at_a_time": lambda of, by: [helper(of, by), helper(of, by)],
    "helps_until_after_since": lambda of, by: helper(of, by, until=BEFORE),
    "a_plan_looks_ahead": lambda of, by: plan(of, by, until=BEFORE),
    "measure_group_known": lambda of, by: measure(of, by, group="gold"),
    "a_measure_of_a_case_has_its_risk": lambda of, by: measure(of, by, risk=""),
    "measure_place_known": lambda of, by: post(of, by, monthly_wage=800, place="moon"),
    "cost_not_negative": lambda of, by: measure(of, by, cost=-1),
    "post_wage_not_negative": lambda of, by: post(of, by, monthly_wage=-1),
    "a_post_is_complete": lambda of, by: measure(of, by, channel="public_post"),
    "delivered_measures_are_dated": lambda of, by: measure(of, by, state="delivered"),
}


@pytest.mark.parametrize("promise", OF_CASES)
def test_the_database_keeps(promise, active):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        OF_CASES[promise](active)


@pytest.mark.parametrize("promise", [*OF_PAPERS, *OF_ASSISTANCE, *OF_TAKEOVERS])
def test_the_database_keeps_of_what_hangs_on_a_case(promise, active, lan, wen):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        (OF_PAPERS | OF_ASSISTANCE | OF_TAKEOVERS)[promise](active, lan)


def test_what_hangs_on_a_case_may_be_as_the_tests_make_it(active, lan, wen):
    verification(active, lan, second_checker=wen)
    for make in (announcement, authorisation, comparison, review, objection, helper, plan, measure):
        make(active, lan)
    post(active, lan, monthly_wage=800)


def test_every_promise_is_broken_once():
    models = [one for one in apps.get_app_config("cases").get_models() if hasattr(one, "Privacy")]
    made = {promise.name for one in models for promise in one._meta.constraints}
    # test_where_they_lie.py, test_returns.py
    elsewhere = {"case_where_its_household_lies", "return_verdict_known", "a_return_has_a_reason"}
    assert made == {*OF_CASES, *OF_PAPERS, *OF_ASSISTANCE, *OF_TAKEOVERS, *elsewhere}


@pytest.mark.parametrize("risks", [["01", "02", "03", "04", "05", "06"], ["98"]])
def test_a_case_has_one_to_five_known_risks(active, risks):
    with pytest.raises(IntegrityError, match="one_to_five_known_risks"), transaction.atomic():
        change(active, risks=risks)


def test_an_active_case_carries_no_day_of_clearing(active):
    with pytest.raises(IntegrityError, match="cleared_means_dated"), transaction.atomic():
        change(active, cleared_on=LATER, line_at_clearing=8800, clear_method="natural")


def test_a_new_episode_may_follow_a_cleared_one(heyi):
    family = household(heyi)
    case(family, cleared_on=LATER)
    assert case(family, episode_no=2, identified_on=dt.date(2026, 2, 1)).pk


def test_a_case_has_one_plan(active, lan):
    with pytest.raises(IntegrityError, match="case_id"), transaction.atomic():
        plan(active, lan)
        plan(active, lan)


@pytest.mark.parametrize("fields", [{"state": "lost"}, {"state": "planned", "delivered_on": DAY}])
def test_a_measure_s_days_fit_a_state_that_exists(fields, active, lan):
    with pytest.raises(IntegrityError, match="delivered_measures_are_dated"), transaction.atomic():
        measure(active, lan, **fields)


def test_a_move_is_never_changed_nor_deleted(active):
    for undo in (lambda: CaseTransition.objects.update(target="ended"), active.transitions.first().delete):
        with as_owner(), pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            undo()
