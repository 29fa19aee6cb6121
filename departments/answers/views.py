"""The list of answers, and the reply of a department to one that asks for it."""

from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission, guard
from core.forms import form_helper
from core.listing import list_page
from core.submitting import submit_form
from departments.feeds import FEEDS
from departments.models import AnswerReply, FeedAnswer

from .actions import LONGEST_WORDS, reply_to_answer
from .columns import ANSWER_LISTING
from .filters import AnswerFilter


@never_cache
@require_GET
@guard(Permission.FEED_VIEW)
def answer_list(request):
    """Show what came of the records of one's department (for the county: of all)."""
    answers = FeedAnswer.objects.visible_to(request.user)
    return list_page(request, answers, AnswerFilter, ANSWER_LISTING)


class ReplyForm(forms.Form):
    """What the department replies to a task, and why."""

    reply = forms.ChoiceField(label=gettext_lazy("Reply"), choices=AnswerReply.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What the department says"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed when the village must look again: it reads this."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Send the reply"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.FEED_SEND)
def answer_reply(request, pk):
    """Show one answer that asks the department for something, and keep its reply."""
    answer = get_object_or_404(FeedAnswer.objects.visible_to(request.user).select_related("county", "alert"), pk=pk)
    form = ReplyForm(request.POST or None)
    context = {
        "answer": answer,
        "feed": FEEDS[answer.feed],
        "form": form,
        "is_open": answer.due_on and not answer.reply,
    }
    if request.method != "POST":
        return render(request, "departments/answers/reply.html", context)
    sent = submit_form(form, partial(reply_to_answer, answer, by=request.user))
    if not sent.done:
        return render(request, "departments/answers/reply.html", context, status=sent.status)
    if sent.result:
        messages.success(request, _("The reply is with the county and the village."))
    else:
        messages.warning(request, _("The reply is kept. Another alert of this household is open, so nothing was "
                                    "reopened: tell the township what you wrote."))  # fmt: skip
    return redirect("departments:answers")
