"""Form fields about visits."""

from django import forms


class VisitChoice(forms.ModelChoiceField):
    def label_from_instance(self, visit):
        return f"{visit.visited_on:%Y-%m-%d} · {visit.get_purpose_display()} · {visit.get_way_display()}"
