"""Reference data in the Django admin: areas, people, grants. Household data is never here."""

from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record_access

from .models import Area, Grant, User

admin.site.unregister(Group)  # rights come from grants alone
admin.site.site_header = admin.site.site_title = _("Poverty watch")


class AuditedAdmin(admin.ModelAdmin):
    """Writes the admin's changes to the access log instead of Django's own log: which fields were changed, which grants
    were added on the page of a user, whose password was set."""

    def log_addition(self, request, obj, message):
        record_access(request.user, "reference_added", obj, changes=message)

    def log_change(self, request, obj, message):
        record_access(request.user, "reference_changed", obj, changes=message)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Area)
class AreaAdmin(AuditedAdmin):
    list_display = ["code", "name", "level", "parent"]
    list_filter = ["level"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]


class GrantInline(admin.TabularInline):
    model = Grant
    extra = 0
    autocomplete_fields = ["area"]


class UserPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody. Nobody can sign in here without one."""

    usable_password = None


@admin.register(User)
class UserAdmin(AuditedAdmin, BaseUserAdmin):
    list_display = ["username", "full_name", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["username", "full_name"]
    filter_horizontal = []
    readonly_fields = ["last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "email", "is_active", "last_login", "joined_at"]})
    ]
    add_fieldsets = [(None, {"fields": ["username", "full_name", "password1", "password2"]})]
    change_password_form = UserPasswordForm
    inlines = [GrantInline]
    actions = ["unlock"]

    @admin.action(description=_("Unlock the sign-in of these people"))
    def unlock(self, request, queryset):
        """Delete the failed sign-ins of these user names, so that they can sign in at once."""
        for user in queryset:
            reset(username=user.username)
            record_access(request.user, "unlocked", user)
        messages.success(request, _("They can try again now."))


@admin.register(Grant)
class GrantAdmin(AuditedAdmin):
    list_display = ["user", "role", "area", "department", "valid_from", "valid_until"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__full_name"]
    autocomplete_fields = ["user", "area"]
