"""Which passwords are taken: none of known habits, none of the last five; and how old one may become."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import KeptPassword, User
from accounts.sign_in.passwords import LEFT_AT_LEAST, left_over
from povwatch.tests import factories

DOOR, MINE = "/accounts/sign-in/", "/accounts/me/password/"
MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)
PASSWORD = "river-stone-42"


@pytest.fixture
def zhang(db):
    factories.area("420527101", "茅坪镇", factories.area("420527", "秭归县"))
    return User.objects.create_user("zhangjs", PASSWORD, full_name="张建三", email="zjs1985@example.org")


@pytest.mark.parametrize("habit", [
    "zhangjiansan1985", "zjs13812345678", "jiansanzhang88", "ZhangJS@19850312", "wangwei19900101", "liuyifei-2000",
    "woaini1314520", "woaini5201314!", "qwertyuiop123", "1qaz2wsx3edc", "asdfghjkl;12", "zxcvbnm,./123",
    "13812345678", "138-1234-5678", "19850312zjs", "zigui420527", "Zigui@2026", "zgx420527101", "maopingzhen666",
    "aaaaaaaaaa11", "abcdefghijk1", "mima12345678", "admin888888", "Hubei@123456", "fupin2020!!", "0987654321qw",
])  # fmt: skip
def test_what_others_try_first_is_refused(zhang, habit):
    assert len(left_over(habit, zhang)) < LEFT_AT_LEAST
    with pytest.raises(ValidationError):
        validate_password(habit, zhang)


@pytest.mark.parametrize("good", [
    "mountain-path-7", "river-stone-43", "blue kettle garden", "Tq8#vkR2mzPd", "lantern-woaini-bridge",
    "竹林清泉石上流月明中", "K7f9Xb2mQe",
])  # fmt: skip
def test_what_nobody_tries_is_taken(zhang, good):
    validate_password(good, zhang)


@pytest.mark.parametrize(("password", "taken"), [("tvkxz-1314520", False), ("tvkxzm-1314520", True),
                                                 ("tvkxzmb-1314520", True)])  # fmt: skip
def test_six_characters_must_be_left(zhang, password, taken):
    assert (len(left_over(password, zhang)) >= LEFT_AT_LEAST) is taken


def test_another_person_s_name_is_no_piece_of_mine(zhang):
    other = User(username="tvkxzm", full_name="")
    assert left_over("tvkxzm-1314520", other) == "" and left_over("tvkxzm-1314520", zhang) == "tvkxzm"


def is_taken(user, password) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("changes", "taken"), [(4, False), (5, True), (6, True)])
def test_the_last_five_do_not_come_again(zhang, changes, taken):
    """The first password is one of the last five until five others followed it."""
    for number in range(changes):
        zhang.set_password(f"kettle-lantern-{number}")
        zhang.save()
    assert is_taken(zhang, PASSWORD) is taken


def test_only_hashes_of_five_are_kept(zhang):
    for number in range(7):
        zhang.set_password(f"kettle-lantern-{number}")
        zhang.save(update_fields=["password"])
    kept = KeptPassword.objects.filter(user=zhang)
    assert kept.count() == 5
    assert not any("kettle" in one.hash for one in kept)


def test_one_s_own_form_refuses_the_last_password(lan, client_of):
    change = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "one of your last 5 passwords" in client_of(lan).post(MINE, change).content.decode()


def test_no_password_grows_too_old_by_itself(lan, client):
    KeptPassword.objects.update(since=dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
    client.post(DOOR, {"username": "lan", "password": PASSWORD})
    assert client.get("/accounts/me/").status_code == 200


@pytest.mark.parametrize(("days", "must"), [(89, False), (90, False), (91, True)])
def test_an_office_that_must_lets_passwords_end(lan, client, settings, days, must):
    settings.PASSWORD_DAYS = 90
    with time_machine.travel(MORNING, tick=False):
        KeptPassword.objects.update(since=MORNING - dt.timedelta(days=days))
        client.post(DOOR, {"username": "lan", "password": PASSWORD})
        answer = client.get("/households/")
        assert (answer.status_code == 302 and answer.url == MINE) is must
        if must:
            new = "mountain-path-7"
            client.post(MINE, {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
        assert client.get("/households/").status_code == 200
