"""Forms that ask for an action: when something is wrong they come back with everything that was typed."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from .text import join_words
from .workflow import ActionRefused, StaleState


@dataclass(frozen=True)
class Submission:
    """The outcome of a form: 200 with the result of the action, 422 when it was refused, 409 when somebody else was
    quicker."""

    status: int
    result: object = None

    @property
    def done(self) -> bool:
        return self.status == 200


def submit_form(form, act, now=None, tell=None) -> Submission:
    """Do what a form asks for: call `act(**said)` with its fields.

    When it fails, the form keeps what was typed and says why. When somebody else was quicker, `now()` returns (the
    current state or version, what happened meanwhile), and the form can be sent again from there; `tell(words)` says so
    where the form may no longer fit."""
    if not form.is_valid():
        return Submission(422)
    try:
        return Submission(200, act(**form.cleaned_data))
    except (ActionRefused, PermissionDenied, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return Submission(422)
    except StaleState as error:
        words = f"{error} {send_from_now(form, now)}".strip()
        tell(words) if tell else form.add_error(None, words)
        return Submission(409)


def send_from_now(form, now) -> str:
    """Let the form be sent again from the current state, and return what happened meanwhile."""
    standing, words = now() if now else ("", "")
    if now and "seen" in form.fields:
        form.data = form.data.copy()  # request.POST cannot be changed
        form.data["seen"] = standing
    return words


def typed_words(form) -> list:
    """Return (label, what was typed) of a form that no longer fits, so that nothing is lost."""
    return [
        (field.label, field.value()) for field in form.visible_fields() if field.value() and not field.field.disabled
    ]


# One step with several things


def parse_ticked(values, states) -> dict[int, str]:
    """Return what was ticked with the states on the page: "17:new" is {17: "new"}; invalid values are left out."""
    pairs = (value.partition(":") for value in values)  # 19 digits may exceed the database's largest number
    return {int(pk): state for pk, _colon, state in pairs if pk.isdecimal() and len(pk) < 19 and state in states}


def message_refused(request, refused, labels) -> None:
    """Show which subjects did not move, grouped by reason; `labels(households)` returns {pk: what each is called}."""
    why, named = {}, labels([subject.household for subject, _reason in refused])
    for subject, reason in refused:
        why.setdefault(reason, []).append(named[subject.household.pk])
    for reason, households in why.items():
        words = _("Not changed: %(households)s. %(reason)s")
        messages.warning(request, words % {"households": join_words(households), "reason": reason})
