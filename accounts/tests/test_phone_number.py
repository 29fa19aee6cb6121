"""A work phone is entered with a person, kept by the person alone, and logged without the number."""

import pytest

from accounts.models import AccessEvent, User

PAGE = "/accounts/me/phone-number/"


def number_of(user):
    return User.objects.get(pk=user.pk).phone


def test_everybody_says_under_which_number_they_are_reached(zhao, client_of):
    client = client_of(zhao)
    assert client.post(PAGE, {"phone": " 0717-2880000 "}).status_code == 302
    assert number_of(zhao) == "0717-2880000" and "0717-2880000" in client.get("/accounts/me/").content.decode()
    entry = AccessEvent.objects.get(action="phone_number_changed")
    assert entry.user == zhao and "2880000" not in str(entry.details)


def test_an_empty_number_takes_it_away(zhao, client_of):
    User.objects.filter(pk=zhao.pk).update(phone="13800000000")
    client_of(zhao).post(PAGE, {"phone": ""})
    assert number_of(zhao) == ""


@pytest.mark.parametrize(
    "written,is_kept", [("1234", False), ("12345", True), ("+86 138 0000 0000", True), ("call me", False),
                        ("1" * 19, True), ("1" * 20, False), ("javascript:1", False)]
)  # fmt: skip
def test_only_a_number_is_kept_and_what_was_typed_comes_back(zhao, client_of, written, is_kept):
    answer = client_of(zhao).post(PAGE, {"phone": written})
    assert (answer.status_code == 302) == is_kept == (number_of(zhao) == written)
    assert is_kept or written in answer.content.decode()
