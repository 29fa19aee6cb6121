"""The list of households, and the portrait of one."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.listing import list_page
from core.listing.search import seal_search_text
from core.workflow import ActionRefused
from households.choices import IncomeQuestionReason
from households.income.questions import settle_income_question
from households.income.whose import give_income_to_leaver
from households.models import Household, IncomeQuestion

from .columns import prefetch_found
from .filters import HouseholdFilter, household_listing
from .forms import RevealForm
from .names import found_through_words, name_and_number
from .next_steps import next_steps
from .portrait import draw_panels, glance_columns
from .portrait_links import portrait_links

LIST_FIELDS = (
    "number", "kind", "state", "group_no", "resettled_project", "resettled_year", "village__name",
    "village__path", "village__parent__name",
)  # fmt: skip


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def household_list(request):
    """Show the households of one's territory, filtered, sorted and counted by the database."""
    households = Household.objects.visible_to(request.user).select_related("village__parent").only(*LIST_FIELDS)
    search_url = reverse("households:search")
    return list_page(request, households, HouseholdFilter, household_listing(), search_url=search_url)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def household_list_search(request):
    """Search by number, name, ID number or phone: open the household when there is only one, else the list."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("households:list")
    found = list(Household.objects.visible_to(request.user).matching(text)[:2])
    record_access(request.user, "searched", found=len(found), shown=[home.pk for home in found])
    if len(found) == 1:
        tell_found_through(request, found[0], text)
        return redirect(found[0])
    return redirect(reverse("households:list", query={"text": seal_search_text(text, request.user)}))


def tell_found_through(request, household, text) -> None:
    """Say on the portrait which member the search found."""
    prefetch_related_objects([household], prefetch_found("", text))
    if words := found_through_words(household.found_people):
        messages.info(request, f"{words}.")


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def household_page(request, pk):
    """Show everything that is known of one household, with an entry in the access log."""
    household = visible_household(request, pk)
    record_access(request.user, "opened", household, area=household.village)
    return render_household_page(request, household)


@never_cache
@guard(Permission.HOUSEHOLD_SECRET)
def household_reveal(request, pk):
    """Show the portrait with ID numbers, phones and address in full, for a reason that goes into the access log."""
    household = visible_household(request, pk)
    must(request.user, Permission.HOUSEHOLD_SECRET, household.village)
    if request.method != "POST":
        return redirect(household)
    form = RevealForm(request.POST, action=request.path)
    if not form.is_valid():
        return render_household_page(request, household, reveal_form=form, status=422)
    record_access(request.user, "revealed", household, area=household.village, reason=form.cleaned_data["reason"])
    return render_household_page(request, household, in_full=True)


@require_POST
@guard(Permission.VISIT_LOG)
def income_question_settle(request, pk):
    """Settle a question about income: the family was asked, and the amounts are right as they count."""
    questions = IncomeQuestion.objects.visible_to(request.user).select_related("household__village")
    question = get_object_or_404(questions, pk=pk)
    try:
        settled = settle_income_question(question, by=request.user)
    except ActionRefused as error:
        messages.error(request, str(error))
    else:
        tell_settled(request, settled)
    return redirect(question.household)


def tell_settled(request, settled):
    if settled:
        messages.success(request, gettext("The question is settled. The amounts count as before."))
    else:
        messages.info(request, gettext("This question was settled or raised anew meanwhile."))


@require_POST
@guard(Permission.VISIT_LOG)
def income_question_give(request, pk, member_pk):
    """Settle whose an undivided amount was: it was that of somebody who left, and leaves with them."""
    questions = IncomeQuestion.objects.visible_to(request.user).select_related("household__village")
    question = get_object_or_404(questions.filter(reason=IncomeQuestionReason.LEFT), pk=pk)
    member = get_object_or_404(question.household.members.exclude(left_on=None), pk=member_pk)
    try:
        given = give_income_to_leaver(question, member, by=request.user)
    except ActionRefused as error:
        messages.error(request, str(error))
    else:
        tell_given(request, given, question, member)
    return redirect(question.household)


def tell_given(request, given, question, member):
    if given:
        words = gettext("%(item)s is now told of %(name)s and counts no more since they left.")
        messages.success(request, words % {"item": question.get_item_display(), "name": member.name})
    else:
        messages.info(request, gettext("Nothing undivided is told of the time of %(name)s.") % {"name": member.name})


def visible_household(request, pk):
    in_territory = Household.objects.visible_to(request.user).with_head().select_related("village__parent", "county")
    return get_object_or_404(in_territory, pk=pk)


def render_household_page(request, household, *, in_full=False, reveal_form=None, status=200):
    may_reveal = may(request.user, Permission.HOUSEHOLD_SECRET, household.village)
    if may_reveal and not in_full:
        reveal_form = reveal_form or RevealForm(action=reverse("households:reveal", args=[household.pk]))
    drawn = draw_panels(request, household, in_full=in_full, reveal_form=reveal_form)
    context = {
        "household": household,
        "columns": glance_columns(drawn),
        "next_steps": next_steps(request, household),
        "panels": [one for one in drawn if one["html"].strip()],
        "living": living_household(request.user, household),
        "merged": Household.objects.visible_to(request.user).filter(merged_into=household),
        "links": portrait_links(request, household),
        "crumbs": household_crumbs(household),
        "lead": household_heading(household),
    }
    return render(request, "households/registry/portrait.html", context, status=status)


def living_household(user, household) -> Household | None:
    """Return the household into which this one was merged, where one may see it."""
    if household.merged_into_id is None:
        return None
    return Household.objects.visible_to(user).filter(pk=household.merged_into_id).first()


def household_heading(household) -> str:
    """Return the number of a household, and of which kind it is."""
    words = [household.number, household.get_kind_display()]
    if household.lifted_year:
        words.append(gettext("lifted in %(year)s") % {"year": household.lifted_year})
    return " · ".join(words)


def household_crumbs(household) -> list[dict]:
    """Return the places of a household and who it is."""
    return [*place_crumbs(household), {"label": name_and_number(household.head_name, household)}]


def place_crumbs(household) -> list[dict]:
    """Return county, township and village, each linked to its households."""
    areas = [household.county, household.village.parent, household.village]
    return [{"label": area.name, "url": reverse("households:list", query={"village": area.code})} for area in areas]
