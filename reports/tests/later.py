"""What may be written about June after June was frozen: every kind of correction, and late entries."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from accounts.models import Area, User
from alerts.models import Alert
from cases.choices import CaseStep
from cases.models import Case, HelperAssignment, Measure
from core.database_roles import as_owner
from households.models import GuaranteeCheck, Household, Member, WorkSpell
from households.tests.files import HEAD, HOME, folder, save
from policy.models import Parameter
from povwatch.tests import factories
from visits.models import Visit

from . import busy
from .busy import june

LATER = {}


@dataclass(frozen=True)
class Place:
    """Where it happens: a village in which something of everything happened, another one, and who writes it down."""

    county: Area
    village: Area
    elsewhere: Area
    by: User
    path: Path

    def case(self, **which) -> Case:
        return busy.cases_of(self.village).filter(**which).earliest("pk")

    def unmonitored(self):
        return Household.objects.filter(village=self.village, cases=None).order_by("pk")


def later(counting):
    """The function below it writes something that changes what this counting counts today."""

    def declare(edit):
        LATER[edit.__name__] = (counting, edit)
        return edit

    return declare


@later("stock")
@transaction.atomic
def type_and_risks_of_a_case_revised(place):
    case = place.case(case_type="marginal")
    Case.objects.filter(pk=case.pk).update(case_type="sudden", risks=["05"])
    factories.move(case, CaseStep.REVISE, "active", "active", june(30))


@later("movements")
def income_at_a_clearing_corrected(place):
    Case.objects.filter(pk=place.case(cleared_on=june(6)).pk).update(income_at_clearing=15_000)


@later("movements")
def months_known_at_an_identification_corrected(place):
    told = {"per_capita": "9000", "income_known": "1", "income_carried": "11"}
    Case.objects.filter(pk=place.case(identified_on=june(5)).pk).update(statement_at_identification=told)


@later("incomes")
def months_known_at_a_clearing_corrected(place):
    told = {"per_capita": "9000", "income_known": "1", "income_carried": "11"}
    Case.objects.filter(pk=place.case(cleared_on=june(6)).pk).update(statement_at_clearing=told)


@later("stock")
def clearing_taken_back(place):
    busy.take_back(place.case(cleared_on=june(7)), june(28))


@later("movements")
@transaction.atomic
def clearing_recorded_otherwise_and_taken_back_again(place):
    """What was known at a clearing that was taken back stands in the history of the case alone."""
    back = Case.objects.filter(pk=place.case(transitions__step="roll_back", transitions__effective_on=june(9)).pk)
    moment = {"cleared_on": dt.date(2026, 5, 4), "line_at_clearing": 1, "income_at_clearing": 1}
    back.update(state="cleared", clear_method="natural", **moment)
    back.update(state="active", clear_method="", **dict.fromkeys(moment))


@later("movements")
def end_of_a_case_back_dated(place):
    case = place.case(state="active", case_type="unstable")
    factories.move(case, CaseStep.END, "active", "ended", june(20))


@later("stock")
def household_identified_late(place):
    factories.case(factories.household(place.village), identified_on=june(28))


@later("measures")
def cost_of_measures_corrected(place):
    Measure.objects.filter(delivered_on=june(6)).update(cost=777)


@later("measures")
def delivery_recorded_late(place):
    made = Measure.objects.earliest("pk")
    made.transitions.create(step="deliver", source="started", target="delivered", effective_on=june(27))


@later("measures")
def measure_delivered_late(place):
    busy.measure(place.case(identified_on=june(5)), "industry", place.by, delivered_on=june(27))


@later("helpers")
def helper_recorded_late(place):
    busy.helper(place.case(identified_on=june(5)).household, place.by, since=june(2))


@later("helpers")
def helper_ended_earlier(place):
    HelperAssignment.objects.filter(until=None).update(until=june(10))


@later("visits")
def visit_from_an_offline_phone(place):
    busy.visit(place.case(cleared_on=june(6)).household, june(29))


@later("visits")
@transaction.atomic
def visit_voided(place):
    visit = Visit.objects.filter(visited_on=june(7)).earliest("pk")
    Visit.objects.filter(pk=visit.pk).update(state="voided")
    visit.transitions.create(step="void", source="submitted", target="voided", effective_on=june(8))


@later("guarantees")
@transaction.atomic
def visit_voided_that_found_something(place):
    visit = Visit.objects.get(pk=GuaranteeCheck.objects.exclude(source_visit=None).get().source_visit)
    Visit.objects.filter(pk=visit.pk).update(state="voided")
    visit.transitions.create(step="void", source="submitted", target="voided", effective_on=june(8))


@later("visits")
def visit_deleted(place):
    with as_owner():
        Visit.objects.filter(visited_on=june(8)).delete()


@later("work")
def household_moved(place):
    home = WorkSpell.objects.filter(channel="workshop").earliest("pk").member.household
    Household.objects.filter(pk=home.pk).update(village=place.elsewhere)


@later("work")
def household_no_longer_on_file(place):
    home = WorkSpell.objects.filter(channel="public_post").earliest("pk").member.household
    Household.objects.filter(pk=home.pk).update(state="moved", state_on=june(20))


@later("alerts")
def alert_entered_late(place):
    made = Alert.objects.create(
        household=factories.household(place.village),
        village=place.village,
        channel="hotline",
        level=1,
        opened_on=june(25),
        due_on=june(26),
        decide_by=june(30),
    )
    made.transitions.create(step="open", source="", target="new", effective_on=june(25))


@later("alerts")
@transaction.atomic
def alert_handed_back(place):
    alert = Alert.objects.filter(state="answered", outcome="solved").earliest("pk")
    Alert.objects.filter(pk=alert.pk).update(state="verifying", outcome="")
    alert.transitions.create(step="return", source="answered", target="verifying", effective_on=june(28))


@later("alerts")
def alert_sent_to_another_village(place):
    Alert.objects.filter(pk=Alert.objects.earliest("pk").pk).update(village=place.elsewhere)


@later("alerts")
@transaction.atomic
def step_of_an_alert_back_dated(place):
    alert = Alert.objects.get(state="accepted")
    Alert.objects.filter(pk=alert.pk).update(state="answered", outcome="monitored", answered_on=june(12))
    alert.transitions.create(step="answer", source="verifying", target="answered", effective_on=june(12))


@later("work")
def capacity_to_work_changed(place):
    Member.objects.filter(pk=member_at("village").pk).update(labour="none")


@later("stock")
def member_joined_recorded_late(place):
    factories.member(place.case(identified_on=june(10)).household, joined_on=june(2))


@later("stock")
def member_left_recorded_late(place):
    member = place.case(identified_on=june(5)).household.members.latest("pk")
    Member.objects.filter(pk=member.pk).update(left_on=june(3), left_reason="married")


@later("stock")
def member_recorded_by_mistake(place):
    member = place.case(cleared_on=june(6)).household.members.latest("pk")
    Member.objects.filter(pk=member.pk).update(left_on=june(3), left_reason="error")


@later("work")
def member_deleted_with_the_work(place):
    member_at("township").delete()


@later("work")
def work_ended_earlier(place):
    WorkSpell.objects.filter(place="province").update(ended_on=june(10))


@later("work")
def work_recorded_late(place):
    busy.works(place.unmonitored().filter(members__work_spells=None, members__isnull=False).first(), since=june(1))


@later("guarantees")
def guarantee_checked_late(place):
    busy.check(place.unmonitored().first(), june(20), water=False)


@later("guarantees")
def guarantee_check_corrected(place):
    GuaranteeCheck.objects.filter(checked_on=june(4), housing=False).update(housing=True)


@later("quality")
def records_imported(place):
    """A household that changes, and one that is new."""
    home = place.unmonitored().filter(members__isnull=False).last()
    changed = {"number": home.number, "village": place.village.name, "kind": "general", "land_mu": "500"}
    batch = save(folder(place.path, households=[HOME, changed], members=[HEAD]), place.county)
    assert (Household.objects.filter(number="H1").count(), batch.counts[0]["changed"]) == (1, 1)


@later("alerts")
def parameter_enacted_late(place):
    Parameter.objects.create(
        key="answer_days", area=place.county, value="1", valid_from=dt.date(2026, 6, 1), document="Notice 9"
    )


def member_at(place_of_work) -> Member:
    return WorkSpell.objects.filter(place=place_of_work).earliest("pk").member
