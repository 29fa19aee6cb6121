"""The pages on which the registry is corrected, and the list of what waits to be confirmed."""

import re

import pytest
from django.urls import reverse

from households.changes import actions
from households.models import Household, Member, RegistryChange
from povwatch.tests.factories import household, member


@pytest.fixture
def family(heyi):
    made = household(heyi, number="H1")
    Member.objects.filter(household=made, relation="head").update(name="Chen", sex="male")
    return made


@pytest.fixture
def chen(family):
    return family.members.get(relation="head")


def filled(page) -> dict:
    """What a form sends when nothing is changed in it."""
    form = page.context["form"]
    return {one.html_name: "" if one.value() is None else one.value() for one in form if one.name != "accepted"}


def propose(chen, by, **values):
    about = {"village": chen.household.village, "household": chen.household, "member": chen}
    return actions.change_at_desk("person", by=by, values=values, reason="She told me", **about)


def test_the_portrait_leads_to_what_can_be_corrected(family, chen, lan, su, client_of):
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    for name, pk in (("correct", family.pk), ("add-person", family.pk), ("head", family.pk)):
        assert reverse(f"households:{name}", args=[pk]) in page
    assert reverse("households:person-left", args=[chen.pk]) in page
    assert (
        reverse("households:person-correct", args=[chen.pk])
        not in client_of(su).get(family.get_absolute_url()).content.decode()
    )


def test_a_form_left_as_it_is_changes_nothing(chen, wen, client_of):
    url = reverse("households:person-correct", args=[chen.pk])
    client = client_of(wen)
    answer = client.post(url, filled(client.get(url)) | {"reason": "Looked at it"})
    assert answer.status_code == 422 and "Nothing differs" in answer.content.decode()


def test_a_clerk_corrects_a_person_on_the_page(chen, wen, client_of):
    url, client = reverse("households:person-correct", args=[chen.pk]), client_of(wen)
    sent = filled(client.get(url)) | {"name": "Cheng", "birth_date": "1985", "reason": "Household register"}
    answer = client.post(url, sent, follow=True)
    chen.refresh_from_db()
    assert (chen.name, chen.born) == ("Cheng", "1985")
    page = answer.content.decode()
    assert "Saved." in page and "born in 1985" in page and "Household register" in page


def test_secrets_are_masked_in_the_form_and_a_hyphen_takes_one_away(chen, wen, client_of):
    chen.phone = "13812345678"
    chen.save()
    url, client = reverse("households:person-correct", args=[chen.pk]), client_of(wen)
    page = client.get(url)
    assert "138****5678" in page.content.decode() and "13812345678" not in page.content.decode()
    client.post(url, filled(page) | {"phone": "-", "reason": "She has none"})
    chen.refresh_from_db()
    assert chen.phone == ""


def test_what_others_changed_meanwhile_in_other_fields_stays(chen, wen, client_of):
    url, client = reverse("households:person-correct", args=[chen.pk]), client_of(wen)
    sent = filled(client.get(url)) | {"name": "Cheng", "reason": "Household register"}
    Member.objects.filter(pk=chen.pk).update(ethnicity="Tujia")
    client.post(url, sent)
    chen.refresh_from_db()
    assert (chen.name, chen.ethnicity) == ("Cheng", "Tujia")


def test_who_was_quicker_in_the_same_field_is_shown_and_nothing_typed_is_lost(chen, wen, client_of):
    url, client = reverse("households:person-correct", args=[chen.pk]), client_of(wen)
    sent = filled(client.get(url)) | {"name": "Cheng", "reason": "Household register"}
    Member.objects.filter(pk=chen.pk).update(name="Chan")
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Chan" in page and 'value="Cheng"' in page
    again = filled(answer)
    client.post(url, again)
    chen.refresh_from_db()
    assert chen.name == "Cheng"


def test_what_looks_wrong_is_asked_about_once_on_the_page(chen, wen, client_of):
    url, client = reverse("households:person-correct", args=[chen.pk]), client_of(wen)
    sent = filled(client.get(url)) | {"school_stage": "university", "reason": "She studies"}
    answer = client.post(url, sent)
    assert answer.status_code == 422 and "under 16 or in school" in answer.content.decode()
    assert 'type="checkbox" name="accepted"' in answer.content.decode()
    assert client.post(url, sent | {"accepted": "on"}).status_code == 302


def test_a_caseworker_is_told_that_it_is_a_proposal(chen, lan, client_of):
    url, client = reverse("households:person-correct", args=[chen.pk]), client_of(lan)
    page = client.get(url)
    assert "is a proposal" in page.content.decode()
    answer = client.post(url, filled(page) | {"name": "Cheng", "reason": "She told me"}, follow=True)
    assert "Proposed:" in answer.content.decode() and Member.objects.get(pk=chen.pk).name == "Chen"
    assert "Stands now" in answer.content.decode(), "the portrait shows what waits"


def test_when_the_head_died_the_next_page_asks_who_it_is(family, chen, wen, client_of):
    client = client_of(wen)
    url = reverse("households:person-left", args=[chen.pk])
    answer = client.post(url, {"left_on": "2026-06-01", "left_reason": "died", "reason": "Certificate"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("households:head", args=[family.pk])
    widow = family.members.exclude(pk=chen.pk).get()
    assert "please say who it is" in answer.content.decode()
    client.post(answer.redirect_chain[-1][0], {"head": f"{widow.pk}", f"r{widow.pk}": "", "reason": "His widow"})
    widow.refresh_from_db()
    assert widow.relation == "head"


def test_a_new_head_needs_the_relations_of_all_others(family, chen, wen, client_of):
    other = family.members.exclude(pk=chen.pk).get()
    url, client = reverse("households:head", args=[family.pk]), client_of(wen)
    answer = client.post(url, {"head": f"{other.pk}", "reason": "She decides now"})
    assert answer.status_code == 422 and "related to the new head" in answer.content.decode()
    client.post(url, {"head": f"{other.pk}", f"r{chen.pk}": "father", "reason": "She decides now"})
    assert sorted(family.members.values_list("relation", flat=True)) == ["father", "head"]


def test_a_person_is_added_on_the_page(family, wen, client_of):
    url, client = reverse("households:add-person", args=[family.pk]), client_of(wen)
    assert client.post(url, {"name": "Xin", "reason": "Born"}).status_code == 422
    sent = {"name": "Xin", "sex": "female", "birth_date": "2026-06-01", "relation": "granddaughter"}
    client.post(url, sent | {"joined_on": "2026-06-01", "reason": "Born"})
    assert family.members.filter(name="Xin", relation="granddaughter").count() == 1


def test_who_left_can_be_put_back(family, wen, client_of):
    son = member(family, name="Wei", relation="son", sex="male", left_on="2025-01-01", left_reason="service")
    client, url = client_of(wen), reverse("households:person-back", args=[son.pk])
    assert url in client.get(family.get_absolute_url()).content.decode()
    client.post(url, {"joined_on": "2026-01-01", "relation": "son", "reason": "Home from the army"})
    son.refresh_from_db()
    assert son.left_on is None


def test_a_household_is_corrected_on_the_page(family, wen, client_of):
    url, client = reverse("households:correct", args=[family.pk]), client_of(wen)
    sent = filled(client.get(url)) | {"land_mu": "3.5", "address": "By the well", "reason": "Measured"}
    assert client.post(url, sent).status_code == 302
    family.refresh_from_db()
    assert (f"{family.land_mu}", family.address) == ("3.50", "By the well")
    change = RegistryChange.objects.get()
    assert change.values == {"land_mu": "3.5", "address": "By the well"}


def test_a_family_is_added_on_the_page(heyi, wen, client_of):
    client, url = client_of(wen), reverse("households:new")
    sent = filled(client.get(url)) | {"village": heyi.pk, "kind": "general", "reason": "Found on a visit"}
    people = {"p1_name": "Tian", "p1_sex": "male", "p1_birth_date": "1950", "p2_name": "Hu", "p2_relation": "spouse"}
    answer = client.post(url, sent | people)
    assert answer.status_code == 422 and "Needed for each person" in answer.content.decode()
    client.post(url, sent | people | {"p2_sex": "female", "p2_birth_date": "1955"})
    made = Household.objects.get(village=heyi)
    assert sorted(made.members.values_list("name", flat=True)) == ["Hu", "Tian"]


# The list of what waits


def ticks(page) -> list:
    return re.findall(r'name="change" value="([^"]+)"', page.content.decode())


def test_the_list_shows_what_stands_beside_what_is_proposed(chen, lan, wen, client_of):
    propose(chen, lan, name="Cheng")
    page = client_of(wen).get(reverse("households:changes")).content.decode()
    for words in ("Correct a person", "Chen", "Cheng", "She told me", "Lan"):
        assert words in page


def test_an_empty_list_says_so(wen, client_of):
    assert "Nothing waits" in client_of(wen).get(reverse("households:changes")).content.decode()


def test_several_are_confirmed_at_once_and_each_that_fails_is_named(family, chen, lan, wen, client_of):
    other = family.members.exclude(pk=chen.pk).get()
    propose(chen, lan, name="Cheng")
    propose(other, lan, name="Hu")
    client, url = client_of(wen), reverse("households:changes")
    shown = ticks(client.get(url))
    Member.objects.filter(pk=other.pk).update(name="Huang")
    answer = client.post(url, {"change": shown}, follow=True).content.decode()
    assert Member.objects.get(pk=chen.pk).name == "Cheng" and Member.objects.get(pk=other.pk).name == "Huang"
    assert "1 change is in force" in answer and "Not confirmed: Correct a person: Huang (H1)" in answer
    assert "has changed since this was proposed" in answer


def test_nothing_ticked_is_said(chen, wen, client_of):
    answer = client_of(wen).post(reverse("households:changes"), {"change": ["x:y", "7"]}, follow=True)
    assert "tick at least one" in answer.content.decode()


def test_a_caseworker_sees_what_she_proposed_and_cannot_confirm_it(chen, lan, client_of):
    change = propose(chen, lan, name="Cheng")
    client, url = client_of(lan), reverse("households:changes")
    assert ticks(client.get(url)) == []
    assert client.post(url, {"change": f"{change.pk}:x"}).status_code == 403
    assert "Withdraw" in client.get(change.get_absolute_url()).content.decode()
    client.post(reverse("households:change-step", args=[change.pk, "withdraw"]))
    assert RegistryChange.objects.get().state == "withdrawn"


def test_a_change_is_refused_with_a_reason_on_its_page(chen, lan, wen, client_of):
    change, client = propose(chen, lan, name="Cheng"), client_of(wen)
    url = reverse("households:change-step", args=[change.pk, "refuse"])
    assert client.post(url, {"reason": ""}).status_code == 422
    answer = client.post(url, {"reason": "The card says Chen"}, follow=True).content.decode()
    assert "Refused" in answer and "The card says Chen" in answer


def test_secrets_are_masked_for_those_who_may_not_see_them(chen, lan, su, wen, client_of):
    change = propose(chen, lan, phone="13812345678")
    assert "13812345678" in client_of(wen).get(change.get_absolute_url()).content.decode()
    seen = client_of(su).get(change.get_absolute_url()).content.decode()
    assert "138****5678" in seen and "13812345678" not in seen


def test_another_countys_staff_finds_nothing(chen, lan, mo, client_of):
    change, client = propose(chen, lan, name="Cheng"), client_of(mo)
    assert client.get(change.get_absolute_url()).status_code == 404
    assert client.get(reverse("households:person-correct", args=[chen.pk])).status_code == 404
    assert "Cheng" not in client.get(reverse("households:changes")).content.decode()


def test_the_list_asks_the_database_as_often_for_twenty_as_for_two(
    heyi, lan, wen, client_of, django_assert_max_num_queries
):
    for n in range(20):
        home = household(heyi, people=2)
        if n % 2:
            propose(home.members.get(relation="head"), lan, name=f"Name {n}")
        else:
            head = home.members.last()
            values = {
                "head": head.pk,
                "relations": {f"{one.pk}": "head" if one == head else "other" for one in home.members.all()},
            }
            about = {"village": heyi, "household": home, "reason": "So they say"}
            actions.change_at_desk("head", by=lan, values=values, **about)
    client, url = client_of(wen), reverse("households:changes")
    with django_assert_max_num_queries(17):
        page = client.get(url)
    assert len(ticks(page)) == 20


def test_a_household_without_anybody_is_shown_as_such(heyi, wen, client_of):
    empty = household(heyi, people=1, number="EMPTY-1")
    empty.members.update(left_on="2026-01-01", left_reason="died")
    household(heyi, number="FULL-1")
    client = client_of(wen)
    assert "Nobody lives in 1 household" in client.get(reverse("households:changes")).content.decode()
    listed = client.get(reverse("households:list"), {"people": "none"}).content.decode()
    assert "EMPTY-1" in listed and "FULL-1" not in listed
    assert "Nobody lives here any more" in client.get(empty.get_absolute_url()).content.decode()
