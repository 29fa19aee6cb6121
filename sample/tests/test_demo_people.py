import pytest
from django.core.management import CommandError, call_command

from accounts.models import AccessEvent, Grant, User
from accounts.roles import ROLES
from sample import demo_people as people


@pytest.fixture
def sample_site(settings, county, heyi):
    settings.SAMPLE_SITE = True
    return county


def test_there_is_one_person_for_each_role_and_they_can_sign_in(sample_site, heyi):
    grants = people.make_demo_people(sample_site, "bamboo-42")
    assert sorted(grant.role for grant in grants) == sorted(ROLES)
    assert all(grant.area.level in grant.role_class.granted_on for grant in grants)
    assert User.objects.get(username="lan").areas_where("household.view") == [heyi]
    assert all(grant.user.check_password("bamboo-42") for grant in grants)


def test_twice_changes_nothing(sample_site):
    people.make_demo_people(sample_site, "bamboo-42")
    before = [*User.objects.values_list("pk", "password")], Grant.objects.count(), AccessEvent.objects.count()
    people.make_demo_people(sample_site, "bamboo-42")
    assert ([*User.objects.values_list("pk", "password")], Grant.objects.count(), AccessEvent.objects.count()) == before


def test_another_password_is_for_all(sample_site):
    people.make_demo_people(sample_site, "bamboo-42")
    people.make_demo_people(sample_site, "willow-43")
    assert all(user.check_password("willow-43") for user in User.objects.all())


def test_the_password_is_the_operators_or_made_once(tmp_path, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    made = people.demo_password(tmp_path)
    assert len(made) == 12
    assert people.demo_password(tmp_path) == made
    monkeypatch.setenv("DEMO_PASSWORD", "willow-43")
    assert people.demo_password(tmp_path) == "willow-43"


def test_the_command_prints_who_there_is(sample_site, settings, capsys, tmp_path):
    settings.HOME = tmp_path
    call_command("demo_people", county=sample_site.code)
    told = capsys.readouterr().out
    assert "lan    Caseworker, Heyi Village" in told
    assert people.demo_password(tmp_path) in told


def test_a_real_site_has_no_demo_people(settings, county):
    settings.SAMPLE_SITE = False
    with pytest.raises(CommandError, match="not a sample site"):
        call_command("demo_people", county=county.code)
    assert not User.objects.exists()


def test_a_county_must_be_loaded(sample_site):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("demo_people", county="123456")
