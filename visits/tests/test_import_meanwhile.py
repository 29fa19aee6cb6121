"""A visit that arrives while a registry file is being saved: the file has looked at the registry already, and would
take back what the visit says. The phone is told to send it again, and nothing is lost."""

import pytest

from accounts.models import Area
from core.locks import wait_for_turn
from core.workflow import ActionRefused
from households.counties import file_turn, registry_turn
from households.imports import run
from households.models import Household
from households.tests.files import HEAD, HOME, folder, save
from povwatch.tests.elsewhere import at_work, elsewhere
from povwatch.tests.factories import household
from visits.actions import take_visit_step
from visits.models import Delivery, Visit

from .told import receive, told, visit

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"phone": "13800000009"}


def file_being_saved(county):
    """Hold the registry of a county on another connection, as the saving of a file does."""
    return at_work(lambda: wait_for_turn(registry_turn(county.pk)))


def test_what_a_visit_said_while_a_file_was_saved_stays(county, heyi, lan, qin, tmp_path, monkeypatch):
    """Guards against a file that overwrites a phone number the family gave while it was being saved."""
    save(folder(tmp_path, households=[HOME], members=[HEAD]), county, qin)
    home, answers = Household.objects.get(), []
    body = told(home, PHONE)
    write = run.write_registry

    def visited_meanwhile(stage):
        elsewhere(lambda: answers.append(receive(body, lan).status)).join()
        write(stage)

    monkeypatch.setattr(run, "write_registry", visited_meanwhile)
    save(folder(tmp_path, households=[{**HOME, "house_grade": "B"}], members=[HEAD]), county, qin)
    home.refresh_from_db()
    assert answers == [503] and (home.house_grade, home.phone) == ("B", "")
    assert receive(body, lan).status == 201
    home.refresh_from_db()
    assert home.phone == PHONE["phone"]


def test_while_a_file_is_only_read_visits_are_taken(county, heyi, lan, qin, tmp_path, monkeypatch):
    """Guards against a county whose phones are refused for as long as a large file is read."""
    save(folder(tmp_path, households=[HOME], members=[HEAD]), county, qin)
    home, answers, read = Household.objects.get(), [], run.read_tables

    def visited_meanwhile(*given):
        elsewhere(lambda: answers.append(receive(told(home, PHONE), lan).status)).join()
        read(*given)

    monkeypatch.setattr(run, "read_tables", visited_meanwhile)
    save(folder(tmp_path, households=[{**HOME, "house_grade": "B"}], members=[HEAD]), county, qin)
    home.refresh_from_db()
    assert set(answers) == {201} and (home.house_grade, home.phone) == ("B", PHONE["phone"])


def test_files_of_one_county_are_saved_one_after_the_other(county, heyi, qin, tmp_path):
    """Guards against two files of which each enters the village that the other has just entered."""
    path, done = folder(tmp_path, households=[HOME], members=[HEAD]), []
    with at_work(lambda: wait_for_turn(file_turn(county.pk))):
        thread = elsewhere(lambda: done.append(save(path, county, qin)))
        thread.join(1)
        assert not done and not Household.objects.exists()
    thread.join()
    assert done and Household.objects.get().number == HOME["number"]


def test_the_phone_keeps_it_and_sends_it_again(county, heyi, lan, client_of):
    home = household(heyi)
    client, body = client_of(lan), told(home, PHONE)
    with file_being_saved(county):
        answer = client.post("/visits/phone/visits/", body, content_type="application/json")
        assert answer.status_code == 503 and "being saved at this moment" in answer.content.decode()
        assert not Delivery.objects.exists()
    assert client.post("/visits/phone/visits/", body, content_type="application/json").status_code == 201
    assert Visit.objects.count() == 1


def test_the_page_keeps_what_was_typed_and_says_when_to_try_again(county, heyi, lan, client_of):
    home, client = household(heyi), client_of(lan)
    shown = client.get(f"/visits/new/{home.pk}/?page").context
    given = {**shown["form"].initial, "people_met": "The head", "needs": "Seed", "shown": shown["shown"].signed}
    with file_being_saved(county):
        page = client.post(f"/visits/new/{home.pk}/", given)
        assert page.status_code == 422 and "being saved at this moment" in page.content.decode()
        assert page.context["form"]["needs"].value() == "Seed" and not Visit.objects.exists()
    client.post(f"/visits/new/{home.pk}/", given)
    assert Visit.objects.get().needs == "Seed"


def test_nor_is_a_visit_voided_meanwhile(county, heyi, lan, zhao):
    made = visit(household(heyi), lan, PHONE)
    with file_being_saved(county), pytest.raises(ActionRefused, match="being saved at this moment"):
        take_visit_step(made, "void", by=zhao, reason="By mistake")
    assert take_visit_step(made, "void", by=zhao, reason="By mistake").state == "voided"


def test_another_countys_file_keeps_nobody_waiting(neighbour, heyi, lan):
    with file_being_saved(Area.objects.get(code=neighbour.county_code)):
        assert receive(told(household(heyi), PHONE), lan).status == 201
