"""Forms for sending a registry file, and filters for imports and for the problems in one."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from core.dates import today
from core.forms import form_helper
from households.import_messages import ProblemMessage
from households.imports.read.files import LARGEST_FILE
from households.models import ImportBatch, ImportProblem, ImportState

from .meanings import known_meanings

MOST_FILES = 20


class MultipleFileField(forms.FileField):
    """One workbook, or several CSV files."""

    widget = forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"})
    widget.allow_multiple_selected = True
    widget.attrs["multiple"] = True

    def clean(self, data, initial=None):
        files = data or [None] if isinstance(data, list) else [data]
        return [super(MultipleFileField, self).clean(file, initial) for file in files]


class ImportUploadForm(forms.Form):
    # The form class takes its fields away before `files` can hide what was sent.
    files = MultipleFileField(  # type: ignore[assignment]
        label=_("Registry file"),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty. Export it again.")},
        help_text=_("One workbook (.xlsx, .xls, .ods), one CSV file, or the CSV files of a folder together."),
    )
    county = forms.ModelChoiceField(Area.objects.none(), label=_("County"))
    told_on = forms.DateField(
        label=_("Day on which the income and work in it were told"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day of the paper. Empty: today. What visits said later holds against it."),
    )
    holds_some = forms.BooleanField(
        label=_("The file holds some groups of income only"),
        required=False,
        help_text=_("Otherwise a group that it does not name was asked, and is nothing."),
    )
    empty_is_nothing = forms.BooleanField(
        label=_("An empty amount in the national layout means nothing"),
        required=False,
        help_text=_("Otherwise it means “not asked”, unless the row's own total is the sum without it."),
    )

    def clean_told_on(self):
        told_on = self.cleaned_data["told_on"]
        if told_on and told_on > today():
            raise forms.ValidationError(_("This day is still to come. Choose today or an earlier day."))
        return told_on

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = counties = importable_counties(user)
        if len(counties) == 1:  # no choice to offer
            self.fields["county"].initial = counties[0]
            self.fields["county"].widget = forms.HiddenInput()
        self.helper = form_helper(_("Upload and check"))

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(most)s files. Choose those of one folder."), params={"most": MOST_FILES}
            )
        if any(file.size > LARGEST_FILE for file in files):
            message = ProblemMessage("too_large", {"limit": LARGEST_FILE >> 20})
            raise forms.ValidationError(str(message))
        return files


def importable_counties(user):
    """Return the counties for which this person may import."""
    codes = {area.county_code for area in user.areas_where(Permission.IMPORT_REGISTRY)}
    return Area.objects.counties().filter(code__in=codes)


class ImportFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ImportState)

    class Meta:
        model = ImportBatch
        fields = ["state"]


class ImportProblemFilter(django_filters.FilterSet):
    is_error = django_filters.ChoiceFilter(label=_("Kind"), choices=[(True, _("Errors")), (False, _("Warnings"))])
    code = django_filters.ChoiceFilter(label=_("What is wrong"))

    class Meta:
        model = ImportProblem
        fields = ["is_error", "code"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = self.queryset.order_by("code", "pk").distinct("code")
        self.filters["code"].extra["choices"] = [(one.code, one.message.what) for one in found]


class ImportMeaningForm(forms.Form):
    """What a word or a column means that is not known."""

    field = forms.CharField(required=False, max_length=60)
    seen = forms.CharField(max_length=100)
    meaning = forms.CharField(max_length=60)

    def clean(self):
        said = super().clean()
        if said.get("meaning") not in known_meanings(said.get("field", "")):
            raise forms.ValidationError(_("Choose one of the known meanings."))
        return said
