"""The monthly confirmation: who is to be called, and what they answered."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, guard
from core.dates import today
from core.listing import list_page
from core.workflow import ActionRefused
from households.registry.names import name_and_number
from work.choices import HeardAnswer
from work.models import AccountEntry

from . import actions
from .confirm import CONFIRM_LISTING, ConfirmFilter, with_last_words
from .forms import OtherwiseForm
from .person_views import ALLOW_FORM_METHODS, permitted_member, person_form

ONE_TAP = (HeardAnswer.UNCHANGED, HeardAnswer.NOT_REACHED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.WORK_KEEP)
def confirm_list(request):
    """Show who works away and is to be asked this month; one tap records an answer, and the list comes back."""
    if request.method == "POST":
        record_tap(request)
        if not request.htmx:
            return redirect(request.get_full_path())
    entries = with_last_words(kept_by(request.user).for_reader(request.user).with_people())
    takes_tables = request.user.holds(Permission.REPORT_EXPORT) and request.user.holds(Permission.HOUSEHOLD_SECRET)
    parts = {"part": "work/people/_confirm.html", "as_of": today(), "takes_tables": takes_tables}
    return list_page(request, entries, ConfirmFilter, CONFIRM_LISTING, **parts)


def kept_by(user):
    """Return the entries of the places in which this person keeps the account."""
    return AccountEntry.objects.within(*user.areas_where(Permission.WORK_KEEP))


def record_tap(request) -> None:
    """Record the answer of the tapped row, and say whose it was."""
    for answer in ONE_TAP:
        if entry := tapped_entry(request, answer):
            return record_answer(request, entry.member, answer)
    messages.warning(request, _("Nothing was recorded: this person is not in your list any more."))


def tapped_entry(request, answer):
    """Return the row whose button was tapped; None where it is no row of this person."""
    tapped = request.POST.get(answer, "")
    if not (tapped.isdecimal() and len(tapped) < 19):  # 19 digits may exceed the database's largest number
        return None
    related = ("member__household__village", "member__household__county")
    return kept_by(request.user).filter(pk=tapped).select_related(*related).first()


def record_answer(request, member, answer) -> None:
    try:
        actions.hear_of(member, by=request.user, answer=answer)
    except ActionRefused as error:
        messages.error(request, str(error))
    else:
        who = name_and_number(member.name, member.household)
        messages.success(request, _("%(answer)s: %(who)s") % {"answer": answer.label, "who": who})


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def person_otherwise(request, pk):
    """Record what is otherwise about the work of somebody who was called, and go on with the list."""
    member, form = permitted_member(request, pk), OtherwiseForm(request.POST or None)
    title, back = _("Heard of: it is otherwise"), "work:confirm"
    return person_form(request, member, form, actions.hear_of_change, title=title, back=back)
