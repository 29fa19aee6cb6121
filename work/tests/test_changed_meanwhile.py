"""Two people change one offer, or one enterprise, at the same time: the second reads what the first one said."""

import re

import pytest
from django.urls import reverse

from work.enterprises.actions import change_enterprise
from work.models import Enterprise, Offer

from .offered import enterprise, offer

pytestmark = pytest.mark.django_db


def filled(client, url) -> dict:
    """The fields of a form as it is shown."""
    form = client.get(url).context["form"]
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def seen_in(answer) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


@pytest.fixture
def workshop(heyi):
    return enterprise(heyi, places=10)


def test_the_second_of_two_is_told_and_can_save_again(workshop, lan, wen, client_of):
    url, first, second = reverse("work:enterprise-change", args=[workshop.pk]), client_of(lan), client_of(wen)
    said = filled(second, url)
    first.post(url, filled(first, url) | {"places": 12})
    answer = second.post(url, said | {"industry": "Sewing"})
    told = answer.content.decode()
    assert answer.status_code == 409 and "Somebody else changed this meanwhile" in told and "12" in told
    assert Enterprise.objects.get().industry == "" and 'value="Sewing"' in told
    again = second.post(url, said | {"industry": "Sewing", "seen": seen_in(answer)})
    assert again.status_code == 302 and (Enterprise.objects.get().industry, Enterprise.objects.get().places) == (
        "Sewing",
        10,
    )


def test_an_offer_tells_it_as_well(heyi, lan, wen, client_of):
    one = offer(heyi)
    url, first, second = reverse("work:offer-change", args=[one.pk]), client_of(lan), client_of(wen)
    said = filled(second, url)
    assert first.post(url, filled(first, url) | {"title": "Sweeping the yard"}).status_code == 302
    answer = second.post(url, said | {"places": 3})
    assert answer.status_code == 409 and "Sweeping the yard" in answer.content.decode()
    assert (Offer.objects.get().title, Offer.objects.get().places) == ("Sweeping the yard", 1)


def test_one_alone_is_asked_nothing(workshop, lan, client_of):
    url, client = reverse("work:enterprise-change", args=[workshop.pk]), client_of(lan)
    assert client.post(url, filled(client, url) | {"places": 11}).status_code == 302


def test_an_action_without_a_form_has_seen_nothing(workshop, heyi, lan):
    assert change_enterprise(workshop, by=lan, area=heyi, name="Heyi Bags", kind="firm").name == "Heyi Bags"
