"""Forms that ask for an action come back with what was typed, and say what happened meanwhile."""

import pytest
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError

from core.submitting import parse_ticked, submit_form, typed_words
from core.workflow import ActionRefused, StaleState


class NoteForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label="Note", max_length=20)
    place = forms.CharField(label="Place", disabled=True, required=False, initial="Heyi")


def sent(note="The roof leaks"):
    return NoteForm({"seen": "new", "note": note})


def failing(error):
    def act(**said):
        raise error

    return act


def test_what_was_done_gives_its_result():
    found = submit_form(sent(), lambda seen, note, place: f"{seen}: {note}")
    assert (found.done, found.status, found.result) == (True, 200, "new: The roof leaks")


def test_a_form_with_an_error_asks_for_nothing():
    form = sent("x" * 21)
    assert submit_form(form, failing(AssertionError)).status == 422 and "note" in form.errors


@pytest.mark.parametrize("error", [ActionRefused("Not yet"), PermissionDenied("Not yet"), ValidationError("Not yet")])
def test_a_refusal_stands_on_the_form(error):
    form = sent()
    assert submit_form(form, failing(error)).status == 422
    assert form.non_field_errors() == ["Not yet"] and form["note"].value() == "The roof leaks"


def test_who_was_too_slow_is_told_and_may_send_the_same_again():
    form, told = sent(), []
    found = submit_form(form, failing(StaleState("Too late.")), lambda: ("accepted", "Wen has it."), told.append)
    assert found.status == 409 and not found.done and told == ["Too late. Wen has it."]
    assert (form["seen"].value(), form["note"].value()) == ("accepted", "The roof leaks")
    assert not form.non_field_errors()


def test_without_another_place_the_form_says_so_itself():
    form = sent()
    assert submit_form(form, failing(StaleState("Too late."))).status == 409
    assert form.non_field_errors() == ["Too late."] and form["seen"].value() == "new"


def test_the_words_of_a_form_that_fits_no_more_are_those_that_were_typed():
    assert typed_words(sent()) == [("Note", "The roof leaks")]


def test_ticks_carry_the_state_that_was_seen_and_nonsense_is_left_out():
    ticks = ["17:new", "18:closed", "x:new", "19", f"{'9' * 19}:new", f"{'9' * 18}:new", ":new"]
    assert parse_ticked(ticks, {"new", "accepted"}) == {17: "new", int("9" * 18): "new"}
