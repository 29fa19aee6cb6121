"""How a person comes to a password: asks on the sign-in page, two others vouch, and the link is used."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import LinkKind, SignInLink
from accounts.permissions import Permission, guard, public_view
from core.callers import address_of
from core.submitting import submit_form
from core.workflow import ActionRefused, StaleState, state_now

from . import links
from .forms import AskForLinkForm, LinkFactorForm, LinkPasswordForm, ReasonForm
from .views import people_crumbs
from .workflow import LINK_WORKFLOW

LINK_STEP_DONE = {
    "ask": pgettext_lazy("sign-in link", "Asked on the sign-in page"),
    "begin": pgettext_lazy("sign-in link", "Entered as new, or came back"),
    "recognise": pgettext_lazy("sign-in link", "Vouched for"),
    "hand": pgettext_lazy("sign-in link", "Link made"),
    "refuse": pgettext_lazy("sign-in link", "Refused, expired or dead"),
    "use": pgettext_lazy("sign-in link", "Used by the person"),
}
WITH_PASSWORD = gettext_lazy("Your password is set. Sign in with it now.")
LINK_USED = {
    LinkKind.FIRST: WITH_PASSWORD,
    LinkKind.RESET: WITH_PASSWORD,
    LinkKind.FACTOR: gettext_lazy("The lost second factor is gone. Sign in with your password and set up another."),
}
LINK_STEP_SAID = {
    "recognise": gettext_lazy("Noted: you vouch for this person. Somebody else makes the link."),
    "refuse": gettext_lazy("Refused: it leads nowhere any more."),
}


@public_view("somebody who cannot sign in asks for a new password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request):
    """Take up that somebody forgot the password. The answer is the same whether or not the account exists."""
    form = AskForLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        code = links.ask_for_link(asked["username"], address=address_of(request), kind=asked["kind"])
        return render(request, "accounts/people/asked.html", {"code": code})
    return render(request, "accounts/people/ask.html", {"form": form})


@public_view("the link that was handed over is all that its person has")
@sensitive_post_parameters()
@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request, token):
    """Set a password, or take a lost second factor away, by link and code."""
    link = links.link_of(token)
    if link is None:
        return render(request, "accounts/people/link.html", {"form": None}, status=404)
    form, status = link_form(link, request.POST or None), 200
    if request.method == "POST":
        if form.is_valid() and use_link(request, link, form):
            messages.success(request, LINK_USED[link.kind])
            return redirect("accounts:sign-in")
        status = 422
    return render(request, "accounts/people/link.html", {"form": form, "link": link}, status=status)


def link_form(link, data):
    return LinkFactorForm(data) if link.kind == LinkKind.FACTOR else LinkPasswordForm(link.user, data=data)


def use_link(request, link, form) -> bool:
    """Use the link, or say in the form why it cannot be used."""
    said = form.cleaned_data
    if not links.is_right_code(link, said["code"]):
        form.add_error("code", _("This is not the code. After five wrong ones the link is dead."))
        return False
    try:
        links.use_link(link, code=said["code"], password=said.get("new_password1", ""), address=address_of(request))
    except (ActionRefused, StaleState) as error:
        form.add_error(None, str(error))
        return False
    return True


def seen_link(request, pk) -> SignInLink:
    return get_object_or_404(SignInLink.objects.visible_to(request.user).select_related("user", "county"), pk=pk)


@never_cache
@require_GET
@guard(Permission.SIGN_IN_HELP)
def sign_in_help(request, pk):
    """Show who needs a password, who vouched, and what is to be done."""
    return help_page(request, seen_link(request, pk))


@never_cache
@require_POST
@guard(Permission.SIGN_IN_HELP)
def sign_in_help_step(request, pk, step):
    """Vouch for somebody, make the link or refuse it. The link is shown once, on the answer itself."""
    link = seen_link(request, pk)
    if step not in LINK_WORKFLOW.by_name or step == "use":
        raise Http404
    form = ReasonForm(request.POST)
    form.fields["reason"].required = LINK_WORKFLOW[step].needs_reason
    act = partial(links.take_link_step, link, step, by=request.user, seen=request.POST.get("seen"),
                  address=address_of(request))  # fmt: skip
    sent = submit_form(form, act, partial(state_now, link))
    if not sent.done:
        return help_page(request, link, form, sent.status)
    if sent.result:
        return made_page(request, link, sent.result)
    messages.success(request, LINK_STEP_SAID[step])
    return redirect(link)


@sensitive_variables("token")
def made_page(request, link, token):
    """Show the address of the link, this once."""
    address = request.build_absolute_uri(reverse("accounts:sign-in-link", args=[token]))
    return render(request, "accounts/people/made.html", {"link": link, "address": address})


def help_page(request, link, form=None, status=200):
    transitions = list(link.transitions.select_related("by"))
    for one in transitions:
        one.words = LINK_STEP_DONE[one.step]
    waits_for = {"asked": "recognise", "recognised": "hand"}.get(link.state)
    context = {
        "link": link,
        "crumbs": people_crumbs(link.user),
        "steps": links.available_link_steps(link, request.user),
        "why_not": links.link_hindrance(link, LINK_WORKFLOW[waits_for], request.user) if waits_for else "",
        "errors": form.errors if form is not None else {},
        "transitions": transitions,
    }
    return render(request, "accounts/people/help.html", context, status=status)
