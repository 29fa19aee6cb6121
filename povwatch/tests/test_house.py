"""Rules of the whole project: every address guarded and opened by everybody, every field of a person classified, every
template used, the imports, the periodic jobs, the language of the code."""

import datetime as dt
import re
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation

from accounts.areas.attributes import enter_area_attribute
from accounts.models import AccessEvent, AreaChange, BoundPhone, GrantProposal, LogNotice, SavedFilter, SignInLink
from accounts.people.links import kept_hash
from accounts.permissions import Permission
from accounts.urging.actions import urge_place
from alerts.alert import actions as alert_actions
from alerts.engine import run as risk_run
from alerts.models import Alert, Notification
from cases.case import public_notice
from cases.models import Case, Measure, Objection, PublicNotice
from cases.papers import scans
from cases.takeover.actions import open_takeover
from core import masks
from core.jobs.actions import ask_job
from core.jobs.kinds import JOB_KINDS
from core.models import OutboxRow
from departments.api.tokens import make_feed_token
from departments.models import FeedAnswer, FeedBatch, Inquiry
from households.models import DataHold, Household, ImportBatch, RegistryChange
from households.requests.actions import receive_request
from households.unknown.actions import tell_of_unknown_person
from povwatch.celery import app as celery
from povwatch.schedule import SCHEDULE, TIMETABLE
from reports.models import ReportOrderKind
from reports.month import orders, prepare
from visits import photos
from visits.tests import told as phones
from work.models import CashGrant, PaymentList
from work.projects.actions import add_project, join_project
from work.sales.actions import record_sale
from work.tests import offered

from .factories import DAY, case, household, led_to, move, person
from .reading import english_texts

ROOT = Path(settings.BASE_DIR)
OURS = (
    "core",
    "accounts",
    "policy",
    "households",
    "visits",
    "alerts",
    "departments",
    "cases",
    "work",
    "reports",
    "sample",
    "devserver",
    "povwatch",
)
ASKED = {  # addresses that need a query
    "reports:rows": {"area": "999001101201"}, "reports:report-rows": {"column": "stock"},
    "reports:period-rows": {"column": "identified_households"},
    "reports:urge": {"area": "999001101201"},
    "reports:list-export": {"page": "/households/"},
}  # fmt: skip
# No worker beats here, and without METRICS_TOKEN there are no gauges; a batch without errors has no file; a phone has
# only the households of its own villages; a notification is its own person's, like an export; letters are for those
# who decide, the steps of a measure for those who take them, cash grants for who keeps the whole county's; what waits
# is found by those who are told of it; ID numbers are taken along by those who see them; no month is frozen, so that
# there is no file of a period.
ALSO = {
    "healthz": 503, "metrics": 404, "sender": 204, "accounts:waiting-kind": 404,
    "households:import-errors": 404, "visits:bundle-household": 404, "alerts:notification": 404,
    "cases:announcement": 404, "cases:letter": 403, "cases:measure-step": 403, "cases:scan": 403,
    "departments:batch-errors": 404, "work:monthly-table": 403, "reports:table-export": 403, "work:placement-step": 403,
    "reports:export": 404, "reports:export-confirm": 404, "reports:export-progress": 404,
    "reports:export-file": 404, "reports:period-file": 404,
    "work:cash-grant-new": 403, "work:cash-grant-close": 403,
}  # fmt: skip
# What people of this story typed, in English.
TYPED = (
    "mei order unknown sample the roof leaks office consent a post they own lorry nothing was found red sample head "
    "sweeping the road heyi garments sewing grapes"
)
FAR = dt.date(2099, 12, 31)
FAR_MOMENT = dt.datetime(2099, 12, 31, tzinfo=dt.UTC)
# What a feed is is nobody's secret; a link is for whoever has it; a list of one's own households is one's own,
# as is a table of them.
OF_NOBODY = {
    "departments:feed", "departments:feed-template", "visits:form", "visits:calls-part", "accounts:sign-in-link",
    "reports:list-export", "work:monthly-table", "reports:table-export",
}  # fmt: skip
CAST = ("lan", "wen", "zhao", "qin", "li", "tan", "su", "ding", "mo")


def every_url(patterns=None, prefix="", namespace=""):
    """(name, pattern) of every address."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from every_url(pattern.url_patterns, prefix, f"{pattern.namespace}:" if pattern.namespace else "")
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


URLS = dict(every_url())


def is_guarded(pattern) -> bool:
    guard = getattr(pattern.callback, "guard", None)
    return isinstance(guard, Permission) or guard == "signed in" or str(guard).startswith("public: ")


def test_every_address_names_its_guard():
    unguarded = [name for name, pattern in URLS.items() if not is_guarded(pattern)]
    assert unguarded == [], "add @guard(Permission.…), @signed_in_only or @public_view(reason)"


@pytest.fixture
def things(heyi, qin, lan, county, few_countings):
    """One object for every address, all in Heyi or its county."""
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        family = household(heyi, income=8_000)
        visit, photo, stranded, differing = visits_of(family, lan)
        night = risk_run.execute_risk_run(county)
        reported = months_of(county, qin, lan)
    job, row = ask_job("recompute", county=county.code), OutboxRow.objects.create(kind="x", county=county.code, key="1")
    change = RegistryChange.objects.create(
        county=county, village=heyi, household=family, kind="household", values={"land_mu": "3"}
    )
    coming = AreaChange.objects.create(
        county=county, area=heyi, kind="code", code="999001101299", on="2099-01-01", document="Order 1", by=qin
    )
    is_a = enter_area_attribute(heyi, by=qin, kind="mountain", document="Order 1")
    unknown = tell_of_unknown_person(heyi, told_by="department", key="1", name="Sample Unknown")
    told = LogNotice.objects.create(county=county, kind="night", number=1)
    asked = receive_request(family, by=qin, kind="copy", who="Sample Head")
    hold = DataHold.objects.create(household=family, reason="Sample order", by=qin)
    batch = ImportBatch.objects.create(county=county, by=qin, file_name="sample.xlsx", digest="0", language="en")
    made = alerts_of(family, qin, lan) | cases_of(family, lan) | departments_of(family, qin, county)
    trade = family.trades.create(kind="orchard", goods="Grapes")
    made |= work_of(family.members.first()) | offers_of(family, lan) | cash_grants_of(family, county)
    made |= sales_of(family, lan)
    return made | reported | people_of(lan, qin, heyi, county) | {
        "work:trade-new": family.pk, "work:trade": trade.pk,
        "accounts:area-withdraw": coming.pk,
        "accounts:waiting-kind": "alerts-dispatch", "accounts:log-notice": told.pk,
        "accounts:urging": urge_place(heyi, by=qin, counts={"unknown": 1}).pk, "cases:return": family.pk,
        "accounts:place": heyi.pk, "accounts:area-attribute": is_a.pk,
        "accounts:background-job-retry": job.pk, "accounts:background-outbox-retry": row.pk,
        "households:person-": family.members.first().pk, "households:change": change.pk,
        "households:change-step": (change.pk, "confirm"), "households:data-release": hold.pk,
        "households:data-request": asked.pk, "households:data-request-step": (asked.pk, "grant"),
        "households:data-request-new": family.pk,
        "households:not-the-same": ("household", family.pk, 999_999_999),
        "households:twice-settle": (family.members.first().pk, family.members.last().pk),
        "households:unknown-elsewhere": (unknown.pk, "town"),
        "households:unknown-": unknown.pk, "households:unknown-add": (unknown.pk, family.pk),
        "households:": family.pk, "households:income-question-give": (1, 1),
        "alerts:run": night.pk, "alerts:what-if-households": (county.code, "line=9100"), "households:import": batch.pk,
        "visits:new": family.pk, "visits:unreached": family.pk,
        "visits:bundle-household": family.pk, "visits:visit": visit.pk,
        "visits:colour": visit.pk, "visits:correct": visit.pk, "visits:step": (visit.pk, "accept"),
        "visits:photo": photo.pk, "visits:form": "en", "visits:calls-part": "zh-hans",
        "visits:receive-photo": (visit.pk, photo.sha256), "visits:delivery": stranded.pk, "visits:assign": stranded.pk,
        "visits:settle": (stranded.pk, "put-aside"), "visits:decide": differing.pk,
    }  # fmt: skip


def work_of(worker):
    """Somebody at work who attends a course."""
    spell = worker.work_spells.create(place="county", channel="own", started_on=DAY)
    course = worker.trainings.create(course="Sewing", started_on=DAY)
    return {
        "work:person": worker.pk, "work:spell-": spell.pk, "work:course-end": course.pk, "work:monthly-table": "away",
        "reports:table-export": "away",
    }  # fmt: skip


def visits_of(family, by):
    """A visit with a photo that has arrived and an answer that differs from the registry's, and a stranded one."""
    body = b"a photo"
    named = {"sha256": sha256(body).hexdigest(), "kind": "photo"}
    Household.objects.filter(pk=family.pk).update(phone="02012345678")
    made = phones.visit(family, by, {"phone": "02087654321"}, photos=[named])
    photo = made.photos.get()
    photos.store_visit_photo(photo, body)
    stranded = phones.receive(phones.told(999_999_999), by).delivery
    stranded.area = family.village
    stranded.save()
    return made, photo, stranded, made.observations.differing().get()


def months_of(county, by, reader):
    """The draft of a month, and an export of it that somebody else asked for."""
    report = prepare.open_report(county, dt.date(2026, 6, 1), by=by)
    kept = report.exports.create(user=reader, kind="csv", scope=[county.code], language="en")
    order = orders.request_report_order(ReportOrderKind.COUNT, county, report.month, by=by)
    one = (county.code, "2026-06", 1)
    return {
        "reports:": one, "reports:month-by-number": report.pk, "reports:month-step": (*one, "check"),
        "reports:sheet": (*one, "T5"), "reports:report-rows": (*one, "T2"), "reports:export": kept.pk,
        "reports:export-confirm": kept.pk,
        "reports:period": (county.code, "2026-h1"), "reports:period-file": (county.code, "2026-h1", "csv"),
        "reports:period-sheet": (county.code, "2026-h1", "T5"), "reports:period-rows": (county.code, "2026-h1", "T5"),
        "reports:export-new": one, "reports:order": order.pk,
    }  # fmt: skip


def alerts_of(family, by, reader):
    """An open alert, a notification about it and a saved filter."""
    alert = alert_actions.enter_alert(family, by=by, channel="hotline", level=1, words="The roof leaks")
    notification = Notification.objects.create(user=reader, alert=alert, kind="reminder", occasion=alert.opened_on)
    kept = SavedFilter.objects.create(user=reader, list="alerts", name="Red", query="level=2")
    return {
        "alerts:alert": alert.pk, "alerts:alert-step": (alert.pk, "dispatch"), "alerts:enter": family.pk,
        "alerts:second-look": alert.pk,
        "alerts:notification": notification.pk, "accounts:filter-forget": kept.pk,
        "accounts:filter-keep": "alerts", "accounts:list-columns": "alerts",
    }  # fmt: skip


def cases_of(family, by):
    """A refused episode, and one under monitoring with every paper that has an address."""
    refused = Case.objects.create(household=family, case_type="marginal", risks=["01"])
    move(refused, "reject", "noticed", "refused", DAY, reason="Nothing was found")
    active = case(family, episode_no=2)
    lines = public_notice.public_notice_content(active, procedure="identification", posted_on=DAY, until=DAY)
    posted = {"posted_on": DAY, "until": DAY, "place": "Office", "by": by, "lines": lines}
    hung = PublicNotice.objects.create(case=active, procedure="identification", **posted)
    objection = Objection.objects.create(notice=hung, received_on=DAY, words="They own a lorry", by=by)
    paper = scans.keep_scan(active, by=by, title="Consent", upload=SimpleUploadedFile("consent.pdf", b"%PDF-1.4"))
    planned = {"group": "employment", "title": "A post", "risk": "01", "planned_on": DAY, "by": by}
    measure = Measure.objects.create(case=active, **planned)
    return {
        "cases:": active.pk, "cases:propose": family.pk, "cases:step": (active.pk, "start_clearing"),
        "cases:letter": refused.pk, "cases:public-notice": hung.pk, "cases:object": hung.pk,
        "cases:settle": objection.pk,
        "cases:scan": paper.pk, "cases:scan-new": active.pk, "cases:measure-step": (measure.pk, "approve"),
        "cases:measure-new": active.pk, "cases:measure": measure.pk, "cases:household-": family.pk,
    }  # fmt: skip


def cash_grants_of(family, county):
    """A cash grant of the county, and the family's claim to it."""
    grant = CashGrant.objects.create(
        county=county, name="Sample", paper="Order 1", valid_from=DAY, condition="household"
    )  # fmt: skip
    claim = grant.claims.create(household=family, year=DAY.year, applied_on=DAY)
    return {
        "work:cash-grant": (grant.pk, DAY.year), "work:cash-grant-close": grant.pk, "work:claim": claim.pk,
        "work:claim-step": (claim.pk, "withdraw"),
    }  # fmt: skip


def sales_of(family, by):
    """A sale, and a project that the family joined."""
    place = {"area": family.village, "by": by}
    sale = record_sale(**place, sold_on=DAY, goods="Sample lorry", item="forest_fruit", yuan=500, channel="live")
    project = add_project(**place, name="Sample office", kind="cooperative", starts_on=DAY)
    contract = join_project(project, family, by=by, since=DAY, puts_in="money", yuan=500, promised=50)
    return {
        "work:sale": sale.pk, "work:sale-delivery": (sale.pk, family.pk), "work:project": project.pk,
        "work:contract": contract.pk, "work:contract-new": (project.pk, family.pk),
    }  # fmt: skip


def people_of(user, by, village, county):
    """A grant proposed for somebody, a way to a password that was asked for, and a link made for somebody new."""
    proposal = GrantProposal.objects.create(
        county=county, user=user, role="village_clerk", areas=[village.pk], valid_from=FAR, reason="Order 1"
    )
    about = {"county": county, "code_hash": "x", "expires_at": FAR_MOMENT}
    asked = led_to(SignInLink.objects.create(user=user, kind="reset", state="asked", **about), step="ask")
    new, by_two = person("mei", "caseworker", village), {"recognised_by": user, "handed_by": by}
    handed = {"kind": "first", "state": "handed", "token_hash": kept_hash("x", "link"), **about, **by_two}
    led_to(SignInLink.objects.create(user=new, **handed), step="hand")
    phone = BoundPhone.objects.create(user=user)
    return {
        "accounts:grant-end": user.grants.get().pk, "accounts:grant-proposal": proposal.pk,
        "accounts:grant-proposal-step": (proposal.pk, "confirm"), "accounts:person": user.pk,
        "accounts:sign-in-help": asked.pk, "accounts:sign-in-help-step": (asked.pk, "recognise"),
        "accounts:sign-in-link": "x", "accounts:session-end": 1, "accounts:passkey-remove": 1,
        "accounts:own-phone-revoke": phone.pk, "accounts:phone-revoke": phone.pk,
    }  # fmt: skip


def departments_of(family, by, county):
    """A batch of medical insurance, a token of its system, an answer that it must reply to, and an inquiry."""
    batch = FeedBatch.objects.create(
        county=county, feed="medical_insurance", department="medical_insurance", month=dt.date(2026, 6, 1), by=by,
        digest="0", language="en",
    )  # fmt: skip
    token, _text = make_feed_token(county=county, feed="medical_insurance", name="x", valid_until=FAR, by=by)
    answer = FeedAnswer.objects.create(
        county=county, feed="medical_insurance", department="medical_insurance", reference="A1", version=1,
        alert=Alert.objects.filter(household=family).latest("pk"), rule="MED-01", outcome="solved", received_on=DAY,
        answered_on=DAY, due_on=DAY,
    )  # fmt: skip
    inquiry = Inquiry.objects.create(
        county=county, department="medical_insurance", case=999_999_999, authorisation=1, asked_on=DAY, asked_by=by,
        due_on=DAY, who={"people": [{"name": "Sample Head", "id_number": ""}]},
    )  # fmt: skip
    file = ImportBatch.objects.create(county=county, by=by, file_name="cases.csv", digest="1", language="en")
    takeover = open_takeover(file, "1")
    return {
        "cases:takeover": takeover.pk, "cases:takeover-step": (takeover.pk, "confirm"),
        "departments:feed": "medical_insurance", "departments:batch": batch.pk, "departments:token-revoke": token.pk,
        "departments:answer": answer.pk, "departments:inquiry": inquiry.pk, "feed-api:": batch.pk,
    }  # fmt: skip


def offers_of(family, by):
    """An enterprise, an offer, and somebody who was offered a place."""
    village, (who, other) = family.village, family.members.order_by("pk")
    one = offered.offer(village, "course", places=2, enterprise=offered.enterprise(village))
    post = offered.offer(village)
    made = PaymentList.objects.create(
        county=village.parent.parent, area=village, offer=post, month=DAY.replace(day=1), sent_on=DAY, by=by
    )
    spell = who.work_spells.create(place="village", channel="public_post", started_on=DAY)
    made.payments.create(member=who, spell=spell, month=made.month, item="wages_village", yuan=300, holds=True)
    return {
        "work:offer-payments": post.pk, "work:enterprise-payments": one.enterprise_id, "work:payment-list": made.pk,
        "work:enterprise": one.enterprise_id, "work:offer": one.pk, "work:placement-new": (one.pk, other.pk),
        "work:placement": (placement := offered.placement(one, who, by)).pk,
        "work:placement-step": (placement.pk, "approve"),
    }  # fmt: skip


def address(name, things):
    """The address under which `name` shows the thing that it is about."""
    pattern = URLS[name].pattern
    if not pattern.converters:
        return reverse(name)
    keys = [key for key in things if name.startswith(key)]
    assert keys, f"{name} takes arguments: add one of its things to the fixture"
    thing = things[max(keys, key=len)]
    return reverse(name, args=thing if isinstance(thing, tuple) else [thing])


def test_everybody_walks_every_address_and_enters_only_where_the_role_allows(
    things, shuikou, request, client_of, client
):
    """One county for all of them, because it takes seconds to make; what each leaves behind is taken back."""
    people, english = {who: request.getfixturevalue(who) for who in CAST}, {}
    for who, user in people.items():
        with transaction.atomic():
            english |= walk_every_address(who, user, client_of(user), things)
            transaction.set_rollback(True)
    assert english == {}, "to translate, or to mark as code"
    knock_at_every_door(client, things)
    other = client_of(person("gao", "caseworker", shuikou))
    assert other.get(address("households:household", things)).status_code == 404


def test_where_visible_to_was_forgotten_the_database_shows_nothing_of_others(things, shuikou, monkeypatch, client_of):
    """With every `visible_to` taken away, an official next door is answered the same at every address that names a
    thing of this village: the second wall holds alone."""
    gao = client_of(person("gao", "township_official", shuikou.parent))
    named = {name for name, pattern in URLS.items() if pattern.pattern.converters and not name.startswith("feed-api:")}
    names = named - {"accounts:place", "accounts:urging"}  # a village is no secret, and an urging speaks of no family
    before = {name: gao.get(address(name, things)).status_code for name in names}
    assert before["households:household"] == before["cases:case"] == before["visits:visit"] == 404
    for queryset in {type(model._default_manager.get_queryset()) for model in apps.get_models()}:
        if hasattr(queryset, "visible_to"):
            monkeypatch.setattr(queryset, "visible_to", lambda rows, user: rows)
    assert {name: gao.get(address(name, things)).status_code for name in names} == before
    for name in {name for name in URLS if not name.startswith("feed-api:")} - {"accounts:sign-out"} - names:
        answer = gao.get(address(name, things))
        shown = answer.status_code == 200 and names_the_family(answer, things["households:"])
        assert not shown, f"{name} is full where visible_to was forgotten"


@translation.override("en")  # what a request leaves behind is taken back
def walk_every_address(who, user, client, things):
    """Open every page in Chinese, where the role allows, and return {name: texts left in English}."""
    english = {}
    for name, pattern in URLS.items():
        if name == "accounts:sign-out" or name.startswith("feed-api:"):  # the interface knows tokens and no people
            continue
        before = latest_line()
        answer = client.get(address(name, things), ASKED.get(name), headers={"accept-language": "zh-hans"})
        assert_look_is_logged(name, user, answer, things["households:"], before)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            english[name] = english_texts(answer.content.decode(), TYPED)
            assert '<option value="" selected>---' not in answer.content.decode(), f"{name}: say what is to be chosen"
        guard = pattern.callback.guard
        if isinstance(guard, Permission) and not user.holds(guard):
            allowed = (403, 405)
        elif who == "mo" and (pattern.pattern.converters or name in ASKED):
            allowed = (404, 405, 200 if name in OF_NOBODY else 404)
        else:
            allowed = (200, 302, 405, 422, ALSO.get(name))
        assert answer.status_code in allowed, f"{who} got {answer.status_code} at {name}"
    return {name: texts for name, texts in english.items() if texts}


def latest_line() -> int:
    return AccessEvent.objects.aggregate(latest=Max("pk"))["latest"] or 0


def assert_look_is_logged(name, user, answer, family, before):
    """A page or file that names the family has left a line with its number; a refusal has left one too."""
    new = AccessEvent.objects.filter(pk__gt=before, user=user)
    if answer.status_code in (403, 404):
        assert new.exclude(outcome="done").exists(), f"{user} was refused {name} without a line"
    elif answer.status_code == 200 and names_the_family(answer, family):
        assert new.about_household(family).exists(), f"{name} shows a household: record_access(…, shown=…)"


def names_the_family(answer, family) -> bool:
    """Whether an answer holds the number of the household, or a name or an ID number of its people, masked or not."""
    home = Household.objects.get(pk=family)
    people = home.members.values_list("name", "id_number")
    told = {home.number, *(word for name, number in people for word in (name, masks.name(name), number))}
    body = b"".join(answer) if answer.streaming else answer.content
    return any(word.encode() in body for word in told if word)


def knock_at_every_door(client, things):
    """A stranger is sent to the page where one signs in."""
    for name, pattern in URLS.items():
        answer = client.get(address(name, things))
        if str(pattern.callback.guard).startswith("public: "):
            assert answer.status_code in (200, 302, 401, 405, 503) or name in ("feed-api:api-root", "metrics"), name
        else:
            assert answer.status_code in (302, 405), name
            assert answer.status_code == 405 or answer.url.startswith(reverse("accounts:sign-in")), name


def test_there_is_no_django_admin():
    """It would be a second door, beside the steps and the log."""
    assert not apps.is_installed("django.contrib.admin")
    with pytest.raises(Resolver404):
        resolve("/admin/")


def personal_models():
    """Models of the apps that hold households; history tables follow the model they copy."""
    return [
        model
        for label in ("households", "visits", "cases")
        for model in apps.get_app_config(label).get_models()
        if not hasattr(model, "pgh_tracked_model") and hasattr(model, "Privacy")
    ]


def test_every_field_is_plain_secret_or_health():
    for model in personal_models():
        known = [model.Privacy.plain, model.Privacy.secret, model.Privacy.health]
        fields = {field.name for field in model._meta.local_fields} - ({"id"} - model.Privacy.plain)
        assert fields == set().union(*known), f"place the new field in the Privacy of {model.__name__}"
        assert sum(map(len, known)) == len(fields), f"a field of {model.__name__} has one place only"


def test_models_of_people_are_classified():
    assert {model.__name__ for model in personal_models()} >= {
        "Household", "Member", "IncomeRecord", "GuaranteeCheck", "WorkSpell", "Visit", "Case", "RegistryChange",
        "UnknownPerson", "UnreachedDecision",
    }  # fmt: skip


def test_every_periodic_job_exists():
    celery.loader.import_default_modules()
    assert {job["task"] for job in SCHEDULE.values()} <= set(celery.tasks) and set(TIMETABLE) <= set(JOB_KINDS)


def test_the_nightly_job_runs_at_half_past_one_in_shanghai():
    assert (TIMETABLE["recompute"].hour, TIMETABLE["recompute"].minute) == ({1}, {30})
    assert celery.conf.timezone == "Asia/Shanghai"


def sources(*endings):
    for app in (*OURS, "templates", "static/js", "docs"):
        for path in (ROOT / app).rglob("*"):
            if path.suffix in endings and "migrations" not in path.parts and "vendor" not in path.parts:
                yield path


def test_chinese_stands_in_translations_data_and_import_maps_only():
    allowed = re.compile(
        r"/(locale|formats|data|imports|feeds|tests)/|docs/|/imports\.py|/(inquiries|sales|payments)/sheet\.py|/monthly_tables/"
    )
    found = [
        str(path.relative_to(ROOT))
        for path in sources(".py", ".html", ".js")
        if not allowed.search(str(path)) and re.search(r"[\u4e00-\u9fff]", path.read_text())
    ]
    assert found == []


def test_every_template_is_used():
    said = "\n".join(path.read_text() for path in sources(".py", ".html"))
    by_convention = re.compile(
        r"^bootstrap5/|/_(panel|glance)_\w+\.html$|^cases/sections/|^(404|403|500|403_csrf)\.html$|^components/"
    )
    names = [str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")]
    parts = {name.replace("/_", "/") for name in names}  # list_page renders "_x.html" beside "x.html"
    unused = [
        name
        for name in names
        if not by_convention.search(name)
        and name not in said
        and not ("/_" in name and name.replace("/_", "/") in parts)
    ]
    assert unused == []


def test_locks_of_rows_leave_their_keys_alone():
    """A plain FOR UPDATE waits for everybody who writes a row that refers to the locked one: while a month is counted,
    for all households. Whoever means the keys too says so in the line above."""
    for path in sources(".py"):
        lines = path.read_text().splitlines()
        for before, line in zip(["", *lines], lines, strict=False):
            assert "select_for_update(" not in line or "no_key=True" in line or "# With its keys" in before, path


def test_no_page_reaches_beyond_the_county():
    """County intranets are not connected to the internet: nothing is loaded from elsewhere."""
    loads = re.compile(r"""(?:src|href)=["']https?://(?!www\.w3\.org)""")
    assert [str(path) for path in sources(".html") if loads.search(path.read_text())] == []


def test_every_story_is_told(pytestconfig):
    """Guards against an app whose tests nobody runs."""
    with_tests = {path.parent.relative_to(ROOT).parts[0] for path in ROOT.glob("*/**/test_*.py")} - {"var"}
    assert with_tests == set(pytestconfig.getini("testpaths"))


# The documents


def test_what_holds_is_shown_by_stories_that_are_there():
    """docs/security.md names for every promise the file and a part of the name of its test."""
    files = {path.name: path for path in ROOT.glob("*/**/test_*.py") if "var" not in path.parts}
    rows = re.findall(r"^\| .+ \| (`.+) \|$", (ROOT / "docs" / "security.md").read_text(), re.M)
    assert len(rows) > 40
    for told in "; ".join(rows).split("; "):
        path, _colon, names = told.partition(": ")
        text = files[path.strip("`").rpartition("/")[2]].read_text()
        assert "/" not in path or (ROOT / path.strip("`")).exists(), path
        for name in filter(None, names.split(", ")):
            assert re.search(rf"def test_\w*{name.removesuffix('…')}", text), told


def test_the_map_names_what_is_there():
    told = (ROOT / "docs" / "map.md").read_text()
    for path, name in re.findall(r"`([\w/]+\.(?:py|toml|css|html))(?:: (\w+))?`", told):
        if "/" in path:
            assert (ROOT / path).exists(), path
            assert not name or name in (ROOT / path).read_text(), f"{path}: {name}"


def test_the_map_names_every_room():
    told = (ROOT / "docs" / "map.md").read_text()
    passed = {"tests", "migrations", "management", "commands", "templatetags", "formats", "locale"}
    rooms = {path.parent for app in OURS for path in (ROOT / app).rglob("*.py")}
    rooms = {room.relative_to(ROOT) for room in rooms if not passed & set(room.relative_to(ROOT).parts)}
    assert sorted(str(room) for room in rooms if f"{room.name}/`" not in told) == []
