"""The pages on which people and households move, are split, closed and merged."""

from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, guard
from households.changes.form_views import answer_change_form, visible_household, visible_member

from . import forms

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
@guard(Permission.REGISTRY_PROPOSE)
def person_move(request, pk):
    """Move a person to another household."""
    member = visible_member(request, pk)
    return answer_change_form(request, "move", forms.MovePersonForm, member.household, member)


@never_cache
@require_http_methods(METHODS)
@guard(Permission.REGISTRY_PROPOSE)
def household_move(request, pk):
    """Move a household to another village."""
    return answer_change_form(request, "village", forms.MoveHouseholdForm, visible_household(request, pk))


@never_cache
@require_http_methods(METHODS)
@guard(Permission.REGISTRY_PROPOSE)
def household_split(request, pk):
    """Let some people of a household have one of their own."""
    return answer_change_form(request, "split", forms.SplitForm, visible_household(request, pk))


@never_cache
@require_http_methods(METHODS)
@guard(Permission.REGISTRY_PROPOSE)
def household_close(request, pk):
    """Close a household that moved away, died out or never existed."""
    return answer_change_form(request, "close", forms.CloseForm, visible_household(request, pk))


@never_cache
@require_http_methods(METHODS)
@guard(Permission.REGISTRY_PROPOSE)
def household_merge(request, pk):
    """Merge a household into another, which keeps its number."""
    return answer_change_form(request, "merge", forms.MergeForm, visible_household(request, pk))
