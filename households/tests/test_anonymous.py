"""Households that left long ago are made anonymous: nothing says any more who they were, in no table and no history,
and what is counted stays."""

import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.urls import reverse

from accounts.row_policies import APPS, road_to_household
from alerts.models import Alert
from cases.choices import CaseStep
from cases.models import Case, CaseTransition, Judgement
from core.database_roles import as_retention
from core.sql import fetch_rows
from households.choices import HouseholdState
from households.ending.anonymous import FORGOTTEN, make_anonymous
from households.ending.run import end_due_data
from households.models import EndedData, Household, Member
from povwatch.tests.factories import case, household, member, move
from povwatch.tests.test_house import things  # noqa: F401
from visits.models import Delivery, Visit, VisitTransition
from visits.tests import told as phones

NOW = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)
TELLING = "Zhang Wanqing"
HISTORY = "households_memberevent"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def left(village, on, *, name=TELLING, **fields):
    """A household that left on a day, with a case, a visit, and what people wrote of it."""
    home = household(village, people=0, address=f"{name} lane 1", phone="13812345678", extra={"note": name}, **fields)
    member(home, name="Earlier Name", relation="head", id_number="", phone="13812345678", has_chronic_illness=True)
    home.members.update(name=name)
    Household.objects.filter(pk=home.pk).update(state=HouseholdState.MOVED, state_on=on)
    home.refresh_from_db()
    return home


def with_a_past(home, by):
    ended = case(home, identified_on=dt.date(2018, 1, 1), statement_at_identification={"told": TELLING})
    Case.objects.filter(pk=ended.pk).update(state="ended", end_reason="moved")
    move(ended, CaseStep.END, "active", "ended", dt.date(2020, 1, 1))
    ended.transitions.create(
        step="end", source="active", target="ended", effective_on=dt.date(2020, 1, 1), village=home.village,
        reason=f"{TELLING} moved", by=by,
    )  # fmt: skip
    Judgement.objects.create(case=ended, words=TELLING, by=by, noted_on=dt.date(2019, 1, 1))
    visit = Visit.objects.create(
        household=home, visited_on=dt.date(2019, 1, 1), visited_by=by, note=TELLING, people_met=TELLING,
        longitude=110, latitude=31,
    )  # fmt: skip
    Visit.objects.filter(pk=visit.pk).update(needs=TELLING, state="accepted")
    visit.transitions.create(
        step="accept", source="submitted", target="accepted", effective_on=dt.date(2019, 1, 2), by=by, reason=TELLING
    )
    return ended


def tables_that_tell(word) -> set:
    """The tables of household data in which a word stands somewhere."""
    names = [model._meta.db_table for app in APPS for model in apps.get_app_config(app).get_models()]
    query = " UNION ALL ".join(f"SELECT '{name}' FROM {name} AS r WHERE r::text LIKE %s" for name in names)
    return {name for (name,) in fetch_rows(query, [f"%{word}%"] * len(names))}


def test_nothing_says_any_more_who_they_were(county, heyi, lan):
    home = left(heyi, dt.date(2021, 6, 14))
    with_a_past(home, lan)
    before = tables_that_tell(TELLING)
    assert {"households_member", "visits_visit", "cases_casetransition", "cases_caseevent"} <= before
    assert end_due_data(county)["households"] == 1
    assert tables_that_tell(TELLING) == tables_that_tell("Earlier Name") == tables_that_tell(home.number) == set()
    home.refresh_from_db()
    assert (home.phone, home.address, home.extra, home.anonymous_since) == ("", "", {}, dt.date(2026, 6, 15))
    person = home.members.get()
    assert (person.name, person.phone, person.has_chronic_illness) == ("—", "", None)
    assert (person.birth_date, person.birth_year_only) == (dt.date(1986, 7, 1), True)


def test_what_is_counted_stays(county, heyi, lan):
    home = left(heyi, dt.date(2021, 6, 14))
    ended = with_a_past(home, lan)
    steps = list(CaseTransition.objects.filter(case=ended).values_list("step", "target", "effective_on", "village"))
    end_due_data(county)
    kept = Case.objects.get(pk=ended.pk)
    assert (kept.risks, kept.case_type, kept.identified_on) == (ended.risks, ended.case_type, ended.identified_on)
    assert list(CaseTransition.objects.filter(case=ended).values_list(
        "step", "target", "effective_on", "village")) == steps  # fmt: skip
    home.refresh_from_db()
    assert (home.village, home.kind, home.state, home.members.count()) == (heyi, "lifted", "moved", 1)
    assert Visit.objects.get(household=home).visited_on == dt.date(2019, 1, 1)
    assert VisitTransition.objects.get(visit__household=home).by == lan


@pytest.mark.parametrize("on, done", [("2021-06-14", 1), ("2021-06-15", 0), ("2021-06-16", 0)])
def test_a_household_ends_on_its_day(county, heyi, on, done):
    left(heyi, dt.date.fromisoformat(on))
    assert end_due_data(county).get("households", 0) == done


def test_who_is_on_file_has_an_open_case_or_alert_stays(county, heyi):
    active = household(heyi)
    monitored, alerted = left(heyi, dt.date(2020, 1, 1)), left(heyi, dt.date(2020, 1, 2))
    case(monitored)
    day = dt.date(2020, 1, 1)
    Alert.objects.create(household=alerted, village=heyi, channel="visit", opened_on=day, level=1, decide_by=day)
    assert "households" not in end_due_data(county)
    assert not Household.objects.exclude(anonymous_since=None).exists() and active.members.exists()


def test_it_is_told_once_and_again_changes_nothing(county, heyi):
    left(heyi, dt.date(2020, 1, 1))
    assert (end_due_data(county), end_due_data(county)) == ({"households": 1}, {})
    assert EndedData.objects.get().number == 1


def test_the_page_of_an_anonymous_household_opens(county, heyi, lan, client_of, qin):
    home = left(heyi, dt.date(2020, 1, 1))
    ended = with_a_past(home, lan)
    end_due_data(county)
    page = client_of(qin).get(home.get_absolute_url())
    assert page.status_code == 200 and "made anonymous on" in page.content.decode()
    assert client_of(qin).get(ended.get_absolute_url()).status_code == 200
    assert client_of(qin).get(Visit.objects.get(household=home).get_absolute_url()).status_code == 200


def test_a_household_of_which_there_is_something_of_everything_can_be_made_anonymous(things):  # noqa: F811
    """With what every address of the project needs: each table keeps its constraints."""
    family = Household.objects.get(pk=things["households:"])
    names, number = list(family.members.values_list("name", flat=True)), family.number
    Household.objects.filter(pk=family.pk).update(state=HouseholdState.MOVED, state_on=dt.date(2020, 1, 1))
    make_anonymous([family.pk])
    assert tables_that_tell(number) == set()
    assert set.union(*map(tables_that_tell, names)) <= {"alerts_householdfacts"}


def test_a_visit_as_it_arrived_is_emptied_in_every_version(heyi, lan, zhao, client_of):
    home = household(heyi)
    first = phones.visit(home, lan, {"note": TELLING}).delivery
    body = phones.told(home, {"note": f"{TELLING} again"})
    second = Delivery.objects.create(
        visit_key=first.visit_key, sha256="0" * 64, content=body.decode(), by=lan, received_at=NOW, outcome="second",
        area=heyi,
    )  # fmt: skip
    assert client_of(zhao).get(reverse("visits:delivery", args=[second.pk])).status_code == 200
    Household.objects.filter(pk=home.pk).update(state=HouseholdState.MOVED, state_on=dt.date(2020, 1, 1))
    make_anonymous([home.pk])
    assert [one.content for one in Delivery.objects.all()] == ["", ""]
    assert client_of(zhao).get(reverse("visits:delivery", args=[second.pk])).status_code == 404


# --------------------------------------------------------------------------------------- what the database refuses


def test_the_role_of_retention_deletes_no_history_of_others(county, heyi):
    ours, other = left(heyi, dt.date(2020, 1, 1)), left(heyi, dt.date(2025, 1, 1))
    kept = Member.objects.get(household=other).events.count()
    assert kept
    end_due_data(county)
    events = apps.get_model("households", "MemberEvent").objects
    with as_retention():
        assert events.filter(household=other).delete()[0] == 0, "the policy shows it none that it may delete"
    assert events.filter(household=other).count() == kept and not events.filter(household=ours).exists()


def test_the_role_of_retention_empties_reasons_of_others_never_and_changes_nothing_else(county, heyi, lan):
    other = with_a_past(left(heyi, dt.date(2025, 1, 1)), lan)
    gone = with_a_past(left(heyi, dt.date(2020, 1, 1)), lan)
    end_due_data(county)
    with as_retention():
        assert CaseTransition.objects.filter(case=other).update(reason="") == 0
    with pytest.raises(InternalError, match="Cannot update or delete"), as_retention():
        CaseTransition.objects.filter(case=gone).update(reason="Something else")
    for forbidden in ({"step": "clear"}, {"by": None}):
        with pytest.raises(ProgrammingError, match="permission denied"), as_retention():
            CaseTransition.objects.filter(case=gone).update(**forbidden)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        CaseTransition.objects.filter(case=gone).update(reason="")


@pytest.mark.parametrize("days, may", [(364, False), (365, True)])
def test_nobody_is_anonymous_within_a_year_whatever_a_county_decides(heyi, days, may):
    home = left(heyi, NOW.date() - dt.timedelta(days=days))
    anonymous = Household.objects.filter(pk=home.pk)
    if may:
        assert anonymous.update(anonymous_since=NOW.date()) == 1
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            anonymous.update(anonymous_since=NOW.date())


KEPT = {  # tables of households of which nothing tells who somebody was, or that stay for a reason
    "households.IncomeStatement", "households.IncomeRecord", "households.IncomeQuestion",  # months, items and yuan
    "households.EndedData", "alerts.HouseholdFacts", "alerts.RiskFlag", "alerts.Notification",  # computed numbers
    "alerts.SecondLook",  # a draw, and whether the answer stands
    "cases.Verification",  # who checked, and when
    "work.CashGrantClaim",  # a grant, a year, days and yuan
    "work.Payment",  # a month, days and yuan
    "work.SaleDelivery", "work.ProjectContract", "work.ProjectPayment",  # days, quantities and yuan
    "reports.ReportRow",  # a frozen month: codes, numbers and yuan, and the household by its key
}  # fmt: skip


def test_every_table_of_households_says_what_is_forgotten_of_it():
    """Guards against a new table that goes on telling who somebody was."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    ours = {m._meta.label for m in models if road_to_household(m) and hasattr(m, "Privacy")}
    steps = {label for label in ours if label.endswith("Transition")}  # their reasons are emptied by the role
    assert ours - steps - KEPT == set(FORGOTTEN) & ours and not KEPT & set(FORGOTTEN)
