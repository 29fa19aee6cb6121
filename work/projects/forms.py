"""The forms of projects: the project, a contract, the payments of a day, that it failed, and that it did not."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assistance.forms import yuan_field
from cases.case.forms import choices_with_blank, day_field, long_text_field
from core import masks
from core.dates import today
from core.forms import form_helper
from core.templatetags.pw import money
from work.choices import ProjectKind, PutIn
from work.models import Enterprise
from work.places import PlaceField


class ProjectForm(forms.Form):
    """A project that many households join; a correction keeps its place."""

    def __init__(self, *args, user, is_new, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= {
            "name": forms.CharField(label=pgettext_lazy("project", "Name"), max_length=100),
            **({"area": PlaceField(user)} if is_new else {}),
            "kind": forms.ChoiceField(label=pgettext_lazy("project", "Kind"), choices=choices_with_blank(ProjectKind)),
            "enterprise": forms.ModelChoiceField(
                Enterprise.objects.visible_to(user).standing(),
                label=_("Enterprise"),
                required=False,
                empty_label=pgettext_lazy("enterprise", "None"),
            ),
            "starts_on": day_field(_("From"), initial=today),
            "ends_on": day_field(_("Until"), required=False),
            "promise": forms.CharField(
                label=_("What is promised"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
            ),
        }
        self.helper = form_helper()


class ContractForm(forms.Form):
    """The contract of one household."""

    since = day_field(_("Since"), initial=today)
    until = day_field(_("Until"), required=False, help_text=_("The last day, once the contract ends."))
    puts_in = forms.ChoiceField(label=_("Puts in"), choices=choices_with_blank(PutIn))
    land_mu = forms.DecimalField(
        label=_("Land (mu)"), min_value=0, max_digits=7, decimal_places=2, required=False, help_text=_("Only for land.")
    )
    yuan = yuan_field(_("Money or grant (yuan)"), max_digits=12, help_text=_("Only for money or a grant."))
    promised = forms.DecimalField(label=_("Promised a year (yuan)"), min_value=0, max_digits=12, decimal_places=2)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


class PaymentsForm(forms.Form):
    """The yuan that each contract was paid on a day, `before` as recorded, else as promised. `seen` tells whether
    somebody else recorded payments of this day meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, contracts, before, seen, **kwargs):
        super().__init__(*args, initial={"seen": seen}, **kwargs)
        for one in contracts:
            initial = before.get(one.pk) if before else one.promised
            words = _("promised a year: %(yuan)s yuan") % {"yuan": money(one.promised)}
            label = f"{masks.name(one.head)} {one.household.number}"
            self.fields[f"yuan_{one.pk}"] = yuan_field(label, max_digits=12, initial=initial, help_text=words)
        self.helper = form_helper(_("Record the payments"))

    def clean(self):
        """Return the yuan of each contract beside what was seen."""
        said = super().clean()
        paid = {int(name.removeprefix("yuan_")): yuan for name, yuan in said.items() if name.startswith("yuan_")}
        return {"seen": said.get("seen", ""), "yuan_by_contract": paid}


class DayForm(forms.Form):
    """The day of which payments are recorded."""

    on = day_field(_("Paid on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("Choose the day"), method="get")


class FailForm(forms.Form):
    """Since when, and why, a project counts as failed."""

    on = day_field(_("Failed on"), initial=today)
    reason = long_text_field(_("Why it failed"), rows=3, max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("It failed"))


class TakeBackForm(forms.Form):
    """Why a project did not fail after all."""

    reason = long_text_field(_("Reason"), rows=3, max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(_("It did not fail"))
