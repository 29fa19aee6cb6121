"""The list of people, the page of one, the grants of a day, and the counties of the site."""

from django.db.models import Count, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Area, Grant, GrantProposal, SignInLink, User
from accounts.permissions import Permission, guard
from accounts.phones.columns import PHONES_LISTING
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text

from .columns import COUNTY_LISTING, GRANT_LISTING, PEOPLE_LISTING, PERSON_GRANTS
from .filters import GrantFilter, PeopleFilter
from .record import record_about
from .work import open_work

MOST_SHOWN = 50  # grants that are over


def grants_seen_by(user):
    """Return the grants where this person may look at people."""
    inside = Area.objects.within(*user.areas_where(Permission.PEOPLE_VIEW))
    return Grant.objects.filter(area__in=inside).select_related("area", "user", "proposal__decided_by")


@never_cache
@require_GET
@guard(Permission.PEOPLE_VIEW)
def person_list(request):
    """Show who works in one's county, with role and place."""
    held = Prefetch("grants", grants_seen_by(request.user).in_force(today()), to_attr="held")
    people = User.objects.visible_to(request.user).prefetch_related(held)
    more = {"search_url": reverse("accounts:people-search"), "search_label": _("Name or user name")}
    if request.user.holds(Permission.PEOPLE_KEEP):
        more |= {"action": _("New person"), "action_url": reverse("accounts:person-new")}
    return list_page(request, people, PeopleFilter, PEOPLE_LISTING, template="accounts/people/list.html", **more)


@require_POST
@guard(Permission.PEOPLE_VIEW)
def person_search(request):
    """Search by name; what was typed stays encrypted in the address."""
    text = request.POST.get("text", "").strip()[:60]
    query = {"text": seal_search_text(text, request.user)} if text else None
    return redirect(reverse("accounts:people", query=query))


@never_cache
@require_GET
@guard(Permission.PEOPLE_VIEW)
def grant_list(request):
    """Show all grants in force on a day, today unless another is chosen."""
    return list_page(request, grants_seen_by(request.user), GrantFilter, GRANT_LISTING)


@never_cache
@require_GET
@guard(Permission.PEOPLE_KEEP)
def county_list(request):
    """Show the counties of the site with the number of people in each, and nobody's name."""
    inside = Grant.objects.in_force(today()).filter(area__path__startswith=OuterRef("path"), user__is_active=True)
    number = inside.order_by().values(one=Value(1)).annotate(all=Count("user", distinct=True)).values("all")
    counties = Area.objects.counties().annotate(people=Coalesce(Subquery(number), 0))
    return list_page(request, counties, None, COUNTY_LISTING)


def seen_person(request, pk) -> User:
    """Return somebody of one's own county; anybody else is not found."""
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


@never_cache
@require_GET
@guard(Permission.PEOPLE_VIEW)
def person_page(request, pk):
    """Show what somebody holds, held and is to hold, what waits, and what became of it."""
    person = seen_person(request, pk)
    answer = render(request, "accounts/people/person.html", person_context(request.user, person))
    area = Area.objects.filter(grants__user=person, grants__in=grants_seen_by(request.user)).first()
    record_about(person, request.user, "opened", area=area)
    return answer


def person_context(user, person) -> dict:
    grants, day = grants_seen_by(user).filter(user=person), today()
    proposals = GrantProposal.objects.visible_to(user).filter(user=person).select_related("proposed_by", "decided_by")
    keeps, ends = user.holds(Permission.PEOPLE_KEEP), user.holds(Permission.GRANT_END)
    standing = grants.standing(day)
    areas = [grant.area for grant in standing]
    return {
        "person": person,
        "crumbs": people_crumbs(),
        "table": PERSON_GRANTS if ends else PERSON_GRANTS.without("end"),
        "plain_table": PERSON_GRANTS.without("end"),
        "in_force": standing.filter(valid_from__lte=day),
        "planned": standing.filter(valid_from__gt=day),
        "over": grants.exclude(pk__in=standing.values("pk")).order_by("-valid_until")[:MOST_SHOWN],
        "waiting": proposals.waiting(),
        "proposals": proposals[:MOST_SHOWN],
        "phones": person.phones.all()[:MOST_SHOWN] if user.holds(Permission.SIGN_IN_HELP) else [],
        "phones_table": PHONES_LISTING,
        "links": SignInLink.objects.visible_to(user).filter(user=person)[:MOST_SHOWN],
        "work": open_work(person, areas) if areas else [],
        "keeps": keeps and person.pk != user.pk,
        "ends": ends and person.is_active,
        "helps": user.holds(Permission.SIGN_IN_HELP) and person.is_active and person.pk != user.pk,
    }


def people_crumbs(person=None) -> list[dict]:
    """Return the way from the list of people to a page below it."""
    way = [{"label": PEOPLE_LISTING.title, "url": reverse("accounts:people")}]
    return way + ([{"label": str(person), "url": person.get_absolute_url()}] if person else [])
