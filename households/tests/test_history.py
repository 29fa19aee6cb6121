"""What was changed, when and by whom: written by the database, shown on the portrait."""

import datetime as dt
from decimal import Decimal

import pghistory
import pytest

from cases.models import Case
from households.choices import IncomeItem, Labour, Relation
from households.models import GuaranteeCheck, IncomeStatement, Member, WorkSpell
from households.registry import history
from povwatch.tests.factories import DAY, case, earn, household
from visits.models import Visit

ID_NUMBER = "11010519491231002X"


@pytest.fixture
def family(heyi):
    return household(heyi)


def head_of(family):
    return family.members.get(relation=Relation.HEAD)


def told(family):
    """Return every change as (which, [(what, before, after)])."""
    return [(one["change"].which, one["change"].fields) for one in history.household_changes(family)]


def test_a_new_household_has_no_changes(family):
    assert history.household_changes(family) == []


def test_a_change_tells_before_and_after(family):
    head = head_of(family)
    head.labour = Labour.LOST
    head.save()
    assert told(family) == [(head.name, [("capacity to work", "Ordinary", "Lost")])]


def test_the_first_version_is_never_lost(family):
    """Even when a row is changed by SQL outside our code."""
    Member.objects.filter(pk=head_of(family).pk).update(labour=Labour.NONE)
    assert told(family)[0][1] == [("capacity to work", "Ordinary", "None")]


def test_several_changes_of_one_row_follow_each_other_newest_first(family):
    for grade in "BCD":
        family.house_grade = grade
        family.save()
    assert [fields[0][1:] for _which, fields in told(family)] == [
        ("C: partly dangerous", "D: dangerous"),
        ("B: basically safe", "C: partly dangerous"),
        ("A: safe", "B: basically safe"),
    ]


def test_who_changed_it_is_told(family, lan, wen):
    family.group_no = 2
    family.save()
    for group, by in ((3, lan), (4, wen)):
        with pghistory.context(user=by.pk):
            family.group_no = group
            family.save()
    assert [one["by"] for one in history.household_changes(family)] == [wen, lan, None]


def test_secrets_are_masked_in_both_versions(family):
    head = head_of(family)
    head.id_number = ID_NUMBER
    head.save()
    family.address = "Sample Lane 7"
    family.save()
    words = str(told(family))
    assert "110105********002X" in words and "(hidden)" in words
    assert ID_NUMBER not in words and "Sample Lane 7" not in words


def test_amounts_days_and_yes_or_no_are_said_in_words(family):
    head = head_of(family)
    spell = {"place": "county", "channel": "own", "started_on": DAY}
    WorkSpell.objects.create(member=head, monthly_wage=Decimal("100.00"), **spell)
    WorkSpell.objects.filter(member=head).update(monthly_wage=Decimal("250.50"))
    Member.objects.filter(pk=head.pk).update(has_pension=True, joined_on=dt.date(2020, 3, 1))
    (member_fields, work_fields) = [fields for _which, fields in told(family)]
    assert ("pension insurance", "–", "yes") in member_fields
    assert ("joined the household", "–", "1 Mar 2020") in member_fields
    assert work_fields == [("monthly wage (yuan)", "100.00", "250.50")]


def test_a_withdrawn_statement_of_income_says_whose_it_was_and_since_when(family):
    earn(family, 1_200, item=IncomeItem.CROPS)  # told on a visit, of June 2025 to May 2026
    assert told(family) == []
    withdrawn_at = dt.datetime(2026, 6, 16, 1, 30, tzinfo=dt.UTC)
    IncomeStatement.objects.update(withdrawn_at=withdrawn_at)
    assert told(family) == [("Visit, 2025-06", [("withdrawn", "–", "16 Jun 2026 09:30")])]


def test_a_removed_row_says_so(family):
    check = GuaranteeCheck.objects.create(household=family, checked_on=DAY, source="visit")
    check.water = True
    check.save()
    check.delete()
    removed, changed = history.household_changes(family)
    assert removed["change"].is_removal and removed["change"].fields == []
    assert changed["change"].fields == [("safe water", "–", "yes")]


def test_a_move_to_another_village_is_told_by_name(family, shuikou):
    family.village = shuikou
    family.save()
    assert told(family)[0][1] == [("village", "Heyi Village", "Shuikou Village")]


def test_work_visits_and_cases_are_told_too(family):
    spell = WorkSpell.objects.create(member=head_of(family), place="county", channel="own", started_on=DAY)
    WorkSpell.objects.filter(pk=spell.pk).update(place="outside")
    visit = Visit.objects.create(household=family, visited_on=DAY)
    Visit.objects.filter(pk=visit.pk).update(shocks=["01"], note="family matters")
    Case.objects.filter(pk=case(family).pk).update(risks=["01", "03"])
    fields = {field[0]: field for _which, changed in told(family) for field in changed}
    assert fields["place of work"] == ("place of work", "In the county", "Outside the province")
    assert fields["shocks seen"] == ("shocks seen", "–", "Illness")
    assert fields["risks"] == ("risks", "Illness", "Illness, Disability")
    assert fields["note"] == ("note", "–", "(hidden)")


def test_changes_of_other_families_stay_with_them(family, heyi):
    other = household(heyi)
    other.group_no = 9
    other.save()
    assert history.household_changes(family) == []


def test_the_portrait_shows_them(family, lan, client_of):
    with pghistory.context(user=lan.pk):
        family.house_grade = "C"
        family.save()
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    assert "<del>A: safe</del>" in page and "<ins>C: partly dangerous</ins>" in page


def test_only_the_latest_are_shown_in_a_bounded_number_of_questions(family, django_assert_num_queries):
    for nth in range(history.CHANGES_SHOWN):
        Member.objects.filter(household=family).update(birth_date=dt.date(1950 + nth, 3, 1))
    with django_assert_num_queries(len(history.TRACED_MODELS) + 1):  # one more for the rows as they are now
        assert len(history.household_changes(family)) == history.CHANGES_SHOWN
