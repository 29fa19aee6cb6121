"""The employment account as a list and as counts."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text
from core.listing.tables import asked_table
from work.models import AccountEntry

from .columns import ACCOUNT_LISTING
from .count_columns import ACCOUNT_COUNTS, BESIDE_COUNTS
from .counts import chosen_place, count_states, places_above
from .filters import AccountFilter, people_found


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def account_list(request):
    """Show who of working age stands where, filtered, sorted and counted by the database."""
    entries = AccountEntry.objects.visible_to(request.user).for_reader(request.user).with_people()
    counts = {"action": _("Counts by place"), "action_url": reverse("work:counts")}
    search_url = reverse("work:search")
    return list_page(request, entries, AccountFilter, ACCOUNT_LISTING, as_of=today(), search_url=search_url, **counts)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def account_search(request):
    """Search by name, ID number or the number of the household: open the person when there is only one, else the list.
    What was typed is encrypted in the address."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("work:account")
    found = list(people_found(AccountEntry.objects.visible_to(request.user), text)[:2])
    record_access(request.user, "searched", found=len(found), shown=[entry.household_id for entry in found])
    if len(found) == 1:
        return redirect("work:person", found[0].pk)
    return redirect(reverse("work:account", query={"text": seal_search_text(text, request.user)}))


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def account_counts(request):
    """Show how many people stand in which state, one level below the chosen place; each number opens its list."""
    place = chosen_place(request.user, request.GET.get("area"))
    rows = count_states(request.user, place)
    if file := asked_table(request, (ACCOUNT_COUNTS, rows), (BESIDE_COUNTS, rows)):
        return file
    context = {"place": place, "rows": rows, "tables": (ACCOUNT_COUNTS, BESIDE_COUNTS), "day": today()}
    context["above"] = places_above(request.user, place, "work:counts")
    return render(request, "work/people/counts.html", context)
