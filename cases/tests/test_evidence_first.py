"""Whoever names the risks of a household first reads what is known of it; likely risks stand first."""

import pytest
from django.urls import reverse

from cases.choices import RISK_THEMES, risk_choices
from cases.models import Case
from core.dates import today
from households.choices import RiskType
from povwatch.tests.factories import household

from . import way

EVIDENCE, TICKS = "Income of twelve months", 'name="more_risks"'


@pytest.fixture
def family(heyi, county):
    return household(heyi, income=6_000, day=today())


@pytest.mark.parametrize("first", [[], ["01"], ["12", "0202"], list(RiskType.values)])
def test_each_kind_of_risk_is_offered_once_and_those_named_stand_first(first):
    offered = [code for _theme, risks in risk_choices(first, "Named") for code, _label in risks]
    assert sorted(offered) == sorted(RiskType.values) and offered[: len(first)] == first


def test_every_kind_of_risk_has_one_theme():
    assert sorted(risk for _name, risks in RISK_THEMES for risk in risks) == sorted(RiskType.values)


def test_a_household_is_put_forward_below_what_is_known_of_it(family, lan, client_of):
    page = client_of(lan).get(reverse("cases:propose", args=[family.pk])).content.decode()
    assert 0 < page.index(EVIDENCE) < page.index("The facts suggest a type") < page.index(TICKS)
    assert family.members.first().name not in page


def test_a_case_is_verified_below_what_is_known_and_its_risks_on_record_stand_first(family, lan, client_of):
    case = way.proposed(family, lan)
    page = client_of(lan).get(case.get_absolute_url()).content.decode()
    assert 0 < page.index(EVIDENCE) < page.index("What to do now") < page.index(TICKS)
    assert page.index("On record so far") < page.index(f'{TICKS[:-1]}" value="{case.risks[0]}"')
    assert family.members.first().name not in page


def test_where_no_risk_is_asked_the_page_stays_short(family, lan, su, client_of):
    case = way.proposed(family, lan)
    assert EVIDENCE not in client_of(su).get(case.get_absolute_url()).content.decode()


def test_a_form_that_comes_back_keeps_what_was_ticked_in_its_groups(family, lan, client_of):
    said = {"case_type": "sudden", "main_risk": "01", "more_risks": ["12", "0202"], "reason": ""}
    page = client_of(lan).post(reverse("cases:propose", args=[family.pk]), said)
    assert page.status_code == 422 and page.content.decode().count("checked") == 2 and not Case.objects.exists()
