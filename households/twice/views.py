"""The page of people and households that may be in the registry twice, and what is done with them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission, guard
from households.changes.form_views import answer_change_form, visible_member
from households.changes.forms import ChangeForm
from households.models import Household, Member, TwiceKind

from . import actions, pairs
from .kinds import entry_words

MODELS = {TwiceKind.PERSON: Member, TwiceKind.HOUSEHOLD: Household}


@never_cache
@require_GET
@guard(Permission.REGISTRY_CONFIRM, across="who may be entered twice may live next door")
def twice_list(request):
    """Show who may be in the registry twice, people first."""
    areas = request.user.areas_where(Permission.REGISTRY_CONFIRM)
    homes = Household.objects.within(*areas)
    people, households = pairs.pairs_of_people(homes), pairs.pairs_of_homes(homes)
    context = {
        "people": [shown(pair, areas) for pair in people],
        "households": [shown(pair, areas) for pair in households],
        "counts": {"people": pairs.people_twice(homes).count(), "households": pairs.homes_twice(homes).count()},
        "most": pairs.MOST_SHOWN,
    }
    return render(request, "households/twice/list.html", context)


def shown(pair, areas) -> dict:
    """Return a pair as the page shows it, and whether both lie in one's territory."""
    village = pair.second.household.village if pair.kind == TwiceKind.PERSON else pair.second.village
    mine = any(village.path.startswith(area.path) for area in areas)
    return {"pair": pair, "both": [pair.first, pair.second] if mine else [pair.first], "mine": mine}


@require_POST
@guard(Permission.REGISTRY_CONFIRM, across="who may be entered twice may live next door")
def not_the_same(request, kind, first, second):
    """Keep that two people or households are not the same."""
    if kind not in MODELS:
        raise Http404
    rows = MODELS[kind].objects.visible_to(request.user)
    related = "household__village" if kind == TwiceKind.PERSON else "village"
    one, other = (get_object_or_404(rows.select_related(related), pk=pk) for pk in (first, second))
    if one == other:
        raise Http404
    actions.say_not_the_same(kind, one, other, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("Kept: they are not the same. They are shown again when one of them changes."))
    return redirect("households:twice")


class TwiceForm(ChangeForm):
    """Why one of two entries was a mistake."""

    keep: Member

    def own_fields(self):
        return {}

    @property
    def values(self):
        return {"keep": self.keep.pk, "keep_words": entry_words(self.keep)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def twice_settle(request, pk, keep):
    """Let one entry of a person stand, and end the other as a mistake."""
    drop, other = visible_member(request, pk), visible_member(request, keep)
    if drop == other:
        raise Http404
    form = type("TwiceForm", (TwiceForm,), {"keep": other})
    return answer_change_form(request, "twice", form, drop.household, drop)
