"""What waits for a person: the page, the bell and the e-mail say the same, for everybody."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch

from accounts.models import User
from accounts.roles import ROLES
from accounts.waiting.counts import count_waiting
from accounts.waiting.declare import WAITING_KINDS, WaitingKind
from accounts.waiting.digest import waiting_digests
from accounts.waiting.page import waiting_rows
from alerts.alert import actions as alert_actions
from alerts.models import Alert
from cases.tests import way
from core.dates import add_months, today
from povwatch.tests.factories import case, household, led_to, person, stand
from reports.models import MonthlyReport
from visits.actions import take_visit_step
from visits.models import Visit
from visits.tests import told as phones

PAGE = "/accounts/waiting/"
CALL = {"channel": "hotline", "level": 2, "words": "The roof leaks in the rain"}


@pytest.fixture
def everybody(lan, wen, zhao, qin, li, tan, su, ding, mo):
    return [lan, wen, zhao, qin, li, tan, su, ding, mo]


@pytest.fixture
def busy(heyi, shuikou, everybody):
    """Something of most kinds, in two townships."""
    lan, wen, zhao, qin, li, *_rest = everybody
    for village in (heyi, heyi, shuikou):
        alert_actions.enter_alert(household(village), by=qin, **CALL)
    stand(Alert.objects.first(), "dispatched", due_on=today() - dt.timedelta(1))
    with way.ago(6):
        way.on_notice(household(heyi), lan, wen, qin)
    way.authorised(way.proposed(household(heyi), lan), lan)
    case(household(heyi), identified_on=today() - dt.timedelta(40))
    sent = Visit.objects.create(household=household(heyi), visited_on=today(), visited_by=lan)
    take_visit_step(sent, "send_back", by=zhao, reason="Whom did you meet?")
    Visit.objects.create(household=household(heyi), visited_on=today(), visited_by=zhao)
    phones.receive(phones.told(999_999_999), lan)


def counted(user):
    return count_waiting(User.objects.get(pk=user.pk))


def test_bell_page_and_e_mail_say_the_same_numbers_to_everybody(busy, everybody, client_of):
    for user in everybody:
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    mailed = {digest.user.username: digest.counts for digest in waiting_digests(today())}
    for user in everybody:
        counts = counted(user)
        assert mailed.get(user.username, {}) == counts, user
        answer = client_of(user).get(PAGE)
        assert {group.kind.code: group.waiting for group in answer.context["groups"]} == counts
        assert answer.context["bell"]["number"] == sum(one.number for one in counts.values())
    assert len(mailed["zhao"]) > 4 and len(mailed["lan"]) > 4 and set(mailed) >= {"lan", "wen", "zhao", "qin"}


def test_every_group_shows_as_many_rows_as_it_counts(busy, everybody):
    for user in everybody:
        for code, one in counted(user).items():
            rows = waiting_rows(WAITING_KINDS[code], user, stop=50)
            assert len(rows) == one.number
            assert sum(1 for row in rows if row.until and row.until < today()) == one.overdue, (user, code)


def test_overdue_groups_come_first_and_names_before_numbers(busy, zhao, client_of):
    answer = client_of(zhao).get(PAGE)
    overdue = [bool(group.waiting.overdue) for group in answer.context["groups"]]
    assert overdue == sorted(overdue, reverse=True) and overdue[0]
    row = answer.context["groups"][0].rows[0]
    text = answer.content.decode()
    assert "*" in row.name and text.index(row.name) < text.index(row.number)


def test_who_has_nothing_to_do_reads_so(su, client_of):
    page = client_of(su).get(PAGE)
    assert "Nothing waits for you" in page.content.decode() and page.context["bell"]["number"] == 0


def test_the_whole_list_of_a_kind_has_pages(heyi, qin, zhao, client_of):
    for _ in range(51):
        alert_actions.enter_alert(household(heyi, people=1), by=qin, **CALL)
    client = client_of(zhao)
    assert len(client.get(f"{PAGE}alerts-dispatch/").context["rows"]) == 50
    assert len(client.get(f"{PAGE}alerts-dispatch/?page=2").context["rows"]) == 1
    group = next(one for one in client.get(PAGE).context["groups"] if one.kind.code == "alerts-dispatch")
    assert (len(group.rows), group.more) == (5, 46)


def test_a_kind_without_rows_says_so_and_one_that_others_are_told_of_is_not_found(busy, lan, zhao, client_of):
    page = client_of(zhao).get(f"{PAGE}visits-second/")
    assert "Nothing of this kind waits for you" in page.content.decode()
    for code in ("alerts-dispatch", "no-such-kind"):
        assert client_of(lan).get(f"{PAGE}{code}/").status_code == 404


def test_what_one_does_oneself_is_counted_at_once(heyi, qin, zhao, client_of):
    alert = alert_actions.enter_alert(household(heyi), by=qin, **CALL)
    client = client_of(zhao)
    assert client.get("/accounts/me/").context["bell"]["number"] == 1
    client.post(f"/alerts/{alert.pk}/dispatch/", {"seen": "new", "village": heyi.pk})
    assert client.get("/accounts/me/").context["bell"]["number"] == 0


def test_what_others_do_is_counted_after_a_minute_or_on_the_page(heyi, qin, zhao, client_of):
    client = client_of(zhao)
    assert client.get("/accounts/me/").context["bell"]["number"] == 0
    alert_actions.enter_alert(household(heyi), by=qin, **CALL)
    assert client.get("/accounts/me/").context["bell"]["number"] == 0
    assert client.get(PAGE).context["bell"]["number"] == 1
    assert client.get("/accounts/me/").context["bell"]["number"] == 1


def test_the_page_asks_as_many_questions_for_many_rows_as_for_few(heyi, qin, zhao, client_of):
    def ask():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    client = client_of(zhao)
    alert_actions.enter_alert(household(heyi), by=qin, **CALL)
    few = [ask(), ask()][1]
    for _ in range(9):
        alert_actions.enter_alert(household(heyi), by=qin, **CALL)
    assert ask() == few


def test_every_kind_names_roles_that_hold_its_permission_and_an_address_that_exists():
    for kind in WAITING_KINDS.values():
        assert isinstance(kind, WaitingKind) and kind.told_roles, kind.code
        assert all(kind.permission in ROLES[role].permissions for role in kind.roles), kind.code
        try:
            assert bool(kind.at_once_url) == bool(kind.at_once), kind.code
        except NoReverseMatch:
            pytest.fail(f"{kind.code} leads to an address that does not exist")


@pytest.mark.parametrize(("state", "who", "code"), [
    ("draft", "qin", "reports-freeze"), ("checked", "qin", "reports-freeze"), ("frozen", "li", "reports-submit"),
])  # fmt: skip
def test_last_month_waits_until_the_fifth(state, who, code, request, county):
    user = request.getfixturevalue(who)
    sealed = {"digest": "0"} if state == "frozen" else {}
    month = add_months(today(), -1)
    led_to(MonthlyReport.objects.create(county=county, month=month, state=state, as_of=today(), **sealed))
    (row,) = waiting_rows(WAITING_KINDS[code], user, stop=5)
    assert row.until == add_months(month, 1) + dt.timedelta(4)


def test_this_month_does_not_wait_yet(county, qin):
    MonthlyReport.objects.create(county=county, month=add_months(today(), 0), state="draft", as_of=today())
    assert counted(qin) == {}


def test_two_grants_over_one_village_count_once(busy, heyi, zhao):
    before = counted(zhao)
    again = person("zhao2", "township_official", heyi.parent)
    User.objects.filter(pk=again.pk).update(email="z@example.org")
    again.grants.create(origin="sample", role="township_leader", area=heyi.parent)
    assert counted(again)["alerts-dispatch"] == before["alerts-dispatch"]
    (digest,) = [one for one in waiting_digests(today()) if one.user == again]
    assert digest.counts == counted(again)


# The language


def test_the_e_mail_is_in_the_language_one_chose_in_the_browser(busy, zhao, client_of):
    User.objects.filter(pk=zhao.pk).update(email="zhao@example.org")
    client_of(zhao).post("/language/", {"language": "zh-hans"})
    assert User.objects.get(pk=zhao.pk).language == "zh-hans"
    (digest,) = waiting_digests(today())
    assert "可请管理员删除" in digest.message().body


def test_a_language_that_is_not_there_is_not_kept(zhao, client_of):
    client_of(zhao).post("/language/", {"language": "tlh"})
    assert User.objects.get(pk=zhao.pk).language == ""


def sign_in(client, user, **cookies):
    user.set_password("river-stone-42")
    user.save()
    return client.post("/accounts/sign-in/", {"username": user.username, "password": "river-stone-42"})


def test_the_next_browser_speaks_ones_language(lan, client):
    User.objects.filter(pk=lan.pk).update(language="zh-hans")
    lan.language = "zh-hans"
    assert sign_in(client, lan).cookies["django_language"].value == "zh-hans"


def test_what_was_chosen_at_the_door_is_kept_over_what_was_before(lan, client):
    lan.language = "en"
    client.post("/language/", {"language": "zh-hans"})
    sign_in(client, lan)
    assert User.objects.get(pk=lan.pk).language == "zh-hans"
