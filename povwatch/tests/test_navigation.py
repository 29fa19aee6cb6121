"""The menu shows the pages of one's roles; banners say what must not be overlooked."""

import pytest
from django.urls import resolve

from accounts.models import User
from accounts.permissions import Permission
from accounts.waiting.declare import WAITING_KINDS
from alerts.alert import actions as alert_actions
from alerts.models import Alert
from povwatch import navigation
from povwatch.navigation import MenuEntry

from . import factories

ROLES = MenuEntry("Who may do what", "accounts:roles", "people", Permission.RULE_VIEW)
ME = MenuEntry("Me", "accounts:me", "person")
ADMIN = MenuEntry("People", "accounts:people", "people", Permission.PEOPLE_VIEW)
PLANNED = MenuEntry("Not built yet", "nowhere:at-all", "house")


@pytest.fixture
def links(rf):
    def seen_by(user, *entries, path="/"):
        request = rf.get(path)
        request.user = User.objects.get(pk=user.pk)
        return navigation.menu_links(entries, request)

    return seen_by


def test_an_entry_needs_its_permission_and_a_page(links, lan, ding):
    assert [link["label"] for link in links(lan, ROLES, ME, ADMIN, PLANNED)] == ["Who may do what", "Me"]
    assert [link["label"] for link in links(ding, ROLES, ADMIN, PLANNED)] == ["Who may do what", "People"]


def test_the_entry_one_is_below_is_marked(links, lan):
    marked = {link["label"]: link["current"] for link in links(lan, ROLES, ME, path="/accounts/me/password/")}
    assert marked == {"Who may do what": False, "Me": True}


def test_of_two_entries_that_fit_the_longer_is_marked(monkeypatch):
    addresses = {"households:list": "/households/", "households:imports": "/households/imports/"}
    monkeypatch.setattr(navigation, "entry_address", lambda entry: addresses.get(entry.url_name, ""))
    assert navigation.current_address("/households/imports/7/") == "/households/imports/"
    assert navigation.current_address("/households/7/") == "/households/"
    assert navigation.current_address("/somewhere/") == ""


def test_a_county_without_a_line_is_named(qin, db):
    assert navigation.counties_without_monitoring_line(qin) == []
    bare = factories.area("999003", "Heishui County")
    assert navigation.counties_without_monitoring_line(factories.person("new", "county_staff", bare)) == [bare]


def test_a_page_asks_five_things_of_the_database_for_its_frame_and_two_for_a_minute(rf, lan, django_assert_num_queries):
    """Grants, the monitoring line; and what waits: the county, its parameters, one statement for all counts."""
    session = {}
    for number in (5, 2):
        request = rf.get("/")
        request.user, request.session = User.objects.get(pk=lan.pk), session
        with django_assert_num_queries(number):
            navigation.navigation_context(request)
            navigation.bell_context(request)


def test_the_bell_counts_what_waits(rf, heyi, lan, qin, ding):
    alert_actions.enter_alert(factories.household(heyi), by=qin, channel="hotline", level=1, words="The roof leaks")
    factories.stand(Alert.objects.all(), "dispatched", due_on="2020-01-01")
    for user, bell in ((lan, {"number": 2, "overdue": 1}), (ding, {"number": 0, "overdue": 0})):
        request = rf.get("/")
        request.user = user
        assert navigation.bell_context(request) == bell


def test_every_kind_that_an_entry_counts_is_declared():
    entries = [entry for _label, section in navigation.MENU for entry in section]
    assert all(any(code.startswith(one) for code in WAITING_KINDS) for entry in entries for one in entry.waits)


@pytest.mark.parametrize(("who", "enters"), [("lan", True), ("zhao", True), ("qin", True), ("su", False)])
def test_alerts_are_in_the_menu_of_everybody_who_sees_households(who, enters, request, rf):
    asked = rf.get("/alerts/")
    asked.user = request.getfixturevalue(who)
    menu = {
        link["label"]: link["current"]
        for _label, links in navigation.navigation_context(asked)["menu"]
        for link in links
    }
    assert menu["Alerts"] and ("Enter an alert" in menu) == enters


def test_alerts_are_not_in_the_menu_of_a_desk_without_households(rf, ding, tan):
    for user in (ding, tan):
        asked = rf.get("/")
        asked.user = user
        labels = [link["label"] for _label, links in navigation.navigation_context(asked)["menu"] for link in links]
        assert "Alerts" not in labels


def test_who_is_not_signed_in_has_no_menu(client):
    page = client.get("/accounts/sign-in/").content.decode()
    assert 'class="pw-menu"' not in page


def test_home_is_the_first_page_one_may_open(client_of, ding, county):
    page = resolve(client_of(ding).get("/").url)
    assert ding.holds(page.func.guard)
    stranger = User.objects.create_user("nobody", "river-stone-42")
    assert client_of(stranger).get("/").url == "/accounts/me/"
