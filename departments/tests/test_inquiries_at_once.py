"""People who act on one inquiry in the same moment: one of them is first, nobody is half done."""

import threading

import pytest
from django.db import connection

from cases.case import actions as case_actions
from cases.models import Case, Comparison
from cases.tests import way
from core.workflow import ActionRefused, StaleState
from departments.inquiries.actions import answer_inquiry
from departments.models import Inquiry

from .asked import banker, consented, family

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hu(county):
    return banker(county)


@pytest.fixture
def asked(heyi, lan, hu):
    consented(way.proposed(family(heyi), lan), lan, "banks")
    return Inquiry.objects.get()


def at_once(*works) -> list[str]:
    """Do all of it in the same moment; what each came to."""
    start, came = threading.Barrier(len(works)), []

    def alone(work):
        start.wait(30)
        try:
            work()
            came.append("done")
        except (StaleState, ActionRefused) as refused:
            came.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(came)


def test_of_several_answers_at_once_one_is_kept(asked, hu):
    answers = [lambda: answer_inquiry(Inquiry.objects.get(), by=hu, found=False) for _ in range(4)]
    assert at_once(*answers) == ["StaleState"] * 3 + ["done"]
    assert Comparison.objects.count() == 1 and Inquiry.objects.get().state == "answered"


def test_a_case_that_ends_in_the_moment_of_the_answer(asked, hu, wen):
    came = at_once(
        lambda: answer_inquiry(Inquiry.objects.get(), by=hu, found=False),
        lambda: case_actions.take_case_step(Case.objects.get(), "decline", by=wen, reason="They moved away"),
    )
    state = Inquiry.objects.get().state
    assert came in (["StaleState", "done"], ["done", "done"]) and Case.objects.get().state == "refused"
    assert (state, Comparison.objects.count()) in (("answered", 1), ("withdrawn", 0))
