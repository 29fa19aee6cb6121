"""The pages of payments: all of a territory, one list, the page on which one is entered, and the withdrawal."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.listing import list_page
from core.submitting import submit_form
from core.text import labelled
from departments.inquiries.columns import PROBLEM_TABLE
from households.import_messages import BrokenFile
from work.models import Enterprise, Offer, Payment, PaymentList

from .actions import MOST_PEOPLE, MissingPeople, send_list, withdraw_list
from .columns import PAYMENT_LISTING, PAYMENT_ROWS, month_words
from .filters import PaymentFilter
from .forms import MonthForm, PaymentFileForm, PaymentListForm, WithdrawForm
from .panel import can_send
from .people import is_whole_month, last_month, people_of_list
from .reading import read_payments

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
OF = {"enterprise": Enterprise, "offer": Offer}
RELATED = ("area__parent", "county", "enterprise", "offer", "by", "withdrawn_by")


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def payments(request):
    """Show what people of one's territory were paid, and of whom nothing good is told."""
    rows = Payment.objects.visible_to(request.user).holding()
    rows = rows.select_related("member__household__village__parent", "list__enterprise", "list__offer")
    return list_page(request, rows, PaymentFilter, PAYMENT_LISTING)


def visible_list(request, pk) -> PaymentList:
    return get_object_or_404(PaymentList.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def payment_list(request, pk):
    """Show one list: whose, of which month, and what each person of one's territory got by it."""
    made = visible_list(request, pk)
    told = Payment.objects.visible_to(request.user).filter(list=made).order_by("member__household__village__path", "pk")
    told = list(told.select_related("member__household__village", "list"))
    record_access(request.user, "opened", made, area=made.area, shown={one.member.household_id for one in told})
    context = {
        "made": made, "told": told, "rows": PAYMENT_ROWS, "title": list_title(made.of, made.month),
        "corrected": any(not one.holds for one in told) and not made.withdrawn_on,
        "keeps": bool(may(request.user, Permission.WORK_KEEP, made.area)) and not made.withdrawn_on,
        "crumbs": list_crumbs(made.of, month_words(made)),
    }  # fmt: skip
    return render(request, "work/payments/list.html", context)


def list_title(of, month) -> str:
    return labelled(str(of), month_words(PaymentList(month=month)))


def list_crumbs(of, last) -> list[dict]:
    return [{"label": str(of), "url": of.get_absolute_url()}, {"label": last}]


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def payment_list_new(request, pk, of):
    """Enter what an enterprise, or the office of an offer, sent for a month: by hand, or from a file that fills the
    page in. ?month= chooses the month."""
    whose = sender(request, pk, of)
    month_form = MonthForm(request.GET if "month" in request.GET else {"month": f"{last_month():%Y-%m}"})
    month = month_form.cleaned_data["month"] if month_form.is_valid() else last_month()
    there = people_of_list(whose, month, request.user)
    shown, status = {"form": PaymentListForm(there=there, paid=paid_before(there)), "file_form": PaymentFileForm()}, 200
    if request.FILES or "read" in request.POST:
        shown |= filled_from_file(request, there)
        status = 422 if shown.get("problems") or shown["file_form"].errors else 200
    elif request.method == "POST":
        shown["form"] = form = PaymentListForm(request.POST, there=there)
        sent = submit_form(form, partial(agreed_or_asked, form, whose, by=request.user, month=month))
        if sent.done:
            messages.success(request, _("The payment list was saved."))
            return redirect(sent.result)
        status = sent.status
    record_access(request.user, "opened", whose, area=whose.area, shown={one.member.household_id for one in there})
    context = shown | {"month_form": month_form, **words_about(whose, month, there)}
    return render(request, "work/payments/new.html", context, status=status)


def words_about(whose, month, there) -> dict:
    """Return what the page says beside the forms."""
    return {
        "is_correction": any(one.earlier for one in there),
        "too_many": len(there) > MOST_PEOPLE,
        "parts": {one.pk for one in there if not is_whole_month(one, month)},
        "problem_rows": PROBLEM_TABLE,
        "title": list_title(whose, month),
        "crumbs": list_crumbs(whose, _("Payment list")),
    }


def sender(request, pk, of):
    """Return the enterprise or offer of which this person keeps payment lists."""
    visible = OF[of].objects.visible_to(request.user).select_related("area__parent", "county")
    whose = get_object_or_404(visible, pk=pk)
    must(request.user, Permission.WORK_KEEP, whose.area)
    if not can_send(whose):
        raise Http404
    return whose


def paid_before(there) -> dict:
    """Return what earlier lists of the month say, so that a correction is one change."""
    told = {one.pk: one.earlier for one in there if one.earlier and not one.earlier.is_missing}
    return {pk: (one.yuan, one.paid_on) for pk, one in told.items()}


def filled_from_file(request, there) -> dict:
    """Return the form filled in from a file, or what is wrong with the file or its rows."""
    file_form = PaymentFileForm(request.POST, request.FILES)
    if not file_form.is_valid():
        return {"file_form": file_form}
    try:
        found = read_payments(file_form.cleaned_data["file"], there)
    except BrokenFile as broken:
        file_form.add_error("file", str(broken.message))
        return {"file_form": file_form}
    if found.problems:
        return {"file_form": file_form, "problems": sorted(found.problems, key=lambda one: one.row)}
    tell_what_was_read(request, len(found.paid))
    return {"form": PaymentListForm(there=there, paid=found.paid)}


def tell_what_was_read(request, number) -> None:
    words = ngettext(
        "%(n)s amount was read. Look at it below and save the list.",
        "%(n)s amounts were read. Look at them below and save the list.",
        number,
    )
    messages.info(request, words % {"n": number})


def agreed_or_asked(form, whose, **said) -> PaymentList:
    """Send the list; where people are missing in it, let the form ask whether they were not paid."""
    try:
        return send_list(whose, **said)
    except MissingPeople:
        form.asks = True
        raise


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def payment_list_withdraw(request, pk):
    """Take back a list that was a mistake."""
    made = visible_list(request, pk)
    must(request.user, Permission.WORK_KEEP, made.area)
    form = WithdrawForm(request.POST or None)
    sent = submit_form(form, partial(withdraw_list, made, by=request.user)) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, _("The list was withdrawn."))
        return redirect(sent.result)
    of_list = {"label": month_words(made), "url": made.get_absolute_url()}
    crumbs = [*list_crumbs(made.of, "")[:1], of_list, {"label": _("Withdraw the list")}]
    context = {"form": form, "title": list_title(made.of, made.month), "crumbs": crumbs}
    return render(request, "work/form.html", context, status=sent.status if sent else 200)
