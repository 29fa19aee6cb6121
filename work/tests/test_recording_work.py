"""What is recorded of somebody's work: every action with its limits, and the account that is true at once."""

import datetime as dt
from contextlib import nullcontext

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AccessEvent
from cases.assistance import actions as assistance_actions
from core.outbox.models import OutboxRow
from core.workflow import ActionRefused
from povwatch.tests.factories import case, household
from visits import actions as visit_actions
from visits.tests.told import visit
from work.models import Heard, Training, WorkNeed
from work.people import actions

from .account import ago, bring_up, entry, spell, worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def tian(county, heyi):
    made = worker(heyi)
    bring_up(county)
    return made


def refused(why):
    return pytest.raises(ActionRefused, match=why)


def begin(who, by, **said):
    said = {"started_on": ago(0), "place": "outside", "channel": "own", "monthly_wage": 4000, **said}
    return actions.begin_work(who, by=by, **said)


def test_what_was_not_asked_again_is_repeated(tian, lan):
    actions.say_need(tian, by=lan, told_on=ago(30), wants_work=True, skill="Masonry", stays_home=False)
    actions.say_need(tian, by=lan, told_on=ago(1), where="county")
    latest = WorkNeed.objects.latest("told_on")
    assert (latest.wants_work, latest.skill, latest.stays_home, latest.where) == (True, "Masonry", False, "county")
    assert (entry(tian).where, entry(tian).confirmed_on) == ("county", ago(1))


def test_a_word_that_comes_late_repeats_what_was_known_on_its_day(tian, lan):
    actions.say_need(tian, by=lan, told_on=ago(1), skill="Sewing")
    late = actions.say_need(tian, by=lan, told_on=ago(20), wants_work=True)
    assert late.skill == "" and entry(tian).skill == "Sewing"


@pytest.mark.parametrize(("days", "is_refused"), [(0, False), (-1, True)])
def test_nothing_is_recorded_of_a_day_that_has_not_come(tian, lan, days, is_refused):
    for record in (
        lambda: actions.say_need(tian, by=lan, told_on=ago(days), wants_work=True),
        lambda: actions.record_course(tian, by=lan, course="Sewing", started_on=ago(days)),
        lambda: begin(tian, lan, started_on=ago(days)),
    ):
        with refused("future") if is_refused else nullcontext():
            record()


def test_a_course_is_attended_and_ends(tian, lan):
    course = actions.record_course(tian, by=lan, course=" Sewing ", started_on=ago(10))
    assert (entry(tian).state, course.course) == ("training", "Sewing")
    with pytest.raises(ActionRefused, match="before it begins"):
        actions.end_course(tian, by=lan, training=course, ended_on=ago(11))
    actions.end_course(tian, by=lan, training=course, ended_on=ago(0), certificate="Level 3")
    assert (entry(tian).state, entry(tian).trained_on) == ("needs", ago(0))
    assert Training.objects.get().certificate == "Level 3"
    with pytest.raises(ActionRefused, match="already"):
        actions.end_course(tian, by=lan, training=course, ended_on=ago(0))


def test_work_begins_changes_and_ends(tian, lan):
    work = begin(tian, lan, started_on=ago(20))
    assert (entry(tian).state, entry(tian).spell) == ("outside", work)
    actions.change_work(tian, by=lan, spell=work, place="province", monthly_wage=5000)
    assert entry(tian).state == "province"
    with pytest.raises(ActionRefused, match="began on"):
        actions.end_work(tian, by=lan, spell=work, ended_on=ago(21))
    actions.end_work(tian, by=lan, spell=work, ended_on=ago(2))
    assert (entry(tian).state, entry(tian).since) == ("returned", ago(2))
    with pytest.raises(ActionRefused, match="already"):
        actions.end_work(tian, by=lan, spell=work, ended_on=ago(1))


@pytest.mark.parametrize(("wage", "is_refused"), [(399, True), (400, False), (30_000, False), (30_001, True)])
def test_work_is_checked_as_imported_work_is(tian, lan, wage, is_refused):
    with refused("monthly wage") if is_refused else nullcontext():
        begin(tian, lan, monthly_wage=wage)
    assert (tian.work_spells.count(), entry(tian).state) == ((0, "needs") if is_refused else (1, "outside"))


def test_two_works_at_once_are_refused(tian, lan):
    begin(tian, lan, started_on=ago(20))
    with pytest.raises(ActionRefused, match="Overlaps"):
        begin(tian, lan)


@pytest.mark.parametrize(("born", "is_refused"), [("2010-06-15", False), ("2010-06-16", True)])
def test_nobody_works_before_sixteen(county, heyi, lan, born, is_refused):
    young = worker(heyi, "Xiao", birth_date=dt.date.fromisoformat(born))
    with refused("16") if is_refused else nullcontext():
        begin(young, lan)
    assert young.work_spells.exists() is not is_refused


def test_a_post_begins_and_ends_with_its_measure(county, heyi, lan, zhao):
    home = household(heyi, people=0)
    tian = worker(heyi, home=home)
    with pytest.raises(ActionRefused, match="its measure"):
        begin(tian, lan, channel="public_post")
    post = {"member": tian, "employer": "Village", "monthly_wage": 800, "planned_on": ago(40)}
    planned = assistance_actions.plan_measure(
        case(home), by=lan, group="public_post", title="Sweeping", risk="01", **post
    )
    for step, by in (("approve", zhao), ("start", lan)):
        assistance_actions.take_measure_step(planned, step, by=by, on=ago(40))
    work = tian.work_spells.get()
    for record in (actions.end_work, actions.change_work):
        with pytest.raises(ActionRefused, match="measure “Sweeping”"):
            record(tian, by=lan, spell=work, **({"ended_on": ago(0)} if record is actions.end_work else {}))


def test_a_post_of_a_file_is_not_paid_otherwise_but_ends(tian, lan):
    work = spell(tian, place="village", channel="public_post", monthly_wage=800)
    with pytest.raises(ActionRefused, match="promised"):
        actions.change_work(tian, by=lan, spell=work, monthly_wage=900)
    actions.end_work(tian, by=lan, spell=work, ended_on=ago(0))
    assert entry(tian).state == "needs"


def test_whoever_was_called_is_heard_of_once_a_day(tian, lan):
    with pytest.raises(ActionRefused, match="No work"):
        actions.hear_of(tian, by=lan, answer="unchanged")
    spell(tian)
    for _tap in range(2):
        actions.hear_of(tian, by=lan, answer="unchanged")
    assert Heard.objects.count() == 1 and entry(tian).confirmed_on == ago(0)


def test_a_call_that_nobody_took_confirms_nothing(tian, lan):
    spell(tian)
    actions.hear_of(tian, by=lan, answer="not_reached")
    assert entry(tian).confirmed_on == ago(100)


def test_what_a_call_brings_up_changes_the_work(tian, lan):
    work = spell(tian, monthly_wage=4000)
    actions.hear_of_change(tian, by=lan, monthly_wage=4500)
    work.refresh_from_db()
    assert (work.monthly_wage, entry(tian).confirmed_on, Heard.objects.get().answer) == (4500, ago(0), "changed")
    actions.hear_of_change(tian, by=lan, ended_on=ago(3))
    assert (entry(tian).state, Heard.objects.latest("pk").answer) == ("returned", "ended")
    with pytest.raises(ActionRefused):
        actions.hear_of_change(tian, by=lan)


def test_an_empty_change_says_what_to_do(tian, lan):
    spell(tian)
    with pytest.raises(ActionRefused, match="Unchanged"):
        actions.hear_of_change(tian, by=lan)


def test_who_left_and_who_may_not_is_refused(tian, lan, li, shuikou):
    with pytest.raises(PermissionDenied):
        actions.say_need(tian, by=li, told_on=ago(0), wants_work=True)
    with pytest.raises(PermissionDenied):
        actions.say_need(worker(shuikou), by=lan, told_on=ago(0), wants_work=True)
    tian.left_on, tian.left_reason = ago(1), "moved"
    tian.save()
    with pytest.raises(ActionRefused, match="left"):
        actions.say_need(tian, by=lan, told_on=ago(0), wants_work=True)


def test_every_record_is_logged_and_has_the_household_judged_again(tian, lan):
    actions.say_need(tian, by=lan, told_on=ago(0), wants_work=True)
    logged = AccessEvent.objects.latest("pk")
    assert (logged.action, logged.user, logged.households) == ("work_need_told", lan, [tian.household_id])
    assert OutboxRow.objects.filter(kind="recompute_household", key=str(tian.household_id)).exists()


FORMS = {
    "person-need": {"told_on": "2026-06-15", "wants_work": "False", "planned_month": "2026-08"},
    "person-course": {"course": "Sewing", "started_on": "2026-06-01"},
    "person-work": {"started_on": "2026-06-01", "place": "county", "channel": "own", "monthly_wage": "3000"},
    "person-heard": {"on": "2026-06-15", "answer": "not_reached"},
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_records_what_it_says_and_leads_back(tian, lan, client_of, name):
    client, url = client_of(lan), reverse(f"work:{name}", args=[tian.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    assert client.post(url, FORMS[name]).url == reverse("work:person", args=[tian.pk])


def test_the_forms_of_a_work_and_a_course_lead_back(tian, lan, client_of):
    client, work = client_of(lan), spell(tian)
    course = Training.objects.create(member=tian, course="Sewing", started_on=ago(9))
    for name, of, said in (
        ("course-end", course, {"ended_on": "2026-06-15"}),
        ("spell-change", work, {"place": "province"}),
        ("spell-end", work, {"ended_on": "2026-06-14"}),
    ):
        url = reverse(f"work:{name}", args=[of.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, said).url == reverse("work:person", args=[tian.pk])
    assert (entry(tian).state, entry(tian).since) == ("returned", dt.date(2026, 6, 14))


def test_a_visit_that_tells_of_work_counts_as_heard_until_it_is_voided(tian, lan, zhao):
    spell(tian)
    said = {f"m{tian.pk}-work": "working", f"m{tian.pk}-work_place": "province"}
    made = visit(tian.household, lan, said)
    heard = Heard.objects.get()
    assert (heard.member, heard.on, heard.answer, heard.way, heard.by) == (tian, ago(0), "changed", "visit", lan)
    visit_actions.take_visit_step(made, "void", by=zhao, reason="Wrong family")
    assert not Heard.objects.exists()


def test_a_visit_that_finds_somebody_without_work_says_so(tian, lan):
    spell(tian)
    shown = {f"m{tian.pk}-work": "working", f"m{tian.pk}-work_place": "outside"}
    visit(tian.household, lan, {f"m{tian.pk}-work": "idle"}, seen=shown)
    assert Heard.objects.get().answer == "ended"
