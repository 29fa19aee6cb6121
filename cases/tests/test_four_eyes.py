"""Nobody decides at one level what they proposed, checked or decided at another: every kind of earlier part, on the
boundary of the procedure and one entry before it."""

import datetime as dt

import pytest
from django.utils import timezone

from alerts.alert.actions import enter_alert
from cases.case import actions as case_actions
from cases.case.workflow import CASE_WORKFLOW
from cases.choices import Procedure
from cases.lists.inbox import annotate_took_part
from cases.models import Case, Verification
from povwatch.tests.factories import DAY, household
from visits.models import Visit

ROWS = [
    # entries of the log (* by Zhao)                decides               may not
    (["propose*"], "endorse", True),
    (["propose", "verify*"], "endorse", True),
    (["propose", "authorise*"], "endorse", True),
    (["propose", "compare*"], "endorse", True),
    (["propose", "review*"], "endorse", True),
    (["propose", "post_notice*"], "endorse", True),
    (["propose", "revise*"], "endorse", True),
    (["propose", "return*"], "endorse", False),  # at her own level
    (["propose", "move*"], "endorse", False),  # the household moved; nobody decided anything
    (["propose", "verify"], "endorse", False),
    (["propose*"], "return", False),  # takes it back, and decides nothing
    (["propose", "endorse*"], "identify", True),
    (["propose", "endorse*"], "remark", True),
    (["propose", "hand_back*", "endorse"], "identify", False),
    (["propose*", "identify", "start_clearing"], "endorse_clearing", False),  # another procedure
    (["propose*", "verify*", "identify*", "start_clearing"], "clear", False),
    (["propose", "identify", "start_clearing*"], "endorse_clearing", True),
    (["propose", "identify", "start_clearing", "review_clearing*"], "endorse_clearing", True),
    (["propose", "identify", "start_clearing", "endorse_clearing*"], "clear", True),
    (["propose", "identify", "start_clearing", "allow_clearing*"], "clear", False),
    (["identify", "clear*", "propose_rollback"], "roll_back", False),
    (["identify", "clear", "propose_rollback*"], "roll_back", True),
    (["endorse*"], "identify", True),  # a log that begins in the middle
]


def logged(family, lines, zhao, others) -> Case:
    """A case with these entries in its log."""
    case = Case.objects.create(household=family, case_type="unstable", risks=["01"])
    for line in lines:
        by = zhao if line.endswith("*") else others
        said = {"source": "candidate", "target": "candidate", "effective_on": DAY, "village": family.village}
        case.transitions.create(step=line.rstrip("*"), by=by, **said)
    return case


def conflict(case, step, user) -> bool:
    return bool(case_actions.four_eyes_conflict(case, CASE_WORKFLOW[step], user))


def shown_in_inbox(case, step, user) -> bool:
    """What the inbox says before anybody tries."""
    return annotate_took_part(Case.objects.filter(pk=case.pk), user, CASE_WORKFLOW[step].permission).get().took_part


def test_who_took_an_earlier_part_does_not_decide(heyi, zhao, wen):
    families = [household(heyi, people=0) for _row in ROWS]
    cases = [logged(family, lines, zhao, wen) for family, (lines, *_rest) in zip(families, ROWS, strict=True)]
    asked = list(zip(cases, ROWS, strict=True))
    assert [(row, conflict(case, row[1], zhao)) for case, row in asked] == [(row, row[2]) for row in ROWS]
    deciding = [(case, row) for case, row in asked if row[1] != "return"]
    assert [(row, shown_in_inbox(case, row[1], zhao)) for case, row in deciding] == [
        (row, row[2]) for _case, row in deciding
    ]


def test_the_system_itself_has_no_eyes(heyi, zhao, wen):
    assert not conflict(logged(household(heyi), ["propose*"], zhao, wen), "endorse", None)


@pytest.mark.parametrize(("minutes", "may_not"), [(-1, False), (0, True), (1, True)])
@pytest.mark.parametrize("checker", ["first_checker", "second_checker"])
def test_who_checked_the_household_does_not_decide_whoever_recorded_it(checker, minutes, may_not, heyi, lan, wen, zhao):
    """A check before the procedure began belongs to an earlier one."""
    family = household(heyi)
    case = logged(family, ["propose"], zhao, wen)
    checkers = {"first_checker": lan, "second_checker": wen, checker: zhao}
    Verification.objects.create(
        case=case,
        procedure=Procedure.IDENTIFICATION,
        visit=Visit.objects.create(household=family, visited_on=DAY, visited_by=lan),
        signed=True,
        by=lan,
        at=case.transitions.get().at + dt.timedelta(minutes=minutes),
        **checkers,
    )
    assert conflict(case, "endorse", zhao) is shown_in_inbox(case, "endorse", zhao) is may_not


@pytest.mark.parametrize(
    ("lines", "part", "decides", "may_not"),
    [
        (["propose"], "answer", "endorse", True),
        (["propose"], "answer", "identify", True),
        (["propose"], "close", "endorse", False),  # closing an alert is the township's own work
        (["propose"], "close", "identify", True),
        (["propose"], "accept", "endorse", False),
        (["propose", "identify", "start_clearing"], "answer", "endorse_clearing", False),
        (["verify"], "answer", "endorse", False),
    ],
)
def test_who_answered_the_alert_does_not_decide(lines, part, decides, may_not, heyi, zhao, wen, qin):
    family = household(heyi)
    alert = enter_alert(family, by=qin, channel="hotline", level=2, words="They have nothing left")
    alert.transitions.create(step=part, source="new", target="new", effective_on=DAY, at=timezone.now(), by=zhao)
    case = logged(family, lines, zhao, wen)
    Case.objects.filter(pk=case.pk).update(alert=alert)
    case.refresh_from_db()
    assert conflict(case, decides, zhao) is may_not
