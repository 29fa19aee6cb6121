"""The queue: what each person sees in which order, what it is narrowed down by, and what several alerts do at once."""

import datetime as dt

import pytest
from django.urls import reverse

from alerts.alert import actions
from alerts.models import Alert
from core.dates import today
from core.listing.search import seal_search_text
from households.registry.names import masked_label
from povwatch.tests.factories import household, person, stand

QUEUE = "/alerts/"
QUESTIONS = 18  # of them five for the frame: session, user, grants, menu


def raised(village, by, *, level=1, channel="hotline", **fields):
    """An alert entered by hand; `fields` are set directly in the database."""
    made = actions.enter_alert(household(village), by=by, channel=channel, level=level, words="The roof leaks")
    return stand(made, fields.pop("state", made.state), **fields)


def day(days):
    return today() + dt.timedelta(days)


def rows(page):
    return [alert.pk for alert in page.context["page"]]


def counts(page):
    return {link["label"]: link["count"] for facet in page.context["filter"].facets for link in facet["links"]}


# ----------------------------------------------------------------------------------------------------- who sees what


def test_the_queue_begins_with_the_least_time_left_and_the_graver_of_equals(heyi, qin, zhao, client_of):
    later, soon = raised(heyi, qin, due_on=day(3)), raised(heyi, qin, due_on=day(1))
    red, never = raised(heyi, qin, due_on=day(1), level=2), raised(heyi, qin, due_on=None, state="verifying")
    assert rows(client_of(zhao).get(QUEUE)) == [red.pk, soon.pk, later.pk, never.pk]
    assert rows(client_of(zhao).get(QUEUE, {"sort": "-due"}))[-1] in (soon.pk, red.pk, never.pk)


def test_a_caseworker_begins_with_what_waits_for_the_village(heyi, qin, lan, client_of):
    waits_for_township = raised(heyi, qin, due_on=day(0))
    hers = raised(heyi, qin, state="dispatched", dispatched_on=today(), due_on=day(2))
    assert rows(client_of(lan).get(QUEUE)) == [hers.pk, waits_for_township.pk]


def test_nobody_sees_alerts_of_another_territory(heyi, shuikou, qin, lan, mo, tan, client_of):
    here, there = raised(heyi, qin), raised(shuikou, qin)
    assert rows(client_of(lan).get(QUEUE)) == [here.pk]
    assert rows(client_of(mo).get(QUEUE)) == []
    assert rows(client_of(qin).get(QUEUE)) == [here.pk, there.pk]
    assert client_of(tan).get(QUEUE).status_code == 403
    assert client_of(lan).get(there.get_absolute_url()).status_code == 404


def test_a_row_masks_the_name_and_says_time_in_words(heyi, qin, client_of):
    made = raised(heyi, qin, due_on=day(-2), remind_on=day(-3), decide_by=day(1))
    page = client_of(qin).get(QUEUE).content.decode()
    name = made.household.members.get(relation="head").name
    assert name not in page and name[0] + "***" in page
    assert "2 days overdue" in page and "too late" in page


# ------------------------------------------------------------------------------------------------ filters and counts


def test_filters_narrow_and_counts_say_how_many_there_are(heyi, shuikou, qin, client_of):
    new = raised(heyi, qin, level=2, due_on=day(5), remind_on=day(4))
    late = raised(heyi, qin, state="dispatched", due_on=day(-1), remind_on=day(-2))
    soon = raised(shuikou, qin, channel="petition", state="answered", outcome="solved", due_on=day(0), remind_on=day(0))
    lost = raised(shuikou, qin, decide_by=day(4), due_on=day(9), remind_on=day(8))
    gone = raised(heyi, qin, state="closed", outcome="duplicate", due_on=None, remind_on=None, closed_on=today())
    client = client_of(qin)
    expected = {
        "level=2": [new],
        "state=dispatched": [late],
        "time=overdue": [late],
        "time=soon": [soon],
        "time=late": [lost],
        "channel=petition": [soon],
        f"village={heyi.code}": [late, new],
        "waiting=me": [late],
        "state=closed": [gone],
        "state=answered": [soon],
        "state=any": [late, soon, new, lost, gone],
        f"village={shuikou.parent.code}": [soon, lost],
    }
    for query, alerts in expected.items():
        assert rows(client.get(f"{QUEUE}?{query}")) == [one.pk for one in alerts], query
    found = counts(client.get(QUEUE))
    assert (found["Red"], found["Overdue"], found["Soon due"], found["Decision too late"]) == (1, 1, 1, 1)
    assert (found["New"], found["Petition"], found["Me"]) == (2, 1, 1)
    assert counts(client.get(QUEUE, {"village": heyi.code}))["Red"] == 1


def test_waiting_for_me_is_what_my_role_must_do(heyi, qin, zhao, lan, su, client_of):
    new = raised(heyi, qin)
    sent = raised(heyi, qin, state="dispatched", due_on=day(2))
    back = raised(heyi, qin, state="answered", outcome="solved", due_on=None)
    late = raised(heyi, qin, state="accepted", due_on=day(-1))
    waiting = {zhao: {new, back, late}, lan: {sent, late}, qin: {late}, su: set()}
    for user, alerts in waiting.items():
        assert set(rows(client_of(user).get(QUEUE, {"waiting": "me"}))) == {one.pk for one in alerts}, user


def test_a_rule_narrows_by_signals_that_stand(heyi, qin, client_of):
    alert, other = raised(heyi, qin), raised(heyi, qin)
    for one, gone in ((alert, None), (other, today())):
        one.signals.create(
            household=one.household, channel="rules", rule="MED-04", level=2, raised_on=today(), vanished_on=gone
        )
    page = client_of(qin).get(QUEUE, {"rule": "MED-04"})
    assert rows(page) == [alert.pk]
    assert [
        link["count"] for facet in page.context["filter"].facets if facet["name"] == "rule" for link in facet["links"]
    ] == [1]


def test_a_search_leaves_no_name_in_the_address_and_finds_closed_alerts(heyi, qin, client_of):
    gone = raised(heyi, qin, state="closed", outcome="duplicate", due_on=None, remind_on=None, closed_on=today())
    raised(heyi, qin)
    answer = client_of(qin).post("/alerts/search/", {"text": gone.household.number})
    assert gone.household.number not in answer.url
    assert rows(client_of(qin).get(QUEUE, {"text": seal_search_text(gone.household.number, qin)})) == [gone.pk]
    assert client_of(qin).post("/alerts/search/", {"text": " "}).url == QUEUE


def test_the_queue_asks_the_same_number_of_questions_however_many_alerts(
    heyi, qin, client_of, django_assert_num_queries
):
    client = client_of(qin)
    raised(heyi, qin)
    client.get(QUEUE)
    for more in (0, 5):
        for _ in range(more):
            raised(heyi, qin)
        with django_assert_num_queries(QUESTIONS):
            client.get(QUEUE)


# ----------------------------------------------------------------------------------------------- several alerts at once


def ticks(*alerts):
    return [f"{alert.pk}:{alert.state}" for alert in alerts]


def test_several_are_sent_at_once_and_those_refused_are_named_with_the_reason(heyi, qin, zhao, client_of):
    new, other, sent = raised(heyi, qin), raised(heyi, qin), raised(heyi, qin)
    actions.take_alert_step(sent, "dispatch", by=zhao)
    client = client_of(zhao)
    page = client.post(f"{QUEUE}?level=1", {"step": "dispatch", "alert": ticks(new, other, sent)}, follow=True)
    words = page.content.decode()
    assert page.redirect_chain == [(f"{QUEUE}?level=1", 302)]
    assert "Send to the village: 2 alerts." in words
    assert f"Not changed: {masked_label(sent.household)}. Not possible in the state “Sent to the village”." in words
    assert set(Alert.objects.values_list("state", flat=True)) == {"dispatched"}


def test_a_stale_list_is_told_who_was_quicker(heyi, qin, zhao, client_of):
    alert = raised(heyi, qin)
    stale = ticks(alert)
    actions.take_alert_step(alert, "dispatch", by=qin)
    page = client_of(zhao).post(QUEUE, {"step": "dispatch", "alert": stale}, follow=True)
    assert "Somebody else moved this first" in page.content.decode()
    assert alert.transitions.filter(step="dispatch").count() == 1


def test_rights_are_asked_for_each_alert(heyi, shuikou, qin, lan, zhao, client_of):
    new, elsewhere = raised(heyi, qin), raised(shuikou, qin)
    page = client_of(lan).post(QUEUE, {"step": "dispatch", "alert": ticks(new)}, follow=True).content.decode()
    assert "Your role does not include this." in page
    page = client_of(zhao).post(QUEUE, {"step": "dispatch", "alert": ticks(elsewhere)}, follow=True).content.decode()
    assert "1 alert is no longer in your territory." in page
    assert set(Alert.objects.values_list("state", flat=True)) == {"new"}


@pytest.mark.parametrize("sent", [{"step": "dispatch"}, {"step": "reopen", "alert": "1:new"}, {"alert": "x:new"}, {}])
def test_nothing_ticked_or_no_step_says_so(heyi, qin, zhao, client_of, sent):
    page = client_of(zhao).post(QUEUE, sent, follow=True)
    assert "tick at least one alert" in page.content.decode()


def test_htmx_gets_the_list_alone_with_the_summary(heyi, qin, zhao, client_of):
    alert = raised(heyi, qin)
    headers = {"HX-Request": "true"}
    page = client_of(zhao).post(QUEUE, {"step": "dispatch", "alert": ticks(alert)}, headers=headers)
    words = page.content.decode()
    assert page.status_code == 200 and "<html" not in words
    assert "Send to the village: 1 alert." in words and "Sent to the village" in words


def test_the_household_list_is_narrowed_by_open_alerts(heyi, qin, client_of):
    calm, asked = household(heyi), raised(heyi, qin, due_on=day(-1)).household
    closed = raised(heyi, qin, state="closed", outcome="duplicate", due_on=None, remind_on=None, closed_on=today())
    expected = {"open": [asked], "overdue": [asked], "none": [calm, closed.household]}
    for word, families in expected.items():
        page = client_of(qin).get("/households/", {"alert": word})
        assert [row.pk for row in page.context["page"]] == [one.pk for one in families], word


def test_two_roles_add_up(heyi, shuikou, qin, client_of):
    both = person("both", "caseworker", heyi)
    both.grants.create(origin="sample", role="township_official", area=shuikou.parent, valid_from="2020-01-01")
    village, township = raised(heyi, qin, state="accepted", due_on=day(1)), raised(shuikou, qin)
    raised(heyi, qin)
    page = client_of(both).get(QUEUE, {"waiting": "me"})
    assert set(rows(page)) == {village.pk, township.pk}


def test_each_day_of_a_span_has_its_name(zhao, client_of):
    page = client_of(zhao).get("/alerts/").content.decode()
    spans = ("opened", "sent", "answered", "closed")
    for name, label in [
        (f"{one}_{end}", label) for one in spans for end, label in (("after", "From"), ("before", "Until"))
    ]:
        field = page[page.index(f'name="{name}"') :].partition(">")[0]
        assert f'aria-label="{label}"' in field


# ------------------------------------------------------------------------------------------ from one to the next


def next_of(client, alert, query):
    return client.get(reverse("alerts:next") + f"?{query}&after={alert.pk}")


def test_the_next_stands_in_the_place_of_the_one_that_left_the_list(heyi, qin, zhao, client_of):
    first, second, third = (raised(heyi, qin, due_on=day(days)) for days in (1, 2, 3))
    client = client_of(zhao)
    link = f"{second.get_absolute_url()}?state=new&place=1"
    assert link.replace("&", "&amp;") in client.get(QUEUE, {"state": "new"}).content.decode()
    assert next_of(client, second, "state=new&place=1").url == f"{third.get_absolute_url()}?state=new&place=2"
    answer = client.post(
        reverse("alerts:alert-step", args=[second.pk, "dispatch"]) + "?state=new&place=1", {"seen": "new"}
    )
    assert answer.url == link
    assert next_of(client, second, "state=new&place=1").url == f"{third.get_absolute_url()}?state=new&place=1"
    page = client.get(link).content.decode()
    assert f'href="{QUEUE}?state=new"' in page and first.state == "new"


@pytest.mark.parametrize("query", ["state=new&place=0", "place=7", "state=new", "place=-1", "place=x"])
def test_after_the_last_one_stands_in_the_list_again(heyi, qin, zhao, client_of, query):
    alert = raised(heyi, qin)
    answer = next_of(client_of(zhao), alert, query)
    assert answer.url.startswith(QUEUE) and ("state=new" in answer.url) == ("state=new&place" in query)


def test_the_next_lies_in_the_own_territory(heyi, shuikou, qin, zhao, client_of):
    here, _there = raised(heyi, qin, due_on=day(1)), raised(shuikou, qin, due_on=day(2))
    assert next_of(client_of(zhao), here, "place=0").url.startswith(QUEUE + "?")


def test_who_comes_from_elsewhere_finds_no_way_through_a_list(heyi, qin, zhao, client_of):
    alert = raised(heyi, qin)
    assert "data-pw-next" not in client_of(zhao).get(alert.get_absolute_url()).content.decode()
