"""What a caseworker can answer together with a visit, on the phone and without a network. Apps above declare it in
their `visit_answers.py` (alerts: the result of a verification). The answer travels with the visit and is given once
the visit is filed; where it cannot be given any more the visit is kept, and the caseworker reads why."""

from collections.abc import Callable
from dataclasses import dataclass

from core.catalogue import Catalogue

CARRIED_ANSWERS = Catalogue("answer that a visit carries")


@dataclass(frozen=True)
class CarriedAnswer:
    """One kind of answer. `offered(households, user)` returns {household's pk: what the phone shows}: `key`, `words`,
    `outcomes` as [code, label, whether signs of risk ask for a reason], and `signs`."""

    kind: str
    offered: Callable


def carried_answer(kind):
    """Declare a kind of answer: the decorated function says what can be answered."""

    def declare(offered):
        CARRIED_ANSWERS.add(kind, CarriedAnswer(kind, offered))
        return offered

    return declare


def answers_offered(households, user) -> dict:
    """Return {household's pk: what this person can answer on a visit there, with its kind}."""
    pks, found = [household.pk for household in households], {}
    for one in CARRIED_ANSWERS.values():
        found |= {pk: {"kind": one.kind, **told} for pk, told in one.offered(pks, user).items()}
    return found
