"""What every form says when it comes back: what to do, and where."""

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms

from core.forms import form_helper


class Sample(forms.Form):
    name = forms.CharField(label="Name")
    kind = forms.ChoiceField(label="Kind", choices=[("", "Please choose"), ("a", "A")])
    sure = forms.BooleanField(label="Sure")
    paper = forms.FileField(label="Paper")
    note = forms.CharField(label="Note", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper()


@pytest.mark.parametrize(("field", "words"), [
    ("name", "Please fill this in."), ("kind", "Please choose."), ("sure", "Please tick this."),
    ("paper", "Please choose a file."),
])  # fmt: skip
def test_a_field_left_empty_says_what_to_do(field, words):
    assert Sample({}, {}).errors[field] == [words]


def test_links_above_the_form_lead_to_what_is_wrong_below():
    html = render_crispy_form(Sample({"name": "Chen"}, {}))
    assert html.count("Please look at:") == 1 and html.index("Please look at:") < html.index('name="name"')
    assert all(f'href="#id_{field}"' in html and f'id="id_{field}"' in html for field in ("kind", "sure", "paper"))
    assert 'href="#id_name"' not in html and 'href="#id_note"' not in html


def test_a_form_that_was_not_sent_says_nothing():
    assert "Please look at" not in render_crispy_form(Sample())
