"""Villages get other names and codes, and merge, from a day and by a document; what belongs to them follows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse_lazy

from accounts.areas.changes import apply_due_area_changes, enter_area_change, names_then, withdraw_area_change
from accounts.models import AccessEvent, Area, AreaChange, Grant, GrantProposal
from accounts.people.proposals import take_proposal_step
from alerts.alert.actions import enter_alert
from core.dates import today
from core.workflow import ActionRefused
from households.models import Household
from povwatch.tests import factories
from povwatch.tests.factories import household

PAGE = reverse_lazy("accounts:areas")
PAPER = "County order 12 of 2026"


@pytest.fixture
def hekou(anping):
    """Another village of Heyi's township."""
    return factories.area("999001101202", "Hekou Village", anping)


def change(area, kind, by, on=None, **values):
    return enter_area_change(area, kind, by=by, on=on or today(), document=PAPER, **values)


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_a_new_name_holds_and_what_stood_is_kept(heyi, qin):
    made = change(heyi, "name", qin, name="Xinhe Village", official_name="Xinhe Village Committee")
    assert (again(heyi).name, again(heyi).official_name) == ("Xinhe Village", "Xinhe Village Committee")
    assert (made.before["name"], made.before["path"]) == ("Heyi Village", heyi.path) and made.applied_at
    assert set(AccessEvent.objects.values_list("action", flat=True)) >= {"area_change_entered", "area_changed"}


@pytest.mark.parametrize(("days", "holds"), [(-1, True), (0, True), (1, False)])
def test_it_holds_from_its_day_on(heyi, qin, days, holds):
    change(heyi, "name", qin, today() + dt.timedelta(days), name="Xinhe Village", official_name="Xinhe")
    assert (again(heyi).name == "Xinhe Village") is holds
    assert apply_due_area_changes(today() + dt.timedelta(1)) == (0 if holds else 1)
    assert again(heyi).name == "Xinhe Village"


def test_a_new_code_moves_the_path_and_territory_stays(heyi, wen, qin):
    home = household(heyi)
    change(heyi, "code", qin, code="999001101299")
    assert again(heyi).path.endswith("/999001101299/") and home in Household.objects.visible_to(again(wen))


def test_a_merged_village_ends_and_its_households_alerts_and_people_follow(heyi, hekou, wen, qin):
    home = household(heyi)
    alert = enter_alert(home, by=wen, channel="report", level=1, words="No water")
    change(heyi, "merge", qin, into=hekou)
    assert again(heyi).ended_on == today() and again(home).village == hekou and again(alert).village == hekou
    assert home not in Household.objects.visible_to(again(wen)), "the whole other village is nobody's by that alone"


def test_who_worked_in_a_merged_village_is_proposed_for_the_other_and_a_leader_confirms(heyi, hekou, wen, qin, li):
    home, there = household(heyi), household(hekou)
    change(heyi, "merge", qin, into=hekou)
    proposal = GrantProposal.objects.get(user=wen)
    assert (proposal.kind, proposal.role, proposal.areas, proposal.reason) == (
        "move",
        "village_clerk",
        [hekou.pk],
        PAPER,
    )
    assert AccessEvent.objects.filter(action="merged_grants_proposed", user=qin, area=hekou).exists()
    assert not Grant.objects.filter(user=wen, area=hekou).exists()
    take_proposal_step(proposal, "confirm", by=li)
    assert {home, there} == set(Household.objects.visible_to(again(wen)))
    assert Grant.objects.get(user=wen, area=hekou).origin == "proposal"
    assert not Grant.objects.filter(user=wen, area=heyi).standing(today()).exists()


def test_who_works_in_the_other_village_already_needs_nothing(heyi, hekou, wen, qin):
    factories.grant(wen, "village_clerk", hekou)
    change(heyi, "merge", qin, into=hekou)
    assert not GrantProposal.objects.exists()


def test_who_entered_the_merger_does_not_confirm_it(heyi, hekou, wen, qin, li):
    change(heyi, "merge", qin, into=hekou)
    factories.grant(qin, "county_leader", hekou.parent.parent)
    with pytest.raises(ActionRefused, match="proposed this yourself"):
        take_proposal_step(GrantProposal.objects.get(user=wen), "confirm", by=again(qin))


def test_no_grant_follows_a_merger_by_itself(heyi, wen):
    with pytest.raises(IntegrityError, match="a_grant_was_confirmed"), transaction.atomic():
        Grant.objects.create(user=wen, role="village_clerk", area=heyi, origin="merged", valid_from=today())


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("name", {"name": "", "official_name": "X"}, "both the new name"),
        ("name", {"name": "Hekou Village", "official_name": "X"}, "Another place of this name"),
        ("code", {"code": "99900110120"}, "12 digits"),
        ("code", {"code": "999001102299"}, "begins with the code of its township"),
        ("code", {"code": "999001101202"}, "another village already"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(heyi, hekou, qin, kind, values, words):
    with pytest.raises(ActionRefused, match=words):
        change(heyi, kind, qin, **values)
    assert not AreaChange.objects.exists()


def test_a_village_is_not_merged_into_itself_or_twice(heyi, hekou, qin):
    with pytest.raises(ActionRefused, match="Choose another village"):
        change(heyi, "merge", qin, into=heyi)
    change(heyi, "merge", qin, into=hekou)
    with pytest.raises(ActionRefused, match="merged into another already"):
        change(again(heyi), "merge", qin, into=hekou)


def test_without_a_document_or_the_right_nothing_changes(heyi, qin, zhao):
    with pytest.raises(ActionRefused, match="document"):
        enter_area_change(heyi, "code", by=qin, on=today(), document=" ", code="999001101299")
    with pytest.raises(PermissionDenied):
        change(heyi, "code", zhao, code="999001101299")


def test_a_change_is_taken_back_until_its_day_has_come(heyi, qin):
    later = change(heyi, "code", qin, today() + dt.timedelta(1), code="999001101299")
    withdraw_area_change(later, by=qin)
    assert not AreaChange.objects.exists()
    with pytest.raises(ActionRefused, match="holds already"):
        withdraw_area_change(change(heyi, "code", qin, code="999001101299"), by=qin)


def test_a_day_before_two_changes_has_the_first_name(county, heyi, qin):
    day = today() - dt.timedelta(9)
    change(heyi, "name", qin, day, name="Second", official_name="Second")
    change(again(heyi), "name", qin, today() - dt.timedelta(1), name="Third", official_name="Third")
    names = [
        names_then(county, on, None).get(heyi.pk, {"name": again(heyi).name})["name"]
        for on in (day - dt.timedelta(1), day, today())
    ]
    assert names == ["Heyi Village", "Second", "Third"]


def test_the_page(heyi, hekou, qin, zhao, client_of):
    client = client_of(qin)
    assert "No village changed its name" in client.get(PAGE).content.decode()
    sent = {"area": heyi.pk, "kind": "merge", "into": hekou.pk, "on": f"{today()}", "document": PAPER}
    assert "It holds now" in client.post(PAGE, sent, follow=True).content.decode()
    assert Area.objects.get(pk=heyi.pk).ended_on
    wrong = client.post(PAGE, {**sent, "area": hekou.pk, "into": ""})
    assert wrong.status_code == 422 and "Choose the village that goes on" in wrong.content.decode()
    assert client_of(zhao).get(PAGE).status_code == 403


def test_links_and_commands_with_the_old_code_lead_to_the_village(heyi, qin, client_of):
    home = household(heyi)
    change(heyi, "code", qin, code="999001101299")
    client = client_of(qin)
    assert client.get("/dashboard/", {"area": "999001101201"}).status_code == 200
    found = client.get("/households/", {"village": "999001101201"})
    assert list(found.context["page"]) == [home] and found.context["refused"] == []
    assert client.get("/households/", {"village": "999001101209"}).context["refused"] != []
    with pytest.raises(CommandError, match="is 999001101299"):
        call_command("create_person", "hua", name="Hua", area="999001101201")


def test_a_county_gets_another_name_by_a_document_too(county, neighbour, qin):
    """Since the Django admin is gone there is no other place for it."""
    with pytest.raises(ActionRefused, match="of this name"):
        enter_area_change(
            county, "name", by=qin, on=today(), document="Order 1", name=neighbour.name, official_name="X"
        )
    enter_area_change(county, "name", by=qin, on=today(), document="Order 1", name="Qing", official_name="Qing")
    county.refresh_from_db()
    assert county.name == "Qing"
