"""Which measure fits which risk, for one case and for many at once."""

import datetime as dt

import pytest

from cases.assessment import risk_measures
from cases.models import Case, Measure
from households.choices import RiskType
from povwatch.tests.factories import case, household, led_to

FITS = [
    ("01", "health"), ("01", "social_help"), ("0201", "living"), ("03", "social_security"), ("04", "public_post"),
    ("05", "housing"), ("06", "finance"), ("07", "employment"), ("09", "other_school"), ("10", "relocation"),
    ("11", "water"), ("12", "school"), ("99", "infrastructure"),
]  # fmt: skip
FITS_NOT = [
    ("01", "industry"), ("0299", "water"), ("03", "health"), ("04", "employment"), ("07", "social_security"),
    ("09", "industry"), ("10", "living"), ("11", "housing"), ("12", "health"),
]  # fmt: skip


def measure(of, group, *, by, state="planned", **fields):
    fields = {"title": "Sample measure", "risk": of.risks[0], "planned_on": dt.date(2026, 5, 1), **fields}
    return led_to(Measure.objects.create(case=of, group=group, state=state, by=by, **fields))


def unmatched():
    return Case.objects.filter(risk_measures.has_unmatched_risk(Measure.objects.standing()))


def test_every_risk_has_measures_that_fit():
    assert {risk[:2] for risk in RiskType.values} == set(risk_measures.FITTING_GROUPS)


@pytest.mark.parametrize(("risk", "group"), FITS)
def test_a_measure_that_fits_answers_the_risk(risk, group, heyi, lan):
    sick = case(household(heyi), risks=[risk])
    assert list(unmatched()) == [sick]
    made = measure(sick, group, by=lan)
    assert not unmatched().exists()
    assert risk_measures.measure_suggestions(sick)[0].measures == (made,)


@pytest.mark.parametrize(("risk", "group"), FITS_NOT)
def test_a_measure_that_does_not_fit_leaves_the_risk_open(risk, group, heyi, lan):
    sick = case(household(heyi), risks=[risk])
    measure(sick, group, by=lan)
    assert list(unmatched()) == [sick]
    assert risk_measures.measure_suggestions(sick)[0].missing


def test_each_risk_is_asked_for_by_itself(heyi, lan):
    two = case(household(heyi), risks=["01", "11"])
    measure(two, "health", by=lan)
    assert [(one.risk, one.missing) for one in risk_measures.measure_suggestions(two)] == [("01", False), ("11", True)]
    assert list(unmatched()) == [two]


def test_a_cancelled_measure_answers_nothing(heyi, lan):
    sick = case(household(heyi))
    measure(sick, "health", by=lan, state="cancelled")
    assert list(unmatched()) == [sick] and risk_measures.measure_suggestions(sick)[0].missing


def test_after_clearing_social_security_fits_illness_too(heyi, lan):
    sick, cleared = case(household(heyi)), case(household(heyi), cleared_on=dt.date(2026, 1, 1))
    for one in (sick, cleared):
        measure(one, "social_security", by=lan)
    assert list(unmatched()) == [sick]
    assert not risk_measures.measure_suggestions(cleared)[0].missing


def test_what_helps_a_household_to_earn_is_told_apart(heyi, lan):
    secured, trained = case(household(heyi)), case(household(heyi))
    measure(secured, "social_security", by=lan)
    measure(trained, "social_security", by=lan)
    measure(trained, "employment", by=lan)
    standing = Measure.objects.standing()
    assert list(Case.objects.filter(risk_measures.has_development_measure(standing))) == [trained]
    assert list(Case.objects.filter(risk_measures.has_only_social_security(standing))) == [secured]


def test_what_was_delivered_by_a_day(heyi, lan):
    sick, day = case(household(heyi)), dt.date(2026, 5, 20)
    measure(sick, "health", by=lan, state="delivered", delivered_on=day)
    measure(sick, "health", by=lan)
    assert Measure.objects.delivered_by(day).count() == 1
    assert not Measure.objects.delivered_by(day - dt.timedelta(1)).exists()
