"""Every address of a case that only takes forms: outside the territory it is not found, without the right it is
refused, and the case does not change."""

import pytest
from django.urls import reverse

from cases.models import CaseTransition, Measure, Objection, Scan
from cases.procedure import actions as procedure_actions
from core.dates import today
from povwatch.tests.factories import household, person

from . import way


@pytest.fixture
def hanging(heyi, lan, wen, qin):
    return way.on_notice(household(heyi, income=7_000), lan, wen, qin)


@pytest.fixture
def doors(hanging, wen, lan):
    objection = procedure_actions.object_to_notice(
        hanging.public_notices.get(), by=wen, received_on=today(), words="They own a shop"
    )
    measure = way.delivered(hanging, lan)
    found = {name: [hanging.pk] for name in ("authorise", "compare", "revise", "allow", "scan-new", "helper", "plan")}
    found |= {"measure-new": [hanging.pk], "judge": [hanging.pk], "object": [hanging.public_notices.get().pk]}
    found |= {"settle": [objection.pk], "measure-step": [measure.pk, "check"], "step": [hanging.pk, "endorse"]}
    return {name: reverse(f"cases:{name}", args=args) for name, args in found.items()}


def everything():
    return [model.objects.count() for model in (CaseTransition, Measure, Objection, Scan)]


def test_strangers_find_no_door_and_readers_open_none(doors, hanging, mo, su, tan, shuikou, client_of):
    before, gao = everything(), person("gao", "caseworker", shuikou)
    for name, url in doors.items():
        for somebody in (mo, gao, su, tan):
            assert client_of(somebody).post(url, {"reason": "x"}).status_code in (403, 404), (name, somebody)
    assert everything() == before


@pytest.mark.parametrize("rubbish", [{}, {"seen": "x" * 99, "upheld": "maybe", "until": "soon", "risk": "98"}])
def test_rubbish_is_told_and_changes_nothing(rubbish, doors, hanging, request, client_of):
    before = everything()
    who = {"compare": "qin", "allow": "li", "settle": "zhao", "step": "zhao", "measure-step": "lan"}
    for name, url in doors.items():
        answer = client_of(request.getfixturevalue(who.get(name, "lan"))).post(url, rubbish)
        assert answer.status_code in (409, 422), (name, answer.status_code)
    assert everything() == before
