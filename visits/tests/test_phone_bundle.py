"""The households of a phone come in parts: the most urgent at once, the others while somebody works already."""

import re

import pytest

from accounts.models import AccessEvent
from povwatch.tests.factories import household
from visits.phone.bundle import FIRST_HOUSEHOLDS, MAX_HOUSEHOLDS_A_REQUEST

pytestmark = pytest.mark.django_db
BUNDLE, MORE = "/visits/phone/bundle/", "/visits/phone/bundle/more/"


@pytest.fixture
def village(heyi):
    """A village of eighty households."""
    return [household(heyi, number=f"H{n:03}") for n in range(80)]


def numbers(answer) -> list[int]:
    return [one["id"] for one in answer.json()["households"]]


def ids(households) -> dict:
    return {"ids": ",".join(str(getattr(one, "pk", one)) for one in households)}


def test_the_first_come_whole_and_all_by_number_in_one_order(lan, village, client_of):
    carried = client_of(lan).get(BUNDLE).json()
    first = [one["id"] for one in carried["households"]]
    assert len(first) == FIRST_HOUSEHOLDS and first == carried["order"][:FIRST_HOUSEHOLDS]
    assert sorted(carried["order"]) == sorted(one.pk for one in village) and carried["more"] is False


def test_the_others_come_when_asked_for_and_each_is_counted_in_the_log(lan, village, client_of):
    client = client_of(lan)
    order = client.get(BUNDLE).json()["order"]
    assert numbers(client.get(MORE, ids(order[12:72]))) == order[12:72]
    taken = AccessEvent.objects.filter(action="bundle_taken").order_by("pk")
    assert [event.details for event in taken] == [{"households": 12}, {"households": 60}]


@pytest.mark.parametrize(("asked", "status"), [(59, 200), (60, 200), (61, 400)])
def test_so_many_households_come_at_once_and_not_more(lan, village, client_of, asked, status):
    assert MAX_HOUSEHOLDS_A_REQUEST == 60
    answer = client_of(lan).get(MORE, ids(village[:asked]))
    assert answer.status_code == status
    assert (len(numbers(answer)) == asked) if status == 200 else ("60" in answer.json()["error"])


def test_households_of_others_and_rubbish_bring_nothing(lan, village, shuikou, client_of):
    foreign, gone = household(shuikou), village[0]
    gone.state = "moved"
    gone.save()
    asked = {"ids": f"{foreign.pk},{gone.pk},{village[1].pk},x,-1,,{'9' * 30},²"}
    assert numbers(client_of(lan).get(MORE, asked)) == [village[1].pk]
    assert numbers(client_of(lan).get(MORE)) == []


def test_who_logs_no_visits_gets_none(su, village, client_of):
    carried = client_of(su).get(BUNDLE).json()
    assert (carried["order"], carried["households"]) == ([], [])
    assert numbers(client_of(su).get(MORE, ids(village[:3]))) == []


def test_a_part_asks_the_database_the_same_however_many_there_are(
    lan, village, client_of, django_assert_max_num_queries
):
    client = client_of(lan)
    for many in (5, 60):
        with django_assert_max_num_queries(30):
            client.get(MORE, ids(village[:many]))


# On the phone


class Gate:
    """Keeps what comes after the first households back until it is opened."""

    def __init__(self, page):
        self.waiting, self.answer = [], None
        page.route(f"**{MORE}*", self.hold)

    def hold(self, route):
        if self.answer:
            getattr(route, self.answer)()
        else:
            self.waiting.append(route)

    def open(self, answer="continue_"):
        """Let what waits and what comes pass, or `abort` it."""
        self.answer = answer
        while self.waiting:
            self.hold(self.waiting.pop(0))


@pytest.fixture
def gate(page):
    return Gate(page)


@pytest.fixture
def slow_phone(village, gate, phone_of, lan):
    """Lan's new phone, on which the first households have come."""
    phone = phone_of(lan)
    phone.page.locator("[data-pw-view=today] [data-pw-fill=coming]:not([hidden])").wait_for()
    return phone


def wait_for_all(phone):
    phone.page.locator("[data-pw-view=today] [data-pw-fill=due]", has_text=re.compile("^80$")).wait_for()


def coming(phone) -> str:
    return phone.page.locator("[data-pw-view=today] [data-pw-fill=coming]").inner_text()


def test_work_begins_with_the_first_households_and_it_says_what_is_coming(slow_phone, gate):
    assert "12 of 80 households are on this phone" in coming(slow_phone)
    assert slow_phone.page.locator("[data-pw-view=today] [data-pw-fill=due]").inner_text() == "12+"
    assert slow_phone.page.locator("[data-pw-view=today] [data-pw-fill=done]").inner_text() == "0+"
    slow_phone.page.locator("[data-pw-view=today] a[href^='#visit/']").first.click()
    slow_phone.wait_for("visit")
    slow_phone.go("#today")
    gate.open()
    wait_for_all(slow_phone)
    assert not slow_phone.page.locator("[data-pw-view=today] [data-pw-fill=coming]").is_visible()


def test_what_broke_off_goes_on_when_the_network_is_back(slow_phone, gate):
    gate.open("abort")
    assert "12 of 80" in coming(slow_phone)
    gate.open()
    slow_phone.page.evaluate("dispatchEvent(new Event('online'))")
    wait_for_all(slow_phone)


def test_until_they_come_again_the_households_of_yesterday_stay(slow_phone, gate):
    gate.open()
    wait_for_all(slow_phone)
    gate.open("abort")
    known = slow_phone.page.evaluate(
        """async () => {
            const bundle = await import("/static/js/phone/bundle.js");
            await bundle.refresh(0);
            const { households, coming } = await bundle.known();
            return [households.length, coming.length];
        }"""
    )
    assert known == [80, 68]
