"""What is watched after clearing, in situations a clerk would recognise (see alerts/tests/test_situations.py)."""

import pytest

from alerts.levels import Level
from alerts.rules import RULES
from alerts.tests.situations import expected, outcome, where

RED, AMBER = Level.RED, Level.AMBER


def cleared(on="2026-01-10", **facts):
    return where(**{"case_state": "cleared", "cleared_on": on, "income_carried": 0, **facts})


SITUATIONS = {
    "CLR-01": [
        ("a red risk after clearing", RED, cleared(per_capita=8799)),
        ("red by what a visit saw", RED, cleared(guarantees_failed=1)),
        ("red by an unsafe house", RED, cleared(house_grade="D")),
        ("red by an overdue credit", RED, cleared(credit_overdue_since="2026-03-17")),
        ("overdue a day less, amber", None, cleared(credit_overdue_since="2026-03-18")),
        ("only amber after clearing", None, cleared(per_capita=9000)),
        ("red with six months carried forward", RED, cleared(per_capita=8799, income_carried=6)),
        ("amber by estimate, seven carried", None, cleared(per_capita=8799, income_carried=7)),
        ("a red risk while active", None, where(case_state="active", house_grade="D")),
        ("a red risk after the case ended", None, where(case_state="ended", house_grade="D")),
        ("a red risk, never monitored", None, where(per_capita=8799, income_carried=0)),
        ("cleared, and nothing else known", None, cleared()),
    ],
    "CLR-02": [
        ("cleared twelve months ago, below the line", RED, cleared("2025-06-15", per_capita=8799)),
        ("cleared a day earlier", None, cleared("2025-06-14", per_capita=8799)),
        ("cleared today, below the line", RED, cleared("2026-06-15", per_capita=8799)),
        ("cleared, on the line", None, cleared(per_capita=8800)),
        ("below the line, six months carried forward", RED, cleared(per_capita=8799, income_carried=6)),
        ("below the line by estimate, seven carried", AMBER, cleared(per_capita=8799, income_carried=7)),
        ("on the line by estimate, seven carried", None, cleared(per_capita=8800, income_carried=7)),
        ("cleared a day too early, by estimate", None, cleared("2025-06-14", per_capita=8799, income_carried=7)),
        ("active again, below the line", None, cleared(case_state="active", per_capita=8799)),
        ("nobody knows when it was cleared", None, cleared(None, per_capita=8799)),
        ("income never asked since", None, cleared()),
    ],
    "CLR-03": [
        ("house of grade C", RED, cleared(house_grade="C")),
        ("house found unsafe", RED, cleared(housing_met=False)),
        ("water not safe", RED, cleared(water_met=False)),
        ("a child out of school", RED, cleared(out_of_school=1)),
        ("school not met at the check", RED, cleared(education_met=False)),
        ("somebody uninsured", RED, cleared(uninsured=1)),
        ("insurance not met at the check", RED, cleared(medical_met=False)),
        ("an unsafe house told by the housing department", RED, cleared(unsafe_houses_told=1)),
        ("a drop-out suspected by education", RED, cleared(dropouts_told=1)),
        ("water out for 31 days by the water works", RED, cleared(water_out_told_since="2026-05-15")),
        ("water out for 30 days by the water works", None, cleared(water_out_told_since="2026-05-16")),
        ("told by departments while active", None, where(case_state="active", unsafe_houses_told=1, dropouts_told=1)),
        ("departments told of others", None, cleared(unsafe_houses_told=0, dropouts_told=0)),
        (
            "all as it must be",
            None,
            cleared(
                house_grade="A",
                housing_met=True,
                water_met=True,
                out_of_school=0,
                education_met=True,
                uninsured=0,
                medical_met=True,
            ),
        ),
        ("never asked", None, cleared(house_grade="")),
        ("an unsafe house while active", None, where(case_state="active", house_grade="C")),
    ],
}


@pytest.mark.parametrize("code", sorted(SITUATIONS))
def test_a_rule_in_its_situations(code, heyi):
    assert outcome(heyi, code, SITUATIONS[code]) == expected(SITUATIONS[code])


def test_a_new_risk_looks_at_every_risk_rule_and_at_none_about_clearing():
    risks = [entry for entry in RULES.values() if entry.group != "after"]
    assert set(RULES["CLR-01"].facts) >= {fact for entry in risks for fact in entry.facts}
    assert set(RULES["CLR-01"].uses) == {key for entry in risks for key in entry.uses}
