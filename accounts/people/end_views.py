"""The pages on which a grant is ended, somebody leaves, and a locked sign-in is opened again."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, guard
from core.submitting import submit_form

from . import links, people
from .forms import ReasonForm
from .people import keeps_people_in, own_grants
from .views import grants_seen_by, people_crumbs, seen_person
from .work import open_work


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.GRANT_END)
def grant_end(request, pk):
    """End a grant at once, with the reason."""
    grant = get_object_or_404(grants_seen_by(request.user), pk=pk)
    about = f"{grant.role_class.label} · {grant.area}"
    return reason_page(request, grant.user, partial(people.end_grant, grant), _("End a grant"), about, [grant])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.GRANT_END)
def person_leave(request, pk):
    """Let somebody leave: everything they hold in one's county ends at once."""
    person = seen_person(request, pk)
    about = _("All grants end at once. Who holds nothing elsewhere cannot sign in any more.")
    grants = list(own_grants(person, request.user))
    return reason_page(request, person, partial(people.let_leave, person), _("Leave"), about, grants)


def reason_page(request, person, act, title, about, grants):
    form, status = ReasonForm(request.POST or None, submit=title), 200
    if request.method == "POST":
        sent = submit_form(form, partial(act, by=request.user))
        if sent.done:
            messages.success(request, _("Ended. It holds at once."))
            return redirect(person)
        status = sent.status
    work = open_work(person, [grant.area for grant in grants]) if grants else []
    context = {"form": form, "title": title, "lead": about, "person": person, "crumbs": people_crumbs(person)}
    return render(request, "accounts/people/form.html", context | {"work": work, "grants": grants}, status=status)


@require_POST
@guard(Permission.SIGN_IN_HELP)
def person_unlock(request, pk):
    """Let somebody try to sign in again at once."""
    person = seen_person(request, pk)
    if person.pk == request.user.pk:
        raise PermissionDenied(_("This is for yourself. Ask somebody else."))
    links.unlock(person, keeps_people_in(person, request.user), by=request.user)
    messages.success(request, _("They can try again now."))
    return redirect(person)
