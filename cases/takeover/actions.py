"""What is decided about the cases that a registry file brings: confirmed or refused as a list, by a county leader who
did not send the file. A county's first load needs nobody: it has decided nothing yet that a file could overrule."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.steps import StepTaker
from cases.case.workflow import CASE_WORKFLOW
from cases.models import CaseTransition, Takeover, TakeoverState
from households import import_messages
from households.models import ImportBatch

from .workflow import TAKEOVER_WORKFLOW

COUNTY_STEPS = [step.name for step in CASE_WORKFLOW.steps if step.permission == Permission.CASE_APPROVE]
REMARKS = {  # what the page of the import says of the list
    TakeoverState.WAITING: "cases_to_confirm",
    TakeoverState.CONFIRMED: "cases_confirmed",
    TakeoverState.REFUSED: "cases_refused",
}

import_messages.AWAITED["cases_to_confirm"] = "cases:takeover"
import_messages.add_problem_words(
    {
        "cases_to_confirm": (
            gettext_lazy("This file decides about cases (%(cases)s): a county leader must confirm the list of them."),
            gettext_lazy("Ask a county leader to look at it; then save, or take the sheet of cases out of the file."),
        ),
        "cases_confirmed": (
            gettext_lazy("A county leader confirmed the cases that this file decides (%(cases)s)."),
            gettext_lazy("They are taken over when the file is saved."),
        ),
        "cases_refused": (
            gettext_lazy("A county leader refused the cases that this file decides (%(cases)s): they stay out."),
            gettext_lazy("The rest can be saved. Take the cases through the procedure here."),
        ),
    }
)


def has_decided_itself(county) -> bool:
    """Whether this county has decided about a case here: from then on a file decides nothing by itself."""
    own = CaseTransition.objects.filter(step__in=COUNTY_STEPS, taken_over=None)
    return own.filter(case__household__county=county).exists()


def takeover_of(county, digest) -> Takeover | None:
    """Return the list with this digest that was asked about and not yet taken over."""
    return Takeover.objects.filter(county=county, digest=digest, taken_at=None).first()


def open_takeover(batch, digest) -> Takeover:
    """Put a list of cases before the county leaders; before the county's first own decision it is their first load."""
    is_first = not has_decided_itself(batch.county)
    state = TakeoverState.FIRST_LOAD if is_first else TakeoverState.WAITING
    made = Takeover.objects.create(county=batch.county, batch=batch, digest=digest, state=state, asked_by=batch.by)
    TAKEOVER_STEPS.log(made, "load" if is_first else "ask", "", by=batch.by)
    return made


def takeover_hindrance(takeover, step, by, **said) -> str:
    """Return why this person cannot take the step: nobody confirms a list that they sent."""
    if step.name == "confirm" and by.pk in (takeover.asked_by_id, takeover.batch.by_id):
        return _("You sent this file yourself. Another county leader must confirm it.")
    return ""


def lock_takeover(takeover, step) -> None:
    """Wait for everybody who decides about the same list, and read it again."""
    Takeover.objects.select_for_update(no_key=True).get(pk=takeover.pk)
    takeover.refresh_from_db()


def follow_takeover_step(takeover, step, by, **said) -> None:
    """Tell the imports that wait for this list what became of it, so that whoever sent them can go on."""
    waiting = ImportBatch.objects.filter(county=takeover.county, remarks__contains=[remark_json(takeover, "waiting")])
    for batch in waiting:
        batch.remarks = [
            remark | {"code": REMARKS[takeover.state]} if remark["params"].get("list") == takeover.pk else remark
            for remark in batch.remarks
        ]
        batch.save(update_fields=["remarks"])


def remark_json(takeover, state) -> dict:
    return {"code": REMARKS[state], "params": {"list": takeover.pk}}


TAKEOVER_STEPS = StepTaker(
    TAKEOVER_WORKFLOW,
    "takeover",
    lambda takeover: takeover.county,
    lock=lock_takeover,
    hindrance=takeover_hindrance,
    prepare=lambda takeover, step, by, **said: {"decided_by": by, "decided_at": timezone.now()},
    follow=follow_takeover_step,
    withheld=lambda takeover, user: [
        name for name, step in TAKEOVER_WORKFLOW.by_name.items() if takeover_hindrance(takeover, step, user)
    ],
)
take_takeover_step, available_takeover_steps = TAKEOVER_STEPS.take, TAKEOVER_STEPS.available
