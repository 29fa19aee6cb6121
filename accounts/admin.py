"""Reference data in the Django admin: areas, people, grants. Household data is never here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin

from .access import record
from .models import Area, Grant, User

admin.site.site_header = admin.site.site_title = "povwatch"


class Audited(admin.ModelAdmin):
    """Every change is a line in the access log, in the same transaction."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        record(request.user, "reference_changed" if change else "reference_added", obj, fields=form.changed_data)

    def log_addition(self, *args):
        """The access log tells it."""

    log_change = log_deletion = log_addition

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Area)
class AreaAdmin(Audited):
    list_display = ["code", "name", "level", "parent"]
    list_filter = ["level"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]


class GrantInline(admin.TabularInline):
    model = Grant
    extra = 0
    autocomplete_fields = ["area"]


@admin.register(User)
class UserAdmin(Audited, BaseUserAdmin):
    list_display = ["username", "full_name", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["username", "full_name"]
    filter_horizontal = []
    readonly_fields = ["last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "email", "is_active", "last_login", "joined_at"]})
    ]
    add_fieldsets = [(None, {"fields": ["username", "full_name", "usable_password", "password1", "password2"]})]
    inlines = [GrantInline]


@admin.register(Grant)
class GrantAdmin(Audited):
    list_display = ["user", "role", "area", "valid_from", "valid_until"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__full_name"]
    autocomplete_fields = ["user", "area"]
