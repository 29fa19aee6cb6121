"""The list of urgings of one's territory, and one of them with its answer."""

from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Urging
from accounts.permissions import Permission, guard
from core.forms import form_helper
from core.listing.page import list_page
from core.submitting import submit_form

from .actions import answer_urging, counts_in_words, is_to_answer
from .columns import URGING_LISTING


class AnswerForm(forms.Form):
    """What the place answers."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What was done, or when it will be. Whoever urged sees it."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(gettext_lazy("Answer"))


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def urging_list(request):
    """Show whom offices above urged, and what was answered."""
    return list_page(request, Urging.objects.visible_to(request.user), None, URGING_LISTING)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.INDICATOR_VIEW)
def urging_page(request, pk):
    """Show an urging, with the form to answer it for those who do."""
    seen = Urging.objects.visible_to(request.user).select_related("area", "asked_by", "answered_by")
    urging, status = get_object_or_404(seen, pk=pk), 200
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        sent = submit_form(form, partial(answer_urging, urging, by=request.user))
        if sent.done:
            messages.success(request, _("Answered. Whoever urged sees it on the dashboard."))
            return redirect(urging)
        status = sent.status
    context = {"urging": urging, "about": counts_in_words(urging.counts), "form": form}
    context["answers"] = urging.answered_at is None and is_to_answer(request.user, urging)
    context["crumbs"] = [{"label": _("Urgings"), "url": reverse("accounts:urgings")}]
    return render(request, "accounts/urging/urging.html", context, status=status)
