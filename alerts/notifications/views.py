"""Pages of the bell: a person's own notifications."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, guard
from alerts.models import Notification
from core.listing import list_page

from . import actions
from .columns import NOTIFICATION_LISTING


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def notification_list(request):
    """Show the user's notifications, newest first, with unread ones marked."""
    mine = Notification.objects.visible_to(request.user).select_related("alert__household", "alert__village")
    unread = Notification.objects.visible_to(request.user).unread().count()
    return list_page(
        request, mine, None, NOTIFICATION_LISTING, part="alerts/notifications/_notifications.html", unread=unread
    )


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def notification_open(request, pk):
    """Open the alert that a notification is about, and mark the notification as read."""
    found = get_object_or_404(Notification.objects.visible_to(request.user).select_related("alert"), pk=pk)
    Notification.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    return redirect(found.alert)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def notification_read_all(request):
    """Mark every notification as read; the alerts do not change."""
    count = actions.mark_notifications_read(request.user)
    words = ngettext("%(n)s notification marked as read.", "%(n)s notifications marked as read.", count)
    messages.success(request, words % {"n": count})
    return redirect("alerts:notifications")
