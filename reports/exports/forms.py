"""Forms for asking for an export, and filters of the user's own exports."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from core.forms import form_helper
from core.listing.export import export_hooks
from reports.models import FULL_LISTS, LIST_KINDS, MASKED_LISTS, MONTH_KINDS, NO_LISTS, Export, ExportKind, ExportState
from reports.sheets import REPORT_SHEETS

from .contents import exportable_areas

EXPORT_LIST_CHOICES = [
    (NO_LISTS, _("Figures only")),
    (MASKED_LISTS, _("With lists of households, names and ID numbers masked")),
    (FULL_LISTS, _("With lists of households, names and ID numbers in full")),
]


class ReportPlaceField(forms.ModelChoiceField):
    """A choice of places in the user's territory; townships and villages are indented below the county."""

    def label_from_instance(self, area):
        return "\u2003" * (area.path.count("/") - 1) + area.name


class ReportExportForm(forms.Form):
    """What the file should contain. Without a place it covers the whole territory, and says so when that is only part
    of the county."""

    kind = forms.ChoiceField(label=pgettext_lazy("export", "What"), choices=MONTH_KINDS, widget=forms.RadioSelect)
    area = ReportPlaceField(
        Area.objects.none(),
        to_field_name="code",
        label=_("Place"),
        required=False,
        empty_label=_("All of my territory in this county"),
    )
    sheet = forms.ChoiceField(label=_("Sheet of a CSV file"), required=False)
    lists = forms.ChoiceField(
        label=_("Lists of households"),
        choices=EXPORT_LIST_CHOICES,
        required=False,
        help_text=_("In the workbook and in CSV. The national layout always names every person in full."),
    )
    reason = forms.CharField(
        label=_("What for"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for more than 50 people. It is shown in the file and in the access log."),
    )

    def __init__(self, *args, user, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report
        self.held = exportable_areas(user, report.county)
        places = Area.objects.within(*self.held).exclude(level=Area.Level.GROUP)
        self.fields["area"].queryset = places.order_by("path")
        self.fields["sheet"].choices = [("", _("All sheets, in one archive"))] + [
            (sheet.code, f"{sheet.code} {sheet.title}") for sheet in REPORT_SHEETS.values()
        ]
        self.offer(user, report.county)
        self.helper = form_helper(_("Make the file"))

    def offer(self, user, county):
        """Offer only the lists and kinds that this person may have for some part of the county."""
        wanted = {
            NO_LISTS: {},
            MASKED_LISTS: {"with_details": True},
            FULL_LISTS: {"with_details": True, "in_full": True},
        }
        had = {lists for lists, rights in wanted.items() if exportable_areas(user, county, **rights)}
        self.fields["lists"].choices = [choice for choice in EXPORT_LIST_CHOICES if choice[0] in had]
        self.fields["kind"].choices = [
            choice for choice in MONTH_KINDS if choice[0] != ExportKind.NATIONAL or FULL_LISTS in had
        ]

    def asked(self) -> dict:
        """Return the arguments for `request_export`."""
        told = self.cleaned_data
        return {
            "report": self.report,
            "kind": told["kind"],
            "sheet": told["sheet"],
            "reason": told["reason"],
            "areas": [told["area"]] if told["area"] else self.held,
            "with_details": bool(told["lists"]),
            "in_full": told["lists"] == FULL_LISTS,
        }


class ListExportForm(forms.Form):
    """As which kind of file a list is wanted, and what for."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("export", "What"),
        choices=[(kind.value, kind.label) for kind in LIST_KINDS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What for"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is shown in the file and in the access log."),
    )
    names = forms.BooleanField(
        label=_("Names in full"),
        required=False,
        help_text=_("Only of places where you may see them. ID numbers and phones stay masked."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not export_hooks.may_in_full(user):
            del self.fields["names"]
        self.helper = form_helper(_("Make the file"))

    @property
    def wants_names(self) -> bool:
        return self.cleaned_data.get("names", False)


class ReportExportFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ExportState)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ExportKind)

    class Meta:
        model = Export
        fields = ["state", "kind"]
