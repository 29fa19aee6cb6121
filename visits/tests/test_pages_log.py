"""The log of visits, the page of one, its photos, and what officials do with it."""

import datetime as dt
from hashlib import sha256

import pytest

from accounts.models import AccessEvent
from core.crypto.files import delete_stored_file
from core.dates import today
from households.models import Household
from povwatch.tests.factories import household, person, stand
from povwatch.tests.jobs import empty_outbox
from visits import photos
from visits.models import Visit, VisitState

from .told import visit

LOG = "/visits/log/"


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def made(family, lan):
    head = family.members.order_by("pk").first()
    answers = {
        f"m{head.pk}-labour": "lost",
        "check_water": "not_met",
        "water_problem": "quality",
        "shocks": ["01"],
        "needs": "Seed",
        "note": "The well smells",
        "phone": "13911112222",
    }
    position = {"longitude": 110.9, "latitude": 30.8, "accuracy": 12}
    return visit(family, lan, answers, position=position, seen={f"m{head.pk}-labour": "ordinary"})


def fresh(one):
    return type(one).objects.get(pk=one.pk)


def rows(answer):
    return [one.pk for one in answer.context["page"]]


# ------------------------------------------------------------------------------------------------------------- the log


def test_the_log_shows_ones_territory(lan, made, shuikou, mo, client_of):
    elsewhere = Visit.objects.create(household=household(shuikou), visited_on=today())
    assert rows(client_of(lan).get(LOG)) == [made.pk]
    assert rows(client_of(mo).get(LOG)) == [] and elsewhere


FILTERS = [
    {"state": "submitted"},
    {"purpose": "routine"},
    {"way": "in_person"},
    {"shock": "01"},
    {"village": "999001101201"},
    {"since": f"{today() - dt.timedelta(1)}"},
]
OTHERS = [
    {"state": "voided"},
    {"purpose": "verify"},
    {"way": "phone"},
    {"shock": "02"},
    {"doubt": "any"},
    {"until": f"{today() - dt.timedelta(9)}"},
]


@pytest.mark.parametrize(("query", "found"), [(one, 1) for one in FILTERS] + [(one, 0) for one in OTHERS])
def test_the_log_is_narrowed_down_and_says_by_what(lan, made, client_of, query, found):
    page = client_of(lan).get(LOG, query)
    assert page.context["page"].paginator.count == found and len(page.context["found"]) == 1


def test_by_caseworker(lan, wen, made, client_of):
    assert rows(client_of(lan).get(LOG, {"caseworker": lan.pk})) == [made.pk]
    assert rows(client_of(lan).get(LOG, {"caseworker": wen.pk})) == []


def test_voided_visits_are_left_out_until_asked_for(zhao, made, client_of):
    stand(made, VisitState.VOIDED)
    assert rows(client_of(zhao).get(LOG)) == []
    assert rows(client_of(zhao).get(LOG, {"state": "any"})) == [made.pk]


def test_an_empty_log_says_what_to_do(lan, client_of):
    assert "from the page “Today”" in client_of(lan).get(LOG).content.decode()


def test_a_longer_log_asks_no_more(lan, family, client_of, django_assert_max_num_queries):
    for days in range(30):
        Visit.objects.create(household=family, visited_on=today() - dt.timedelta(days), visited_by=lan)
    client = client_of(lan)
    client.get(LOG)
    with django_assert_max_num_queries(12):
        assert len(rows(client.get(LOG))) == 30


# ----------------------------------------------------------------------------------------------------------- one visit


def test_everything_about_a_visit_stands_on_its_page(zhao, made, family, client_of):
    Household.objects.filter(pk=family.pk).update(longitude=110.9, latitude=30.81)
    page = client_of(zhao).get(made.get_absolute_url()).content.decode()
    head = family.members.order_by("pk").first()
    for words in (
        made.delivery.number,
        f"{head.name}: Capacity to work",
        "Ordinary",
        "Lost",
        "Water quality",
        "Illness",
        "Seed",
        "The well smells",
        "13911112222",
        "1,113 m from the home",
        "accurate to 12 m",
    ):
        assert words in page, words
    assert AccessEvent.objects.filter(action="opened", subject_id=made.pk, user=zhao).count() == 1


def test_who_may_not_see_secrets_sees_neither_note_nor_phone_nor_position(su, made, client_of):
    page = client_of(su).get(made.get_absolute_url()).content.decode()
    assert "The well smells" not in page and "13911112222" not in page and "110.9" not in page
    assert "139****2222" in page and "Hidden" in page


def test_outside_the_territory_there_is_no_such_visit(mo, made, client_of, shuikou):
    other = client_of(person("gao", "caseworker", shuikou))
    assert other.get(made.get_absolute_url()).status_code == 404
    assert client_of(mo).post(f"{made.get_absolute_url()}accept/").status_code == 404


def test_the_colour_is_asked_for_until_it_is_worked_out(lan, made, family, client_of):
    client, part = client_of(lan), f"{made.get_absolute_url()}colour/"
    first = client.get(part, {"tries": 1}, headers={"HX-Request": "true"}).content.decode()
    assert "tries=2" in first and "<html" not in first
    assert "hx-get" not in client.get(part, {"tries": 8}, headers={"HX-Request": "true"}).content.decode()
    empty_outbox()
    assert "hx-get" not in client.get(part, {"tries": 1}, headers={"HX-Request": "true"}).content.decode()
    assert client.get(part).url == made.get_absolute_url()


# --------------------------------------------------------------------------------------------------------------- steps


def test_buttons_are_what_one_may_do(zhao, lan, li, made, client_of):
    def steps(user):
        return [one["step"] for one in client_of(user).get(made.get_absolute_url()).context["steps"]]

    assert (steps(zhao), steps(lan), steps(li)) == (["accept", "send_back", "void"], [], [])


def test_an_official_accepts(zhao, made, client_of):
    page = client_of(zhao).post(f"{made.get_absolute_url()}accept/", follow=True)
    assert fresh(made).state == "accepted" and "Accepted" in page.content.decode()


def test_sending_back_needs_a_reason_that_the_page_shows(zhao, made, client_of):
    url = f"{made.get_absolute_url()}send_back/"
    page = client_of(zhao).post(url)
    assert page.status_code == 422 and "give a reason" in page.content.decode() and fresh(made).state == "submitted"
    assert "Which well?" in client_of(zhao).post(url, {"reason": "Which well?"}, follow=True).content.decode()


def test_the_caseworker_reads_the_reason_and_is_led_to_the_answer(zhao, lan, made, client_of):
    client_of(zhao).post(f"{made.get_absolute_url()}send_back/", {"reason": "Which well?"})
    page = client_of(lan).get(made.get_absolute_url()).content.decode()
    assert "Which well?" in page and f"/visits/new/{made.household_id}/" in page


def test_a_voided_visit_takes_back_what_it_changed(zhao, made, family, client_of):
    client_of(zhao).post(f"{made.get_absolute_url()}void/", {"reason": "Wrong house"})
    assert fresh(made).state == "voided" and family.members.order_by("pk").first().labour == "ordinary"


def test_who_comes_too_late_is_told_and_keeps_what_was_typed(zhao, qin, made, client_of):
    """Zhao's page still shows the visit as submitted; Qin has accepted it meanwhile, and it must not be sent back
    unseen."""
    page = client_of(zhao).get(made.get_absolute_url()).content.decode()
    assert 'name="seen" value="submitted"' in page
    client_of(qin).post(f"{made.get_absolute_url()}accept/", {"seen": "submitted"})
    late = client_of(zhao).post(f"{made.get_absolute_url()}send_back/", {"reason": "Which well?", "seen": "submitted"})
    page = late.content.decode()
    assert late.status_code == 409 and "Somebody else moved this first" in page and "Which well?" in page
    assert "It is now “Accepted”, by Qin on" in page
    assert fresh(made).state == "accepted"


def test_a_reason_that_is_too_long_is_kept_and_refused(zhao, made, client_of):
    page = client_of(zhao).post(f"{made.get_absolute_url()}void/", {"reason": "x" * 301})
    assert page.status_code == 422 and "x" * 301 in page.content.decode()


def test_a_caseworker_judges_nothing_and_an_unknown_step_is_none(lan, zhao, made, client_of):
    assert client_of(lan).post(f"{made.get_absolute_url()}accept/").status_code == 403
    assert client_of(zhao).post(f"{made.get_absolute_url()}praise/").status_code == 404


# -------------------------------------------------------------------------------------------------------------- photos


@pytest.fixture
def pictured(family, lan):
    body = b"\x89PNG of a yard"
    made = visit(family, lan, photos=[{"sha256": sha256(body).hexdigest(), "kind": "photo"}])
    photos.store_visit_photo(made.photos.get(), body)
    return made


def test_a_photo_is_shown_to_those_who_may_look_and_the_log_tells(zhao, mo, pictured, client_of):
    photo = pictured.photos.get()
    answer = client_of(zhao).get(f"/visits/photos/{photo.pk}/")
    assert answer.content == b"\x89PNG of a yard" and answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff" and "private" in answer["Cache-Control"]
    assert AccessEvent.objects.get(action="photo_opened").user == zhao
    assert client_of(mo).get(f"/visits/photos/{photo.pk}/").status_code == 404
    assert f"/visits/photos/{photo.pk}/" in client_of(zhao).get(pictured.get_absolute_url()).content.decode()


def test_a_photo_still_on_the_phone_is_announced(zhao, family, lan, client_of):
    made = visit(family, lan, photos=[{"sha256": "a" * 64, "kind": "photo"}])
    assert "still on the phone" in client_of(zhao).get(made.get_absolute_url()).content.decode()
    assert client_of(zhao).get(f"/visits/photos/{made.photos.get().pk}/").status_code == 404


def test_a_photo_whose_file_is_missing_is_not_found(zhao, pictured, client_of):
    photo = pictured.photos.get()
    delete_stored_file(photo.stored_name)
    assert client_of(zhao).get(f"/visits/photos/{photo.pk}/").status_code == 404
