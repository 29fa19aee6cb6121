"""Sales: the list, one of them with the households that delivered, and the forms that keep them."""

from functools import partial

from django.contrib import messages
from django.db.models import Value
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.listing import list_page
from core.listing.search import seal_search_text, unseal_search_text
from core.submitting import submit_form
from core.templatetags.pw import day
from core.workflow import ActionRefused
from households.import_messages import BrokenFile
from households.models import Household
from households.registry.columns import prefetch_found, prefetch_heads
from work.models import Sale, SaleDelivery

from .actions import Delivered, change_sale, delivered_yuan, record_deliveries, record_sale, withdraw_sale
from .columns import DELIVERIES, FOUND, PROBLEMS, SALE_LISTING, price_words, quantity_words
from .files import read_delivery_file
from .filters import SaleFilter
from .forms import DeliveryFileForm, DeliveryForm, SaleForm, WithdrawForm
from .online import online_share

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
ACROSS = "sales of a place are for everybody who works in it"
FIELDS = ("sold_on", "goods", "item", "quantity", "unit", "yuan", "channel", "enterprise", "note")
FOUND_SHOWN = 20


@never_cache
@guard(Permission.HOUSEHOLD_VIEW, across=ACROSS)
def sale_list(request):
    """Show the sales of one's territory and of the places it lies in, with their sums."""
    rows = Sale.objects.visible_to(request.user).select_related("area__parent", "enterprise")
    filtered = SaleFilter(request.GET, queryset=rows, request=request).qs.order_by()
    more = {"sums": online_share(filtered), "template": "work/sales/list.html"}
    if request.user.holds(Permission.WORK_KEEP):
        more |= {"action": _("Record a sale"), "action_url": reverse("work:sale-new")}
    return list_page(request, rows, SaleFilter, SALE_LISTING, **more)


def visible_sale(request, pk) -> Sale:
    sales = Sale.objects.visible_to(request.user).select_related("area__parent", "county", "enterprise")
    return get_object_or_404(sales, pk=pk)


def kept_sale(request, pk) -> Sale:
    """Return a sale that this person keeps."""
    sale = visible_sale(request, pk)
    must(request.user, Permission.WORK_KEEP, sale.area)
    return sale


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def sale_page(request, pk):
    """Show a sale: what was sold, which households of one's territory delivered, and what is nobody's yet."""
    sale, user = visible_sale(request, pk), request.user
    deliveries = SaleDelivery.objects.visible_to(user).filter(sale=sale).select_related("household", "sale")
    deliveries = list(deliveries.prefetch_related(prefetch_heads("household")).order_by("household__number"))
    found, total = households_looked_for(request, sale), delivered_yuan(sale)
    shown = {one.household_id for one in deliveries} | {home.pk for home in found}
    record_access(user, "opened", sale, area=sale.area, shown=shown)
    context = {
        "sale": sale, "quantity": quantity_words(sale), "price": price_words(sale),
        "deliveries": deliveries, "delivery_rows": DELIVERIES if is_kept(user, sale) else DELIVERIES.without("do"),
        "rest": sale.yuan - total, "elsewhere": total - sum(one.yuan for one in deliveries),
        "found": found, "found_rows": FOUND, "was_asked": "text" in request.GET,
        "search_url": reverse("work:sale-household", args=[pk]), "keeps": is_kept(user, sale),
        "search_label": _("Household number, or name, ID number or phone of somebody"),
        "crumbs": sale_crumbs(sale.goods),
    }  # fmt: skip
    return render(request, "work/sales/sale.html", context)


def is_kept(user, sale) -> bool:
    """Whether this person may still change a sale."""
    return bool(may(user, Permission.WORK_KEEP, sale.area)) and sale.withdrawn_at is None


def households_of_place(request, sale):
    """Return the households on file that may have delivered to a sale."""
    return Household.objects.visible_to(request.user).active().within(sale.area).select_related("village__parent")


def households_looked_for(request, sale) -> list[Household]:
    """Return the households that were searched for on the page of a sale."""
    try:
        text = unseal_search_text(request.GET.get("text", ""), request.user)
    except ValueError:  # nobody was, or the address is somebody else's
        return []
    found = households_of_place(request, sale).matching(text).annotate(of_sale=Value(sale.pk))
    return list(found.prefetch_related(prefetch_found("", text)).with_head().order_by("number")[:FOUND_SHOWN])


@require_POST
@guard(Permission.WORK_KEEP)
def sale_household(request, pk):
    """Look for a household that delivered; what was typed is encrypted in the address."""
    sale, text = kept_sale(request, pk), request.POST.get("text", "").strip()
    if not text:
        return redirect(sale)
    record_access(request.user, "searched")
    query = {"text": seal_search_text(text, request.user)}
    return redirect(reverse("work:sale", args=[pk], query=query) + "#households")


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def sale_new(request):
    """Record a sale."""
    form, act = SaleForm(request.POST or None, user=request.user), partial(record_sale, by=request.user)
    done = _("The sale was recorded. Now say which households delivered.")
    return render_sale_form(request, form, act, title=_("New sale"), done=done)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def sale_change(request, pk):
    """Correct a sale."""
    sale = kept_sale(request, pk)
    initial = {field: getattr(sale, field) for field in FIELDS}
    form = SaleForm(request.POST or None, user=request.user, sale=sale, initial=initial)
    act = partial(change_sale, sale, by=request.user)
    title = pgettext("sale", "Change “%(goods)s”") % {"goods": sale.goods}
    return render_sale_form(request, form, act, title=title, done=_("The sale was changed."), sale=sale)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def sale_withdraw(request, pk):
    """Withdraw a sale that was recorded by mistake."""
    sale = kept_sale(request, pk)
    form, act = WithdrawForm(request.POST or None, sale=sale), partial(withdraw_sale, sale, by=request.user)
    title = pgettext("sale", "Withdraw “%(goods)s”") % {"goods": sale.goods}
    return render_sale_form(request, form, act, title=title, done=_("The sale was withdrawn."), sale=sale)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def sale_delivery(request, pk, household):
    """Record, correct or take out what one household delivered."""
    sale = kept_sale(request, pk)
    home = get_object_or_404(households_of_place(request, sale), pk=household)
    before = sale.deliveries.filter(household=home).first()
    initial = {"quantity": before.quantity, "yuan": before.yuan} if before else {}
    form = DeliveryForm(request.POST or None, sale=sale, initial=initial)

    def act(*, seen, quantity, yuan):
        return record_deliveries(sale, [Delivered(home, quantity, yuan)], by=request.user, seen=seen)

    title = _("%(goods)s of household %(number)s") % {"goods": sale.goods, "number": home.number}
    record_access(request.user, "opened", home, area=home.village)
    is_out = form.is_bound and form.is_valid() and not form.cleaned_data["yuan"]
    done = _("This household has no delivery in this sale now.") if is_out else _("The delivery was recorded.")
    return render_sale_form(request, form, act, title=title, done=done, sale=sale)


def render_sale_form(request, form, act, *, title, done, sale=None):
    """Show a form of a sale, or do what it asks for and lead to the sale."""
    now = partial(version_now, sale) if sale else None
    sent = submit_form(form, act, now) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, done)
        return redirect(sent.result)
    context = {"form": form, "title": title, "crumbs": sale_crumbs(title, sale)}
    return render(request, "work/form.html", context, status=sent.status if sent else 200)


def version_now(sale) -> tuple[int, str]:
    """Return the version of a sale as it is now, and what to do about it."""
    sale.refresh_from_db()
    return sale.version, _("Compare with what stands there now, and send again to save what you typed.")


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def sale_file(request, pk):
    """Take a file with what the households delivered; when a row is wrong nothing is kept, and each is named."""
    sale, problems, status = kept_sale(request, pk), [], 200
    form = DeliveryFileForm(request.POST or None, request.FILES or None, sale=sale)
    if request.method == "POST":
        sent = submit_form(form, partial(take_file, sale, request.user, problems), partial(version_now, sale))
        if sent.done and not problems:
            messages.success(request, _("What the file says was recorded."))
            return redirect(sale)
        status = 422 if problems else sent.status
    title = _("Deliveries by file")
    context = {"form": form, "title": title, "problems": problems, "table": PROBLEMS}
    context |= {"crumbs": sale_crumbs(title, sale)}
    return render(request, "work/sales/file.html", context, status=status)


def take_file(sale, by, problems, *, seen, file) -> None:
    """Record what a file says, or add to `problems` what is wrong in it."""
    try:
        delivered, wrong = read_delivery_file(file, sale, by=by)
    except BrokenFile as broken:
        raise ActionRefused(str(broken.message)) from broken
    problems += wrong
    if not wrong:
        record_deliveries(sale, delivered, by=by, seen=seen)


def sale_crumbs(title, sale=None) -> list[dict]:
    """Return the way to a page: the list, and the sale that the page is about, unless it is the page."""
    above = [{"label": sale_words(sale), "url": sale.get_absolute_url()}] if sale else []
    return [{"label": pgettext("recorded", "Sales"), "url": reverse("work:sales")}, *above, {"label": title}]


def sale_words(sale) -> str:
    """Return what was sold and when: goods are sold more than once."""
    return f"{sale.goods} · {day(sale.sold_on)}"
