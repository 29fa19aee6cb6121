"""The pages about the interface: its description, and the tokens."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission, guard
from core.listing import list_page
from core.submitting import submit_form
from departments.feeds import FEEDS
from departments.models import FeedToken

from .columns import TOKEN_LISTING
from .forms import FeedTokenForm
from .tokens import make_feed_token, revoke_feed_token


@require_GET
@guard(Permission.FEED_VIEW)
def interface_page(request):
    """Describe the interface: the calls, an example of each, the columns of the feeds."""
    departments = {grant.department for grant in request.user.grants_today}
    seen = [one for one in FEEDS.values() if departments & {"", one.department}]
    here = request.build_absolute_uri(reverse("feed-api:api-root")).rstrip("/")
    return render(request, "departments/api/interface.html", {"feeds": seen, "here": here})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.FEED_TOKEN)
def token_list(request):
    """Show the tokens of one's county, and the form that makes one; a token that was just made is shown this once."""
    form = FeedTokenForm(request.POST or None, user=request.user)
    shown, status = None, 200
    if request.method == "POST":
        sent = submit_form(form, partial(make_feed_token, by=request.user))
        shown, status = (sent.result, 200) if sent.done else (None, sent.status)
        form = FeedTokenForm(user=request.user) if sent.done else form
    tokens = FeedToken.objects.visible_to(request.user).select_related("county")
    template = "departments/api/tokens.html"
    page = list_page(request, tokens, None, TOKEN_LISTING, template=template, form=form, shown=shown)
    page.status_code = status
    return page


@require_POST
@guard(Permission.FEED_TOKEN)
def token_revoke(request, pk):
    """End a token at once."""
    token = get_object_or_404(FeedToken.objects.visible_to(request.user), pk=pk)
    if revoke_feed_token(token, by=request.user):
        messages.success(request, _("Revoked: the system can send and fetch nothing any more."))
    else:
        messages.info(request, _("This token was revoked before."))
    return redirect("departments:tokens")
