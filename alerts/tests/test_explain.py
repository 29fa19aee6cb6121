"""Why a flag stands, in words; and the proof: its stored evidence, judged again, gives the same level."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from alerts.engine import evaluate, flags
from alerts.engine import run as risk_run
from alerts.engine.explain import explain_flag, fact_value_words, rejudge_flag
from alerts.levels import Level
from alerts.models import HouseholdFacts, RiskFlag, RiskRun
from alerts.rules import RULES
from alerts.rules.declare import INCOME_FACTS
from households.facts import FACTS
from policy import parameters
from povwatch.tests.factories import DAY, case, household, told

from .examples import examples
from .nights import night
from .situations import where
from .test_situations import ALL as SITUATIONS

LANGUAGES = ["en", "zh-hans"]


def raised(county, rows) -> list[RiskFlag]:
    """The flags that rows of facts raise, as a night stores them."""
    HouseholdFacts.objects.bulk_create(HouseholdFacts(county=county, as_of=DAY, **row) for row in rows)
    p = parameters.parameters_on(DAY, county)
    run = RiskRun.objects.create(county=county, as_of=DAY, parameters=p.snapshot(), started_at=timezone.now())
    risk_run.create_verdict_table(p, county=county)
    flags.update_flags(run, [entry.code for entry in evaluate.judged_rules(p)], county=county)
    return list(RiskFlag.objects.select_related("judged_by"))


# ---------------------------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"crop_lost_percent": 40}, "Percent of the crop lost: 40."),
        ({"house_lost_on": dt.date(2026, 6, 1)}, "House lost on: 1 Jun 2026."),
    ],
)
def test_a_sentence_about_a_fact_that_nobody_knows_is_left_out(heyi, county, facts, said):
    (flag,) = raised(county, [{"household": household(heyi), **where(**facts)}])
    assert explain_flag(flag).sentence == said


def test_a_flag_says_the_fact_its_number_the_parameter_since_when_and_by_which_paper(heyi, county):
    home = household(heyi, people=3, income=Decimal("2666.67"))
    night(county)
    words = explain_flag(RiskFlag.objects.get(household=home, rule="INC-01"))
    below = "Income per person is 2,666.67 yuan, below the line of 8,800 yuan."
    assert words.sentence == f"{below} Income: 12 of 12 months known."
    assert [(str(label), value) for label, value in words.facts] == [
        ("net income per person", "2,666.67 yuan"),
        ("under monitoring", "no"),
        ("months of the last 12 whose income is carried forward", "0"),
        ("months of the last 12 whose income is known", "12"),
    ]
    (label, value, since, document), _carried = words.parameters
    assert (str(label), value, since) == ("Monitoring line, per person and year", "8,800 yuan", dt.date(2025, 1, 1))
    assert document and "reaches the line" in str(words.clears) and words.rule is RULES["INC-01"]


def test_the_explanation_stays_that_of_the_night_that_judged(heyi, county):
    home = household(heyi, income=8000)
    night(county)
    home.income.all().delete()
    assert explain_flag(RiskFlag.objects.get(household=home)).sentence.startswith("Income per person is 8,000 yuan")


@pytest.mark.parametrize(
    ("net", "words"),
    [
        ("-0.01", "less than nothing (costs exceed income by 0.01 yuan a head)"),
        ("0", "0 yuan"),
        ("0.01", "0.01 yuan"),
        ("-1200", "less than nothing (costs exceed income by 1,200 yuan a head)"),
    ],
)
def test_a_family_that_spent_more_than_it_earned_reads_as_a_sentence(heyi, county, net, words):
    home = household(heyi, people=1)
    told(home, {"crops": 5_000, "cost_crops": 5_000 - Decimal(net)}, first=dt.date(2025, 6, 1), months=12)
    night(county)
    sentence = explain_flag(RiskFlag.objects.get(household=home, rule="INC-01")).sentence
    assert sentence.startswith(f"Income per person is {words}, below the line of 8,800 yuan.")


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("per_capita", Decimal("8799.90"), "8,799.90 yuan"),
        ("per_capita", 8800, "8,800 yuan"),
        ("net", Decimal("-200.00"), "less than nothing (costs exceed income by 200 yuan)"),
        ("per_capita", Decimal("-0.01"), "less than nothing (costs exceed income by 0.01 yuan a head)"),
        ("reference", Decimal("-1200.00"), "less than nothing (costs exceed income by 1,200 yuan a head)"),
        ("people", 3, "3"),
        ("people", 10, "10"),
        ("people", None, "not known"),
        ("crop_lost_percent", Decimal("40.00"), "40"),
        ("crop_lost_percent", Decimal("33.50"), "33.5"),
        ("is_followed", True, "yes"),
        ("is_followed", False, "no"),
        ("house_grade", "D", "D: dangerous"),
        ("house_grade", "", "not known"),
        ("case_state", "cleared", "Risk cleared"),
        ("cleared_on", "2026-02-01", "1 Feb 2026"),
        ("shocks_seen", ["01", "0202"], "Illness, Geological disaster"),
        ("shocks_seen", [], "nothing"),
        ("water_problem", "out", "Water is out"),
        ("kind", "later", "later"),
    ],
)
def test_a_fact_in_words(fact, value, words):
    assert fact_value_words(fact, value) == words


def test_every_fact_can_be_unknown_and_has_a_name():
    assert [fact for fact in FACTS if fact_value_words(fact, None) != "not known" or not str(FACTS[fact].label)] == []


# ---------------------------------------------------------------------------------------------------------- the proof


@pytest.mark.django_db
def test_every_rule_explains_itself_in_both_languages_and_judges_its_evidence_alike(heyi, county):
    rows = [facts for situations in SITUATIONS.values() for _what, level, facts in situations if level]
    homes = [household(heyi, people=0).pk for _row in rows]
    found = raised(county, [{"household_id": home, **row} for home, row in zip(homes, rows, strict=True)])
    assert {flag.rule for flag in found} == set(RULES)
    for flag in found:
        assert rejudge_flag(flag) == flag.level, flag.evidence
        for language in LANGUAGES:
            with translation.override(language):
                words = explain_flag(flag)
                assert "%(" not in words.sentence and "None" not in words.sentence and str(words.clears)


@pytest.mark.django_db
def test_evidence_in_which_red_is_unknown_stays_amber(heyi, county):
    row = where(water_met=False, water_problem="out")  # since when: nobody knows
    [flag] = raised(county, [{"household_id": household(heyi, people=0).pk, **row}])
    assert (flag.rule, flag.level, rejudge_flag(flag)) == ("WAT-01", Level.AMBER, Level.AMBER)


@pytest.mark.django_db
def test_evidence_that_does_not_hold_is_found_out(heyi, county):
    [flag] = raised(county, [{"household_id": household(heyi, people=0).pk, **where(per_capita=8799)}])
    flag.evidence["facts"]["per_capita"] = Decimal("8800.00")
    assert rejudge_flag(flag) is None


def money():
    around = [0, 1, 4999, 5000, 8799, 8800, 9679, 9680, 13_199, 13_200, 15_000, 20_000, 60_000]
    return st.none() | st.sampled_from(around).map(Decimal) | st.decimals(-100, 70_000, places=2)


COLUMNS = {
    "kind": st.sampled_from([None, "lifted", "general"]),
    "house_grade": st.sampled_from([None, "", "A", "C", "D"]),
    "water_problem": st.sampled_from([None, "", "out", "quality"]),
    "case_state": st.sampled_from([None, "active", "clearing", "cleared", "ended"]),
    "shocks_seen": st.none() | st.lists(st.sampled_from(["01", "05", "0206", "10", "99"]), max_size=2),
}  # the others follow from their type
BY_TYPE = {
    "IntegerField": st.none() | st.integers(0, 3),
    "BooleanField": st.none() | st.booleans(),
    "DateField": st.none() | st.integers(-400, 0).map(lambda days: DAY + dt.timedelta(days)),
    "DecimalField": money(),
}
ROWS = st.fixed_dictionaries(
    {
        field.name: COLUMNS[field.name] if field.name in COLUMNS else BY_TYPE[field.get_internal_type()]
        for field in HouseholdFacts._meta.concrete_fields
        if field.name in FACTS and not field.generated
    }
)


@examples(15)
@given(rows=st.lists(ROWS, min_size=5, max_size=5))
@pytest.mark.django_db
def test_stored_evidence_gives_the_same_level_whatever_the_facts(heyi, county, rows):
    with transaction.atomic():
        homes = [household(heyi, people=0).pk for _row in rows]
        for flag in raised(county, [{"household_id": home, **row} for home, row in zip(homes, rows, strict=True)]):
            assert rejudge_flag(flag) == flag.level, flag.evidence
            assert "%(" not in explain_flag(flag).sentence
        transaction.set_rollback(True)


def test_a_cleared_case_under_the_line_is_explained_with_its_dates(heyi, county):
    home = household(heyi, income=8000)
    case(home, cleared_on=dt.date(2026, 2, 1))
    night(county)
    assert explain_flag(RiskFlag.objects.get(household=home, rule="CLR-02")).sentence == (
        "The risk was cleared on 1 Feb 2026; income per person is 8,000 yuan, below the line of 8,800 yuan. "
        "Income: 12 of 12 months known."
    )


def test_every_rule_that_rests_on_income_says_how_well_it_is_known():
    for code, entry in RULES.items():
        rests = bool(INCOME_FACTS & set(entry.facts))
        assert ({"income_known", "income_carried"} <= set(entry.facts)) is rests, code
    assert {"INC-02", "INC-04", "EXP-02", "EDU-03", "JOB-01", "LAB-02", "DIS-01", "CLR-02"} <= {
        code for code, entry in RULES.items() if INCOME_FACTS & set(entry.facts)
    }
    assert "income_known" not in RULES["EDU-02"].facts  # what schooling costs is no income


@pytest.mark.parametrize(
    ("known", "carried", "told"),
    [
        (12, 0, "Income: 12 of 12 months known."),
        (11, 1, "Income: 11 of 12 months known, 1 carried forward."),
        (5, 7, "Income: 5 of 12 months known, 7 carried forward."),
    ],
)
def test_a_flag_says_how_many_months_of_the_income_are_known(heyi, county, known, carried, told):
    row = where(per_capita=9000, income_carried=carried) | {"income_known": known}
    (flag,) = [one for one in raised(county, [{"household_id": household(heyi).pk, **row}]) if one.rule == "INC-02"]
    assert explain_flag(flag).sentence.endswith(told)


def test_an_unknown_income_is_not_said_to_be_known(heyi, county):
    """The main earner died, and what those who stay earn nobody told in full."""
    row = where(net=None, lost_wages=20_000, earner_lost_on=DAY, income_carried=4) | {"income_known": 6}
    flags_of = raised(county, [{"household_id": household(heyi).pk, **row}])
    (flag,) = [one for one in flags_of if one.rule == "LAB-02"]
    assert explain_flag(flag).sentence.endswith("Income: not known (6 of 12 months known, 4 carried forward).")


def test_a_flag_of_an_earlier_version_says_nothing_it_does_not_know(heyi, county):
    home = household(heyi, income=8000)
    night(county)
    flag = RiskFlag.objects.get(household=home, rule="INC-01")
    del flag.evidence["facts"]["income_known"]
    assert explain_flag(flag).sentence == "Income per person is 8,000 yuan, below the line of 8,800 yuan."
