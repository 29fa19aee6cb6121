"""Before exports and decisions of weight the second factor is asked for again. Where is found here, by opening and
trying everything, not by a list."""

import datetime as dt
import gc
import time
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import time_machine

from accounts import again
from accounts.again import FACTOR_UNTIL, AskAgain
from accounts.events import ACCESS_ACTIONS, EXPORTS
from accounts.models import AccessEvent, GrantProposal, SecondFactor
from accounts.people.proposals import propose_grant
from accounts.permissions import ASKED_AGAIN, Permission, must
from core.workflow import Workflow
from povwatch.tests.test_house import ASKED, URLS, address, things  # noqa: F401

MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)
FACTOR = "/accounts/second-factor/"
# Everyday work of one's role, which asks nobody again. A new permission is put here, or into ASKED_AGAIN.
EVERYDAY = {
    "household.view", "household.secret", "household.looks", "registry.propose", "registry.confirm", "visit.log",
    "visit.review", "alert.enter", "alert.dispatch", "alert.work", "alert.close", "alert.reopen", "case.propose",
    "case.review", "case.compare", "case.assist", "indicator.view", "feed.view", "feed.send", "inquiry.answer",
    "report.keep", "report.export", "rule.view", "run.view", "run.start", "parameter.view", "what_if", "audit.view",
    "people.view", "case.takeover", "background.work", "data.view", "data.keep",
    "place.urge", "duty.view", "return.examine", "work.keep",
}  # fmt: skip


@pytest.fixture
def stale(client_of):
    """stale(li) is a browser in which Li gave the second factor long ago."""

    def made(user):
        SecondFactor.objects.get_or_create(user=user, defaults={"secret": pyotp.random_base32()})
        client = client_of(user)
        session = client.session
        session[FACTOR_UNTIL] = 0
        session.save()
        return client

    return made


def page_after(answer) -> str:
    return parse_qs(urlsplit(answer.url).query)["next"][0]


WIDEST = ("zhao", "qin", "li", "su", "ding")  # whatever asks again, one of them may
EMPTY_TEMPLATES = {"departments:feed-template", "households:import-template"}  # nobody's data


def is_sent_to_give_it(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(FACTOR)


def test_every_permission_is_everyday_or_asked_again():
    assert {str(one) for one in Permission} == EVERYDAY | {str(one) for one in ASKED_AGAIN}
    assert EVERYDAY & {str(one) for one in ASKED_AGAIN} == set()
    assert set(ACCESS_ACTIONS) >= EXPORTS


def test_every_step_of_every_workflow_that_decides_asks(county, li, qin, ding, zhao):
    """Whatever a step is called and whichever page takes it, its permission asks."""
    tables = [one for one in gc.get_objects() if type(one) is Workflow]  # isinstance would wake lazy objects
    deciding = {step.name for table in tables for step in table.steps if step.permission in ASKED_AGAIN}
    assert deciding >= {"identify", "clear", "endorse", "confirm", "submit", "recognise", "hand"}
    token = again.carry(lambda: False)
    try:
        for permission in ASKED_AGAIN:
            holder = next(who for who in (li, qin, ding, zhao) if who.holds(permission))
            with pytest.raises(AskAgain):
                must(holder, permission)
    finally:
        again.drop(token)


def test_nobody_takes_a_file_along_whatever_its_address(things, shuikou, request, stale):  # noqa: F811
    """Opens every address, and every list as a file, in the name of those whose rights hold all others."""
    people, taken = [request.getfixturevalue(who) for who in WIDEST], []
    assert all(any(who.holds(permission) for who in people) for permission in ASKED_AGAIN)
    for user in people:
        client = stale(user)
        for name in set(URLS) - {"accounts:sign-out"}:
            if name.startswith("feed-api:"):  # the interface knows tokens and no people
                continue
            answer = client.get(address(name, things), {**ASKED.get(name, {}), "file": "csv"})
            if answer.headers.get("Content-Disposition", "").startswith("attachment"):
                taken.append((user.username, name))
    assert {name for _who, name in taken} <= EMPTY_TEMPLATES


def test_a_list_as_a_file_asks_and_says_nothing_in_the_log_before(qin, stale, client_of):
    answer = stale(qin).get("/households/?file=csv&colour=red")
    assert is_sent_to_give_it(answer) and page_after(answer) == "/households/?file=csv&colour=red"
    assert not AccessEvent.objects.filter(action="list_exported").exists()
    assert client_of(qin).get("/households/?file=csv").headers["Content-Disposition"].startswith("attachment")


def test_whoever_works_in_villages_is_not_asked(lan, stale, client_of):
    SecondFactor.objects.all().delete()
    client = client_of(lan)
    session = client.session
    del session[FACTOR_UNTIL]
    session.save()
    assert client.get("/households/").status_code == 200


@pytest.fixture
def proposed(lan, shuikou, ding):
    return propose_grant(
        lan, by=ding, role="caseworker", areas=[shuikou], valid_from=dt.date(2099, 1, 1), reason="Order 1"
    )


def confirm(client, proposal, **headers):
    address = f"/accounts/people/proposed/{proposal.pk}/confirm/"
    return client.post(
        address, {"seen": "proposed"}, headers={"referer": "http://testserver/accounts/waiting/", **headers}
    )


def test_a_decision_asks_changes_nothing_and_leads_back_to_its_page(proposed, li, stale):
    answer = confirm(stale(li), proposed)
    assert is_sent_to_give_it(answer) and page_after(answer) == "/accounts/waiting/"
    assert GrantProposal.objects.get().state == "proposed"


def test_a_part_of_a_page_leads_the_whole_page_there(proposed, li, stale):
    answer = confirm(stale(li), proposed, **{"hx-request": "true"})
    assert answer.headers["HX-Redirect"].startswith(FACTOR)


def test_after_the_code_the_decision_is_taken(proposed, li, stale):
    client = stale(li)
    with time_machine.travel(MORNING, tick=False):
        answer = client.post(FACTOR, {"code": pyotp.TOTP(li.second_factor.secret).now(), "next": "/accounts/waiting/"})
        assert answer.url == "/accounts/waiting/"
        assert confirm(client, proposed).status_code == 302
    assert GrantProposal.objects.get().state == "confirmed"
    assert AccessEvent.objects.filter(action="second_factor_given", user=li).exists()


@pytest.mark.parametrize(("seconds", "asked"), [(899, False), (900, True), (901, True)])
def test_a_code_is_recent_for_a_quarter_of_an_hour(proposed, li, stale, seconds, asked):
    client = stale(li)
    with time_machine.travel(MORNING, tick=False) as clock:
        client.post(FACTOR, {"code": pyotp.TOTP(li.second_factor.secret).now()})
        clock.shift(seconds - 60)
        client.get("/accounts/me/")  # somebody is there
        clock.shift(60)
        assert is_sent_to_give_it(confirm(client, proposed)) is asked


def test_on_a_sample_site_nobody_is_asked(proposed, li, stale, settings):
    settings.SAMPLE_SITE = True
    confirm(stale(li), proposed)
    assert GrantProposal.objects.get().state == "confirmed"


def test_nightly_work_and_commands_are_asked_by_nobody(li, county):
    must(li, Permission.CASE_APPROVE, county)


def test_looking_at_pages_asks_nobody(li, stale, proposed):
    client = stale(li)
    for page in ("/accounts/waiting/", f"/accounts/people/proposed/{proposed.pk}/", "/households/", "/"):
        assert not is_sent_to_give_it(client.get(page)), page


def test_a_session_that_never_gave_it_is_no_recent_one():
    assert not again.is_recent({})
    assert again.is_recent({FACTOR_UNTIL: time.time() + 1}) and not again.is_recent({FACTOR_UNTIL: time.time()})
