"""The second wall: what the database itself refuses, whatever a page asks it."""

import pghistory.models
import pgtrigger
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction
from django.http import Http404
from django.test import RequestFactory

from accounts.audit.log import record_access
from accounts.models import AccessEvent
from accounts.permissions import Permission, guard
from accounts.reach import beyond_reach, county_paths, reach_of
from accounts.row_policies import APPS, OPEN, guard_rows, row_conditions
from alerts.models import Alert
from core.database_roles import as_owner, insert_only_tables
from core.sql import execute_sql, fetch_rows
from households.models import GuaranteeCheck, Household, Member
from povwatch.tests.factories import DAY, household
from visits.models import Visit

pytestmark = pytest.mark.django_db
HISTORY = "households_householdevent"


@pytest.fixture
def here(heyi):
    """A household of Lan's village."""
    return household(heyi)


@pytest.fixture
def there(shuikou):
    """A household of another township."""
    return household(shuikou)


def seen(page, user):
    """What a page returns to a person who opens it."""
    request = RequestFactory().get("/")
    request.user = user
    return page(request)


# ------------------------------------------------------------------------------------------------------ two roles


@pytest.mark.parametrize(
    "forbidden",
    [
        "TRUNCATE households_household CASCADE",
        "ALTER TABLE households_household ADD COLUMN gone int",
        "ALTER TABLE accounts_accessevent DISABLE TRIGGER ALL",
        "ALTER TABLE households_household DISABLE ROW LEVEL SECURITY",
        "DROP POLICY within_reach ON households_household",
        "SET LOCAL session_replication_role = replica",
        "CREATE TABLE public.own (id int)",
        "UPDATE django_migrations SET name = 'other'",
        "SET ROLE povwatch",
    ],
)
def test_the_role_of_pages_and_workers_changes_no_table(forbidden):
    if forbidden.startswith("SET ROLE"):
        return refused_to_whoever_signs_in_as_the_application(forbidden)
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
        execute_sql(forbidden)


def refused_to_whoever_signs_in_as_the_application(statement):
    """The tests sign in as the owner; a site does not."""
    ((member_of,),) = fetch_rows("SELECT pg_has_role(current_user, session_user, 'MEMBER')")
    assert not member_of


def test_what_is_only_ever_added_is_changed_by_nobody_but_the_owner():
    tables = insert_only_tables()
    assert {HISTORY, "accounts_accessevent", "alerts_alerttransition", "cases_casetransition"} <= set(tables)
    for table in tables:
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                execute_sql(change.replace("SET id = id", "SET pgh_id = pgh_id") if is_history(table) else change)


def is_history(table) -> bool:
    (model,) = [model for model in apps.get_models() if model._meta.db_table == table]
    return issubclass(model, pghistory.models.Event)


def test_a_trigger_is_ignored_by_the_owner_alone(here, lan):
    Household.objects.filter(pk=here.pk).update(land_mu=1)
    before = fetch_rows(f"SELECT count(*) FROM {HISTORY}")
    with pgtrigger.ignore("households.Household:update_update"):
        Household.objects.filter(pk=here.pk).update(land_mu=2)
        assert fetch_rows(f"SELECT count(*) FROM {HISTORY}") != before, "the history goes on"
        before = fetch_rows(f"SELECT count(*) FROM {HISTORY}")
        with as_owner():
            Household.objects.filter(pk=here.pk).update(land_mu=3)
    assert fetch_rows(f"SELECT count(*) FROM {HISTORY}") == before
    event = record_access(lan, "signed_in")
    with pgtrigger.ignore(), as_owner(), transaction.atomic():
        AccessEvent.objects.filter(pk=event.pk).delete()
    event = record_access(lan, "signed_in")
    with as_owner(), pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        event.delete()


# ------------------------------------------------------------------------------------------------------- territory


def test_every_table_with_household_data_guards_its_rows():
    """Guards against a new table whose rows everybody is shown."""
    guarded = fetch_rows(
        "SELECT tablename, array_agg(policyname::text ORDER BY policyname) FROM pg_policies GROUP BY 1"
    )
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    expected = {model._meta.db_table for model in models if model._meta.label not in OPEN}
    shown = {table: [one for one in policies if one != "forgotten"] for table, policies in guarded}
    assert shown == {table: ["everything", "to_be_ended", "within_reach"] for table in expected}
    assert row_conditions().keys() == expected
    on = fetch_rows("SELECT relname FROM pg_class WHERE relrowsecurity")
    assert {name for (name,) in on} == expected


def test_whatever_names_a_household_is_among_the_tables_that_guard_their_rows():
    """Guards against a model of an app that nobody thought of, or one called open although it names a family."""
    people = {Household, Member}
    while more := {one for one in apps.get_models() if one not in people and points_to(one, people)}:
        people |= more
    unguarded = {one._meta.label for one in people if one._meta.db_table not in row_conditions()}
    assert unguarded == set(), "let it belong to one of APPS, and not to OPEN: accounts/row_policies.py"


def points_to(model, others) -> bool:
    return any(field.related_model in others for field in model._meta.local_fields if field.is_relation)


def standing() -> dict:
    """Every policy with its number in the database: one that was written anew has another."""
    rows = fetch_rows(
        "SELECT polrelid::regclass::text, polname::text, oid, pg_get_expr(polqual, polrelid) FROM pg_policy"
    )
    return {(table, name): more for table, name, *more in rows}


def locked_tables() -> set:
    """The tables of which this transaction keeps readers away."""
    rows = fetch_rows(
        "SELECT relation::regclass::text FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock' "
        "AND relation IS NOT NULL"
    )
    return {name for (name,) in rows if name.startswith(APPS)}


def test_a_policy_that_is_as_it_should_be_is_left_alone():
    """Guards against a migration of a running site that waits for every page, table by table."""
    before = standing()
    call_command("migrate", verbosity=0)
    assert standing() == before and not locked_tables()


@pytest.mark.parametrize(
    "altered",
    [
        "ALTER POLICY within_reach ON visits_visit USING (true)",
        "ALTER POLICY within_reach ON visits_visit TO PUBLIC",
        "ALTER POLICY within_reach ON visits_visit WITH CHECK (true)",
        "CREATE POLICY more ON visits_visit USING (true)",
        "DROP POLICY within_reach ON visits_visit",
        "DROP POLICY everything ON visits_visit",
        "ALTER TABLE visits_visit DISABLE ROW LEVEL SECURITY",
        "COMMENT ON POLICY within_reach ON visits_visit IS NULL",
    ],
)
def test_a_policy_altered_by_hand_is_put_right(altered):
    before, table = standing(), "visits_visit"
    with as_owner():
        execute_sql(altered)
        guard_rows()
    after = standing()
    assert {key: more[1] for key, more in after.items()} == {key: more[1] for key, more in before.items()}
    assert {of for of, policy in after if after[of, policy] != before[of, policy]} <= {table}
    assert locked_tables() == {table}
    assert fetch_rows("SELECT relrowsecurity FROM pg_class WHERE relname = %s", [table]) == [(True,)]
    with as_owner():
        guard_rows()
    assert standing() == after


def test_a_page_is_shown_its_own_territory_whatever_it_asks(lan, zhao, qin, mo, ding, here, there):
    page = guard(Permission.HOUSEHOLD_VIEW)(lambda request: set(Household.objects.values_list("pk", flat=True)))
    assert seen(page, lan) == seen(page, zhao) == {here.pk}
    assert seen(page, qin) == {here.pk, there.pk} and seen(page, mo) == set()
    assert Household.objects.count() == 2, "a worker is shown all"


def test_somebody_without_households_is_shown_none(ding, tan, here):
    nobody = (ding, Permission.PEOPLE_KEEP), (ding, Permission.RUN_VIEW), (tan, Permission.RULE_VIEW)
    for user, permission in nobody:
        assert seen(guard(permission)(lambda request: Household.objects.exists()), user) is False


def test_what_belongs_to_a_household_is_shown_with_it_alone(lan, here, there):
    page = guard(Permission.HOUSEHOLD_VIEW)(lambda request: set(Member.objects.values_list("household", flat=True)))
    assert seen(page, lan) == {here.pk}


def test_what_a_page_deletes_stays_in_its_history_and_is_shown(lan, here):
    """Guards against a visit that cannot be taken back, because the version it leaves belongs to nothing any more."""
    GuaranteeCheck.objects.create(household=here, checked_on=DAY, source="registry")

    def deletes(request):
        here.guarantee_checks.all().delete()
        return fetch_rows("SELECT count(*) FROM households_guaranteecheckevent")

    assert seen(guard(Permission.HOUSEHOLD_VIEW)(deletes), lan) == [(1,)]


def test_a_row_outside_can_neither_be_written_nor_moved_out(lan, here, there, shuikou):
    def elsewhere(request):
        return Household.objects.filter(pk=there.pk).update(land_mu=1)

    def away(request):
        return Household.objects.filter(pk=here.pk).update(village=shuikou)

    assert seen(guard(Permission.HOUSEHOLD_VIEW)(elsewhere), lan) == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        seen(guard(Permission.HOUSEHOLD_VIEW)(away), lan)


def test_a_page_that_looks_across_says_why_and_sees_the_county(lan, here, there, neighbour):
    page = guard(Permission.HOUSEHOLD_VIEW, across="who is entered twice")(lambda request: Household.objects.count())
    assert seen(page, lan) == 2 and page.across


def test_work_that_knows_no_territory_sees_all_for_a_moment(lan, here, there):
    def for_a_moment(request):
        with beyond_reach("a visit is filed wherever its household lies"):
            wide = Household.objects.count()
        return wide, Household.objects.count()

    assert seen(guard(Permission.HOUSEHOLD_VIEW)(for_a_moment), lan) == (2, 1)
    with beyond_reach("the same"):
        assert Household.objects.count() == 2, "outside of a page nothing is hidden, and nothing changes"


@pytest.mark.parametrize("refusal", [Http404, PermissionDenied("no")])
def test_a_refusal_keeps_what_was_logged_and_a_failure_keeps_nothing(lan, refusal):
    def refuses(request):
        record_access(request.user, "signed_in")
        raise refusal

    def fails(request):
        record_access(request.user, "signed_out")
        raise ZeroDivisionError

    with pytest.raises((Http404, PermissionDenied)):
        seen(guard(Permission.HOUSEHOLD_VIEW)(refuses), lan)
    with pytest.raises(ZeroDivisionError):
        seen(guard(Permission.HOUSEHOLD_VIEW)(fails), lan)
    assert [event.action for event in AccessEvent.objects.all()] == ["signed_in"]


def test_the_reach_ends_with_the_page(lan, here, there):
    seen(guard(Permission.HOUSEHOLD_VIEW)(lambda request: None), lan)
    ((role, villages),) = fetch_rows("SELECT current_user, current_setting('povwatch.villages', true)")
    assert not role.endswith("_pages") and not villages
    with pytest.raises(ZeroDivisionError), transaction.atomic(), reach_of(county_paths([here.village])):
        raise ZeroDivisionError
    assert fetch_rows("SELECT current_user") == [(role,)] and connection.reach[0] == role


def test_a_village_without_anybody_is_shown_nothing(here):
    with transaction.atomic(), reach_of([]):
        assert [model.objects.count() for model in (Household, Visit, Alert)] == [0, 0, 0]
