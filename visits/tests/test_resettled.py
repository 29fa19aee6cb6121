"""The Chens came from a reservoir: Lan hears it on a visit, offline too, and Wen confirms it."""

import pytest

from core.dates import today
from households.changes import actions as registry
from households.models import RegistryChange
from povwatch.tests.factories import household
from visits.actions import take_visit_step
from visits.observations.prefill import prefilled_answers

from .test_pages_form import opened, url
from .told import receive, told, visit

pytestmark = pytest.mark.django_db
CAME = {"resettled_project": "Three Gorges", "resettled_year": "2003"}


@pytest.fixture
def chens(heyi):
    return household(heyi, number="H1")


def test_what_is_told_waits_and_counts_once_it_is_confirmed(chens, lan, wen):
    made = visit(chens, lan, CAME)
    change = RegistryChange.objects.get()
    assert (change.kind, change.source_visit, change.values) == (
        "household", made.pk, {"resettled_project": "Three Gorges", "resettled_year": 2003},
    )  # fmt: skip
    chens.refresh_from_db()
    assert chens.resettled_project == ""
    registry.take_change_step(change, "confirm", by=wen)
    chens.refresh_from_db()
    assert (chens.resettled_project, chens.resettled_year) == ("Three Gorges", 2003)


def test_the_form_shows_what_is_known_and_what_is_left_as_shown_proposes_nothing(heyi, lan):
    known = household(heyi, resettled_project="Three Gorges", resettled_year=2003)
    seen = {name: prefilled_answers([known], today())[known.pk][name] for name in CAME}
    assert seen == CAME
    type(known).objects.filter(pk=known.pk).update(resettled_project="Danjiangkou")  # corrected at the desk meanwhile
    visit(known, lan, CAME, seen=seen)
    assert not RegistryChange.objects.exists()
    visit(known, lan, CAME | {"resettled_year": "2004"}, seen=seen)
    assert RegistryChange.objects.get().values == {"resettled_year": 2004}


@pytest.mark.parametrize(
    ("year", "words"),
    [("1948", "1949 is the earliest"), ("1949", ""), (0, ""), (1, "is the latest"), ("03", "a year such as 1998")],
)
def test_the_year_lies_between_1949_and_this_year(chens, lan, year, words):
    year = year if isinstance(year, str) else f"{today().year + year}"
    answer = receive(told(chens, CAME | {"resettled_year": year}), lan)
    wrong = answer.body.get("errors", {}).get("resettled_year", [""])
    assert (answer.status == 422) is bool(words) and words in wrong[0]


def test_a_year_without_its_reservoir_is_not_asked(chens, lan):
    visit(chens, lan, {"resettled_year": "2003"})
    assert not RegistryChange.objects.exists()


def test_a_voided_visit_takes_its_proposal_along(chens, lan, zhao):
    take_visit_step(visit(chens, lan, CAME), "void", by=zhao, reason="Another family")
    assert RegistryChange.objects.get().state == "withdrawn"


def test_it_is_told_on_the_page_without_a_script(chens, lan, client_of):
    client = client_of(lan)
    assert "Resettled for a reservoir" in client.get(url(chens)).content.decode()
    assert client.post(url(chens), opened(client, chens) | CAME).status_code == 302
    assert RegistryChange.objects.get().values == {"resettled_project": "Three Gorges", "resettled_year": 2003}


def test_it_is_told_on_the_phone_without_a_network(phone_of, lan, heyi):
    home = household(heyi, people=1)
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    phone.begin(home)
    phone.page.locator("details[data-pw-section=resettled]").evaluate("one => (one.open = true)")
    year = phone.page.locator("[name=resettled_year]")
    assert not year.is_visible(), "asked once there is a reservoir"
    phone.page.locator("[name=resettled_project]").fill("Three Gorges")
    year.fill("1948")
    phone.page.locator("[data-pw-visit] [type=submit]").click()
    phone.page.get_by_text("1949 is the earliest").first.wait_for()
    year.fill("2003")
    phone.finish()
    phone.waiting.wait_for()
    phone.page.context.set_offline(False)
    phone.received.wait_for()
    assert RegistryChange.objects.get().values == {"resettled_project": "Three Gorges", "resettled_year": 2003}
