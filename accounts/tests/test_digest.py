"""The daily digest: who gets one, what it says, and what it never says."""

import io
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import DigestSent, User
from accounts.waiting import digest
from alerts.alert import actions as alert_actions
from alerts.models import Alert
from core.dates import add_months, today
from households.models import Household
from povwatch.schedule import TIMETABLE
from povwatch.tests.factories import household, led_to, person
from povwatch.tests.jobs import do_job
from reports.models import MonthlyReport

CALL = {"channel": "hotline", "level": 1, "words": "The roof leaks in the rain"}


@pytest.fixture
def families(heyi, shuikou, lan, zhao, qin):
    """In Heyi two new alerts and one sent to the village, in Shuikou one that is overdue; Lan, Zhao and Qin have an
    address."""
    User.objects.update(email="")
    for user in (lan, zhao, qin):
        user.email = f"{user.username}@example.org"
        user.save()
    submitted = {"state": "submitted", "digest": "0", "as_of": today()}
    led_to(MonthlyReport.objects.create(county=heyi.parent.parent, month=add_months(today(), -1), **submitted))
    homes = [household(village, phone=f"1540000111{n}") for n, village in enumerate((heyi, heyi, heyi, shuikou))]
    first, *_rest, late = [alert_actions.enter_alert(home, by=qin, **CALL) for home in homes]
    alert_actions.take_alert_step(first, "dispatch", by=zhao)
    Alert.objects.filter(pk=late.pk).update(due_on="2020-01-01", remind_on="2020-01-01")
    return homes


def texts():
    return {message.to[0]: message.body for message in mail.outbox}


def test_everybody_is_told_what_waits_for_them(families):
    assert digest.send_digests() == {"sent": 3, "before": 0, "failed": 0}
    told = texts()
    assert "Alerts to accept: 1\n  http://127.0.0.1:8000/accounts/waiting/alerts-accept/" in told["lan@example.org"]
    assert "Alerts to send to a village: 2\n" in told["zhao@example.org"] and "overdue" not in told["zhao@example.org"]
    assert "Alerts overdue in townships and villages: press for them: 1 (1 overdue)" in told["qin@example.org"]
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects["zhao@example.org"] == "2 things wait for you"
    assert subjects["qin@example.org"] == "1 thing waits for you, 1 overdue"


def test_only_masked_names_and_villages_are_told(families):
    digest.send_digests()
    text = texts()["lan@example.org"]
    name = families[0].members.get(relation="head").name
    assert f"Alerts to accept · {name[0]}{'*' * (len(name) - 2)}{name[-1]} · Heyi Village · Amber" in text
    for secret in (name, "15400001111", "roof", families[0].number):
        assert all(secret not in message.body + message.subject for message in mail.outbox)


def test_nobody_gets_an_empty_digest(families, wen, zhao):
    User.objects.filter(username="wen").update(email="wen@example.org")
    waiting = Alert.objects.get(state="dispatched")
    alert_actions.take_alert_step(waiting, "drop", by=zhao, outcome="duplicate", reason="Seen last week")
    digest.send_digests()
    assert "Alerts" not in texts()["lan@example.org"]  # households nobody visited remain
    Household.objects.update(state="moved")
    mail.outbox.clear(), DigestSent.objects.all().delete()
    digest.send_digests()
    assert set(texts()) == {"zhao@example.org", "qin@example.org"}


def test_who_left_or_has_no_grant_any_more_is_told_nothing(families, zhao, qin):
    User.objects.filter(pk=zhao.pk).update(is_active=False)
    qin.grants.update(valid_until="2021-01-01")
    digest.send_digests()
    assert set(texts()) == {"lan@example.org"}


def test_twice_a_day_sends_none_again(families):
    do_job("send_digest")
    assert digest.send_digests() == {"sent": 0, "before": 3, "failed": 0} and len(mail.outbox) == 3


def test_one_failing_address_does_not_stop_the_others(families, monkeypatch, caplog):
    """Guards against: a mailbox that is gone, and with it everybody's digest."""
    send = mail.EmailMessage.send

    def refuse(message, **options):
        if message.to == ["qin@example.org"]:
            raise SMTPRecipientsRefused({"qin@example.org": (550, b"gone")})
        return send(message, **options)

    monkeypatch.setattr("accounts.waiting.digest.EmailMessage.send", refuse)
    assert digest.send_digests() == {"sent": 2, "before": 0, "failed": 1}
    assert "qin@example.org" not in caplog.text and "SMTPRecipientsRefused" in caplog.text
    monkeypatch.undo()
    assert digest.send_digests() == {"sent": 1, "before": 2, "failed": 0}  # the one that failed is tried again


def test_an_address_that_breaks_a_header_stops_nobody(families):
    User.objects.filter(username="qin").update(email="qin@example.org\nBcc: all@example.org")
    assert digest.send_digests()["failed"] == 1 and len(mail.outbox) == 2


def test_at_most_ten_are_named_and_the_most_urgent_first(heyi, qin, zhao):
    User.objects.filter(username="zhao").update(email="zhao@example.org")
    for days in range(12):
        one = alert_actions.enter_alert(household(heyi, people=1), by=qin, **CALL)
        Alert.objects.filter(pk=one.pk).update(due_on=f"2099-01-{12 - days:02d}")
    (told,) = digest.waiting_digests(today())
    assert told.counts == {"alerts-dispatch": (12, 0)}
    assert [row.until.day for _kind, row in told.named] == list(range(1, 11))


def test_as_many_statements_for_many_people_as_for_few(families, heyi, django_assert_num_queries):
    few = CaptureQueriesContext(connection)
    with few:
        digest.waiting_digests(today())
    for number in range(10):
        user = person(f"clerk{number}", "village_clerk", heyi)
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    with django_assert_num_queries(len(few)):
        assert len(digest.waiting_digests(today())) == 13


def test_it_speaks_the_language_of_the_site(families, settings):
    settings.MAIL_LANGUAGE = "zh-hans"
    settings.SITE_URL = "https://povwatch.example.cn"
    digest.send_digests()
    assert all("https://povwatch.example.cn/accounts/waiting/" in message.body for message in mail.outbox)


def test_a_dry_run_sends_nothing(families):
    out = io.StringIO()
    call_command("send_digest", dry_run=True, stdout=out)
    assert not mail.outbox and "zhao: alerts-dispatch 2" in out.getvalue() and "3 would be sent" in out.getvalue()


def test_it_is_sent_every_morning():
    when = TIMETABLE["send_digest"]
    assert (when.hour, when.minute) == ({7}, {30})
