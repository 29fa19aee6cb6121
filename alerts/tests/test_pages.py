"""The rule catalogue, what-if, what is unknown, and the runs, as the cast sees them."""

import csv
import io
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from alerts.engine import run as risk_run
from alerts.models import RiskFlag, RiskRun
from alerts.rules import RULES
from cases.models import Case
from policy.models import Parameter
from povwatch.tests.factories import area, case, household, person
from povwatch.tests.jobs import do_open_jobs

TODAY = "2026-06-15T10:00+08:00"


@pytest.fixture
def night(heyi, shuikou, county):
    """A night over Heyi (one family below the line, one without members) and Shuikou (one below the line)."""
    with time_machine.travel(TODAY, tick=False):
        household(heyi, income=8_000), household(shuikou, income=8_000), household(heyi, people=0)
        yield risk_run.execute_risk_run(county)


def test_the_catalogue_shows_every_rule_and_what_stands_in_my_territory(night, zhao, client_of):
    page = client_of(zhao).get(reverse("alerts:rules")).content.decode()
    assert all(f"{code} {entry.name}" in page for code, entry in RULES.items())
    assert "1 red, 0 amber" in page and "2 red" not in page


def test_the_catalogue_tells_a_liaison_the_rules_but_no_household(night, tan, client_of):
    page = client_of(tan).get(reverse("alerts:rules")).content.decode()
    assert "INC-01" in page and "1 red" not in page


def test_a_county_without_a_line_is_told_which_rules_are_silent(db, client_of):
    bare = area("999003", "Huangshi County")
    sun = person("sun", "county_staff", bare)
    household(area("999003101201", "Lower Village", area("999003101", "Upper Township", bare)), income=5_000)
    night = risk_run.execute_risk_run(bare)
    assert night.state == "completed" and "INC-01" in night.counts["not_judged"]
    page = client_of(sun).get(reverse("alerts:rules")).content.decode()
    assert "Not judged" in page and "not in force" in page


def test_what_if_shows_what_a_higher_line_would_do_in_my_territory(night, zhao, client_of):
    page = client_of(zhao).get(reverse("alerts:what-if"), {"line": "7000"})
    difference = page.context["difference"]
    assert (difference.total["closed_red"], difference.total["households"]) == (1, 1)  # Shuikou is not Zhao's
    assert [row["area"].name for row in difference.townships] == ["Anping Township"]
    assert RiskFlag.objects.open().filter(rule="INC-01").count() == 2
    assert not Parameter.objects.filter(value="7000").exists()


@pytest.mark.parametrize("asked", [{"line": "many"}, {"line": "-1"}, {"idle_red": "1.5"}, {"submitted": "1"}])
def test_what_if_keeps_what_was_typed_and_says_what_is_wrong(asked, night, zhao, client_of):
    page = client_of(zhao).get(reverse("alerts:what-if"), asked)
    assert page.status_code == 422 and page.context["form"].errors
    assert all(value in page.content.decode() for value in asked.values())


def test_the_unknown_list_names_reason_and_remedy(night, wen, client_of):
    page = client_of(wen).get(reverse("alerts:unknown"), {"gap": "no_members"}).content.decode()
    assert "No members" in page and "Add the people of the household" in page


def test_the_unknown_list_is_empty_for_somebody_else(night, mo, client_of):
    assert "Nothing is unknown here" in client_of(mo).get(reverse("alerts:unknown")).content.decode()


def test_the_runs_page_lists_the_night_and_its_record(night, qin, client_of):
    client = client_of(qin)
    assert "Completed" in client.get(reverse("alerts:runs")).content.decode()
    page = client.get(reverse("alerts:run", args=[night.pk])).content.decode()
    assert "INC-01 Income below the line" in page and "povwatch default" in page


def test_another_county_does_not_see_the_run(night, mo, client_of):
    assert client_of(mo).get(reverse("alerts:run", args=[night.pk])).status_code == 404


def test_a_failed_run_says_that_nothing_was_kept(night, qin, client_of):
    RiskRun.objects.update(state="failed", error="OperationalError")
    page = client_of(qin).get(reverse("alerts:run", args=[night.pk])).content.decode()
    assert "Nothing of this run was kept" in page


def test_county_staff_start_a_run_and_the_log_tells_who(county, qin, client_of):
    client_of(qin).post(reverse("alerts:start-run"), {"county": county.code})
    [job] = do_open_jobs()
    assert RiskRun.objects.get(pk=job.result).started_by == qin
    assert AccessEvent.objects.filter(action="run_started", user=qin).exists()


def test_a_township_official_may_not_start_a_run(county, zhao, client_of):
    answer = client_of(zhao).post(reverse("alerts:start-run"), {"county": county.code})
    assert answer.status_code == 403


def test_county_staff_may_not_start_the_neighbours_run(neighbour, qin, client_of):
    assert client_of(qin).post(reverse("alerts:start-run"), {"county": neighbour.code}).status_code == 404


def test_the_portrait_explains_the_flags(night, wen, client_of):
    poor = RiskFlag.objects.get(rule="INC-01", household__village__name="Heyi Village").household
    case(poor)
    page = client_of(wen).get(poor.get_absolute_url()).content.decode()
    assert "Income per person is 8,000 yuan, below the line of 8,800 yuan" in page
    assert "What would clear it" in page and "since" in page
    assert Case.objects.count() == 1


def test_the_list_pages_ask_a_constant_number_of_questions(night, qin, heyi, client_of, django_assert_max_num_queries):
    for _ in range(30):
        household(heyi, people=0)
    risk_run.execute_risk_run(night.county)
    client = client_of(qin)
    for name in ("alerts:rules", "alerts:unknown", "alerts:runs", "alerts:what-if"):
        with django_assert_max_num_queries(18):
            assert client.get(reverse(name)).status_code == 200


def test_an_income_stands_beside_how_well_it_is_known_on_the_page_and_in_the_file(heyi, county, qin, client_of):
    household(heyi, number="T1", income=Decimal("8799.6"))
    household(heyi, number="T2", people=1)
    with time_machine.travel(TODAY, tick=False):
        risk_run.execute_risk_run(county)
    file = client_of(qin).get("/households/", {"file": "csv", "sort": "number"}).content.decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(file))
    income, known = heads.index("Yuan per person"), heads.index("Months of income known")
    assert known == income + 1
    assert [(row[income], row[known]) for row in rows[:2]] == [
        ("8799.60", "12 of 12 months known"),
        ("", "not known (0 of 12 months known)"),
    ]
    page = client_of(qin).get("/households/").content.decode()
    assert "8,799.60" in page and "12 of 12 months known" in page and "not known (0 of 12 months known)" in page
