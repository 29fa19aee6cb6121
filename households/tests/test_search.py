"""The search: a household is found by what people have at hand, and the list says through whom."""

import pytest
from django.urls import reverse

from accounts.models import AccessEvent
from alerts.alert.actions import enter_alert
from households.choices import LeftReason, Relation
from households.models import Household
from povwatch.tests.factories import DAY, case, household, member

ID_NUMBER = "11010519491231002X"


def found(text):
    return [home.number for home in Household.objects.matching(text)]


@pytest.mark.parametrize("part", ["4205271034", "1034", "4", "103 4", "４２０５"])
def test_a_household_is_found_by_any_part_of_its_number(heyi, part):
    household(heyi, people=0, number="4205271034")
    household(heyi, people=0, number="820995")
    assert found(part) == ["4205271034"]


@pytest.mark.parametrize("typed", ["110105 19491231 002X", "110105194912 31002x", " 11010519491231002X"])
def test_an_id_number_is_found_with_spaces(heyi, typed):
    member(household(heyi, people=0, number="H1"), id_number=ID_NUMBER)
    household(heyi, number="H2")
    assert found(typed) == ["H1"]


@pytest.mark.parametrize("kept", ["阿不都·热合曼", "阿不都热合曼", "阿不都 • 热合曼"])
@pytest.mark.parametrize("typed", ["阿不都·热合曼", "阿不都.热合曼", "阿不都 热合曼", "阿不都热合曼", "都热", "abdrhm"])
def test_a_name_is_found_with_or_without_spaces_and_dots(heyi, kept, typed):
    member(household(heyi, people=0, number="H1"), name=kept)
    member(household(heyi, people=0, number="H2"), name="阿依古丽")
    assert found(typed) == ["H1"]


@pytest.mark.parametrize("typed", ["wangdaqiang", "Wang Daqiang", "wang da qiang", "wangda", "wdq", "wd"])
def test_a_name_is_found_by_its_pinyin(heyi, typed):
    member(household(heyi, people=0, number="H1"), name="王大强")
    member(household(heyi, people=0, number="H2"), name="张小明")
    assert found(typed) == ["H1"]


def test_pinyin_finds_what_sounds_so_and_nobody_with_the_same_initials(heyi):
    for number, name in (("H1", "王大强"), ("H2", "魏东强"), ("H3", "汪达锵")):
        member(household(heyi, people=0, number=number), name=name)
    assert found("wangdaqiang") == ["H1", "H3"] and found("wdq") == ["H1", "H2", "H3"]


def test_one_syllable_alone_is_no_name(heyi):
    member(household(heyi, people=0, number="H1"), name="王大强")
    assert found("wang") == []


def test_who_left_is_not_found_by_pinyin(heyi):
    gone = member(household(heyi, people=0, number="H1"), name="王大强", left_on=DAY, left_reason=LeftReason.MOVED)
    assert gone.name_initials == "wdq" and found("wangdaqiang") == []


def test_a_dot_alone_fits_no_name_rather_than_every_name(heyi):
    household(heyi)
    assert found("·") == []


@pytest.fixture
def families(heyi):
    """Two families: in one 李大明 is the spouse, in the other a head; and one without him."""
    through, head = household(heyi, people=1, number="H1"), household(heyi, people=0, number="H2")
    member(through, name="李大明", relation=Relation.SPOUSE)
    member(head, name="李大明", relation=Relation.HEAD)
    household(heyi, number="H3")
    return through, head


def searched(client, address, text):
    return client.post(reverse(address), {"text": text}, follow=True)


def test_a_hit_through_a_member_says_which_one_and_a_head_needs_no_mention(lan, client_of, families):
    page = searched(client_of(lan), "households:search", "李大明")
    assert [home.number for home in page.context["page"]] == ["H1", "H2"]
    assert page.content.decode().count("Found through 李*明 (Spouse)") == 1
    assert "Found through" not in client_of(lan).get("/households/").content.decode()


def test_who_left_is_not_named_as_found(lan, client_of, families):
    through, _head = families
    through.members.filter(name="李大明").update(left_on=DAY, left_reason=LeftReason.MOVED)
    member(through, name="李大明亮", relation=Relation.SON)
    assert "Found through 李**亮 (Son)" in searched(client_of(lan), "households:search", "李大明").content.decode()


def test_one_hit_opens_the_portrait_and_says_through_whom(lan, client_of, families):
    _through, head = families
    head.delete()
    page = searched(client_of(lan), "households:search", "李大明")
    assert page.redirect_chain[0][0].startswith("/households/")
    assert "Found through 李*明 (Spouse)." in page.content.decode()
    assert "李" not in str(AccessEvent.objects.get(action="searched").details)


def test_the_other_lists_say_it_too(qin, lan, client_of, families):
    through, _head = families
    enter_alert(through, by=qin, channel="hotline", level=1, words="The roof leaks")
    case(through)
    for user, address in ((qin, "alerts:search"), (qin, "cases:search"), (lan, "visits:search")):
        words = searched(client_of(user), address, "李大明").content.decode()
        assert words.count("Found through 李*明 (Spouse)") == 1, address
