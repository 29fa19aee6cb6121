"""Drafts out of a rescue file: visits begun on a phone and not finished. None is filed as it is: its own caseworker
opens it as the form on a page, looks at it, and finishes it there. Nobody else sees what is in it."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from households.models import Household
from visits.inbox import content
from visits.models import Delivery
from visits.pages import form_views, visit_form
from visits.planning.households import with_visit_brief

RESCUED_DRAFT_SALT = "povwatch rescued draft"
MAX_DRAFTS = 200  # in one file


@dataclass(frozen=True)
class RescuedDraft:
    """A draft of one person: the ID that the phone gave its visit, and what was typed."""

    user: int
    id: str
    household: int
    words: str
    answers: dict

    @property
    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=RESCUED_DRAFT_SALT, compress=True)


def read_drafts(told, by) -> list[RescuedDraft]:
    """Return the drafts of a rescue file that were not finished meanwhile; what is no draft is left out."""
    found = [draft for one in told[:MAX_DRAFTS] if (draft := read_draft(one, by))]
    finished = Delivery.objects.filter(visit_key__in=[draft.id for draft in found])
    done = {str(key) for key in finished.values_list("visit_key", flat=True)}
    return [draft for draft in found if draft.id not in done]


def read_draft(told, by) -> RescuedDraft | None:
    try:
        household = content.check_number_range(told["household"], 1, 2**62)
        words = " · ".join(str(told[name]) for name in ("head", "number") if told.get(name))
        answers = {name: one for name, one in told["answers"].items() if isinstance(one, (str, list))}
        return RescuedDraft(by.pk, str(UUID(told["id"])), household, words, content.clean_answer_texts(answers))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def open_signed_draft(text, user) -> RescuedDraft | None:
    """Return the draft that this site read out of a file of this person; None for anything else."""
    try:
        draft = RescuedDraft(**signing.loads(text, salt=RESCUED_DRAFT_SALT))
    except (signing.BadSignature, TypeError):
        return None
    return draft if draft.user == user.pk else None


@never_cache
@require_POST
@guard(Permission.VISIT_LOG)
def rescued_draft_open(request):
    """Show the form of a visit with what was typed on the phone, under the ID that the phone gave it: finished here and
    on the phone, it is one visit in two versions."""
    draft = open_signed_draft(request.POST.get("draft", ""), request.user)
    if draft is None:
        messages.warning(request, _("This draft cannot be opened any more. Read the rescue file in once more."))
        return redirect("visits:rescue")
    family = get_object_or_404(Household.objects.visible_to(request.user).active(), pk=draft.household)
    must(request.user, Permission.VISIT_LOG, family.village)
    record_access(request.user, "opened", family, area=family.village)
    brief = with_visit_brief(Household.objects.filter(pk=family.pk), family.county).get()
    shown = visit_form.show_visit_form(brief, request.user, id=draft.id)
    typed = {**visit_form.initial_answers(shown, None), **draft.answers}
    form = visit_form.build_visit_form(shown, initial=typed)
    messages.info(request, _("This is what was typed on the phone. Check it, add photos again, and finish the visit."))
    return form_views.render_visit_form(request, shown, form)
