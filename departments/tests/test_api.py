"""The interface of departments' systems: a batch posted by a token, once; answers fetched."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from core.jobs.models import Job
from core.jobs.work import work_on_job
from departments.api import views
from departments.api.tokens import make_feed_token, revoke_feed_token
from departments.models import FeedAnswer, FeedBatch, FeedRow, FeedToken

from .sent import close_alert, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]
API = "/departments/api/"


@pytest.fixture
def token(county, qin):
    return make_feed_token(
        county=county, feed="medical_insurance", name="Sample system", valid_until=dt.date(2026, 12, 31), by=qin
    )


def post(client, text, body, *, key="k1", path="batches"):
    headers = {"authorization": f"Bearer {text}", "idempotency-key": key}
    return client.post(API + path, body, content_type="application/json", headers=headers)


def get(client, text, path):
    return client.get(API + path, headers={"authorization": f"Bearer {text}"})


def work():
    for job in Job.objects.open().filter(kind__startswith="feed_").order_by("asked_at"):
        work_on_job(job.pk)


def body(*rows, **more):
    return {"month": "2026-06", "rows": list(rows) or [row()]} | more


def test_a_system_sends_looks_and_publishes(home, token, client):
    sent = post(client, token[1], body())
    assert sent.status_code == 202 and sent.json()["state"] == "uploaded"
    work()
    number = sent.json()["id"]
    seen = get(client, token[1], f"batches/{number}").json()
    assert seen["state"] == "checked" and seen["counts"]["new"] == 1 and seen["problems"] == []
    assert post(client, token[1], {}, path=f"batches/{number}/publish").status_code == 202
    work()
    assert FeedRow.objects.get().member.household == home


def test_a_batch_may_publish_itself_when_nothing_is_wrong(home, token, client):
    post(client, token[1], body(publish=True))
    work()
    work()
    assert FeedBatch.objects.get().state == "published" and FeedRow.objects.count() == 1


def test_a_bad_row_is_named_by_its_place_in_the_batch(home, token, client):
    sent = post(client, token[1], body(row(), row("A2", self_paid="much"), publish=True))
    work()
    seen = get(client, token[1], f"batches/{sent.json()['id']}").json()
    assert [(one["row"], one["column"]) for one in seen["problems"]] == [(2, "self_paid")]
    assert seen["state"] == "checked" and not FeedRow.objects.exists() and "much" not in str(seen)


def test_the_same_key_is_the_same_batch(home, token, client):
    first, again = post(client, token[1], body()), post(client, token[1], body())
    assert (first.status_code, again.status_code) == (202, 200) and first.json()["id"] == again.json()["id"]
    assert FeedBatch.objects.count() == 1
    assert post(client, token[1], body(row(self_paid="1"))).status_code == 409


def test_who_has_no_token_in_force_gets_nothing(home, token, client, qin, county):
    made, text = token
    assert client.post(API + "batches", body(), content_type="application/json").status_code == 401
    assert get(client, "pwd_wrong", "answers").status_code == 401
    assert get(client, text, "answers").status_code == 200
    for day, status in ((dt.date(2026, 12, 31), 200), (dt.date(2027, 1, 1), 401)):
        with time_machine.travel(dt.datetime.combine(day, dt.time(4)), tick=False):
            assert get(client, text, "answers").status_code == status
    revoke_feed_token(made, by=qin)
    assert get(client, text, "answers").status_code == 401


@pytest.mark.parametrize(("network", "status"), [("127.0.0.0/8", 200), ("10.0.0.0/8", 401)])
def test_a_token_holds_from_its_addresses_alone(county, qin, client, network, status):
    _made, text = make_feed_token(
        county=county, feed="water", name="x", valid_until=dt.date(2026, 12, 31), by=qin, addresses=[network]
    )
    assert get(client, text, "answers").status_code == status


def test_the_token_of_another_feed_finds_nothing(home, token, county, qin, client):
    sent = post(client, token[1], body()).json()["id"]
    _made, other = make_feed_token(county=county, feed="water", name="x", valid_until=dt.date(2026, 12, 31), by=qin)
    assert get(client, other, f"batches/{sent}").status_code == 404
    assert post(client, other, {}, path=f"batches/{sent}/publish").status_code == 404


def test_the_token_itself_is_not_kept(token):
    made, text = token
    assert text not in str(vars(made)) and len(made.token_hash) == 64


def test_the_county_makes_a_token_that_is_shown_once_and_revokes_it(qin, county, client_of):
    page = client_of(qin)
    said = {"feed": "water", "county": county.pk, "name": "Water works", "valid_until": "2026-12-31", "addresses": ""}
    made = page.post(reverse("departments:tokens"), said).content.decode()
    token = FeedToken.objects.get()
    assert "pwd_" in made and "pwd_" not in page.get(reverse("departments:tokens")).content.decode()
    page.post(reverse("departments:token-revoke", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at and not token.is_in_force


@pytest.mark.parametrize(
    "wrong", [{"valid_until": "2026-07-02"}, {"addresses": "somewhere"}, {"addresses": "10.0.0.1/8"}, {"name": ""}]
)
def test_a_token_that_cannot_hold_is_not_made(qin, county, client_of, wrong):
    said = {"feed": "water", "county": county.pk, "name": "Water works", "valid_until": "2026-12-31", "addresses": ""}
    assert client_of(qin).post(reverse("departments:tokens"), said | wrong).status_code == 422
    assert not FeedToken.objects.exists()


def test_a_liaison_makes_no_tokens_and_reads_how_systems_send(tan, client_of):
    assert client_of(tan).get(reverse("departments:tokens")).status_code == 403
    page = client_of(tan).get(reverse("departments:interface")).content.decode()
    assert "Idempotency-Key" in page and "self_paid" in page and "credit" not in page


@pytest.mark.parametrize(
    "rubbish", ["", "[]", "{", '{"month": "2026-13", "rows": [{}]}', '{"month": "2026-06", "rows": []}']
)
def test_a_body_of_rubbish_is_refused_and_leaves_nothing(token, client, rubbish):
    headers = {"authorization": f"Bearer {token[1]}", "idempotency-key": "k1"}
    answer = client.post(API + "batches", rubbish, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422) and not FeedBatch.objects.exists()


def test_answers_are_fetched_since_a_cursor(alert, zhao, lan, qin, token, client):
    close_alert(alert, "identify", zhao, lan)
    first = get(client, token[1], "answers").json()
    assert first["answers"] == [
        {"reference": "A1", "outcome": "identify", "answered_on": "2026-07-03", "reply_due_on": None}
    ]
    assert first["cursor"] == FeedAnswer.objects.get().pk
    assert get(client, token[1], f"answers?since={first['cursor']}").json() == {
        "answers": [],
        "cursor": first["cursor"],
    }


def test_a_call_is_shown_its_own_county_alone(home, token, neighbour, client, monkeypatch):
    """Where a call forgot the county of its token, the database remembers it."""
    theirs = FeedBatch.objects.create(
        county=neighbour, feed="medical_insurance", department="medical_insurance", month=dt.date(2026, 6, 1),
        digest="0", language="en",
    )  # fmt: skip
    monkeypatch.setattr(views, "batch_of_token", lambda request, number: FeedBatch.objects.filter(pk=number).first())
    assert get(client, token[1], f"batches/{theirs.pk}").status_code == 404
    assert post(client, token[1], {}, path=f"batches/{theirs.pk}/publish").status_code == 404
    sent = post(client, token[1], body())
    assert get(client, token[1], f"batches/{sent.json()['id']}").status_code == 200


def test_every_call_runs_within_the_county_of_its_token():
    """Guards against a new call that is shown every county."""
    ((_prefix, router),) = views.feed_api._routers
    calls = [one.view_func for path in router.path_operations.values() for one in path.operations]
    assert len(calls) == 4 and all(call.within_county for call in calls)
