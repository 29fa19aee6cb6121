"""The visit form, built from the questionnaire: the page fills it from the database, the phone from its offline
bundle."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import colon

from . import answers as given
from .declare import BIRTH, CHOICE, CHOICES, DATE, ID_NUMBER, LONG, MONTH, NUMBER, PAST_YEAR, PHONE, TIME, YEAR
from .questions import QUESTIONS, SECTIONS, member_questions
from .substance import AS_BEFORE, verification_faults
from .whose import whose_item

INPUT_ATTRIBUTES = {
    DATE: {"type": "date"},
    TIME: {"type": "time"},
    MONTH: {"type": "month"},
    YEAR: {"inputmode": "numeric", "maxlength": 4},
    PAST_YEAR: {"inputmode": "numeric", "maxlength": 4},
    NUMBER: {"inputmode": "decimal"},
    PHONE: {"type": "tel"},
    BIRTH: {"inputmode": "numeric", "maxlength": 10, "placeholder": "1956-03-02", "autocomplete": "off"},
    ID_NUMBER: {"maxlength": 18, "autocomplete": "off", "autocapitalize": "characters"},
}
MEMBER_SLOT = "__id__"  # where the phone puts a member's number


def field_for_question(question) -> forms.Field:
    """Return a field without checks of its own: `check_answers` looks at all answers together, here and on the
    phone."""
    return forms.Field(
        label=question.label, required=False, help_text=question.help, widget=widget_for_question(question)
    )


def widget_for_question(question):
    attrs = {"data-pw-when": question.when.name, "data-pw-is": " ".join(question.when.values)} if question.when else {}
    if question.kind == CHOICES:
        return forms.CheckboxSelectMultiple(choices=question.choices, attrs=attrs)
    if question.one_tap:
        return forms.RadioSelect(choices=question.choices, attrs=attrs)
    if question.kind == CHOICE:
        return forms.Select(choices=[("", empty_choice_label(question)), *question.choices], attrs=attrs)
    if question.kind == LONG:
        return forms.Textarea(attrs={"rows": 3, **attrs})
    length = {"maxlength": question.length} if question.length else {}
    return forms.TextInput(attrs={**INPUT_ATTRIBUTES.get(question.kind, {}), **length, **attrs})


def empty_choice_label(question):
    return question.empty or (_("Please choose") if question.required else _("Not asked"))


class VisitForm(forms.Form):
    """The whole visit on one page. `people` are the members asked about, as (number, heading, whether
    wages are asked); `day` is the day by which answers are checked, `seen` what was known when the form was drawn,
    `to_ask` what the family should be asked about its income, a line each, `hints` {field: where its amount comes
    from}, `undivided` {item: what was told of it for all together}; None asks about every item."""

    def __init__(
        self,
        *args,
        people=(),
        day=None,
        seen=None,
        to_ask="",
        hints=None,
        about=(),
        adults=(),
        undivided=None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.day, self.people, self.seen, self.to_ask, self.about = day, people, seen, to_ask, "\n".join(about)
        questions = [*QUESTIONS, *(question for pk, *_words in people for question in member_questions(pk))]
        self.fields |= {question.name: field_for_question(question) for question in questions}
        if seen is not None and not seen.get("guarantees_met_on"):
            del self.fields[AS_BEFORE]
        if seen is not None and not to_ask:
            del self.fields["amounts_right"]
        for pk in adults:
            self.fields.pop(f"m{pk}-out_of_school_reason", None)
        if undivided is not None:
            self.ask_whose(undivided)
        for name, words in (hints or {}).items():
            if name in self.fields and not self.fields[name].help_text:
                self.fields[name].help_text = words

    def ask_whose(self, undivided):
        """Ask whose an amount was of those items alone that are undivided."""
        for name in list(self.fields):
            item = whose_item(name)
            if item in undivided:
                self.fields[name].help_text = undivided[item]
            elif item:
                del self.fields[name]

    @property
    def sections(self) -> list[dict]:
        """Return what the page draws: {code, title, folded, fields}, and {heading} in a section about one member. A
        folded section opens when something in it is wrong."""
        return [drawn for section in SECTIONS for drawn in self.drawn_section(section)]

    def drawn_section(self, section) -> list[dict]:
        if not section.each_member:
            return [self.drawn(section, section.questions)]
        return [
            {"heading": heading, "member": pk, **self.drawn(section, member_questions(pk, section.questions))}
            for pk, heading, earns in self.people
            if earns or not section.earners_only
        ]

    def drawn(self, section, questions):
        fields = [self[question.name] for question in questions if question.name in self.fields]
        faulty = any(field.errors for field in fields)
        return {"code": section.code, "title": section.title, "folded": section.folded and not faulty, "fields": fields}

    @property
    def wrong_fields(self) -> list[tuple]:
        """Return (field, what is wrong) for the list above the form, about a member with the name in front."""
        names = {f"m{pk}": f"{heading.partition(' · ')[0]}{colon()}" for pk, heading, *_earns in self.people}
        wrong = [(field, error) for field in self for error in field.errors]
        return [(field, f"{names.get(field.name.partition('-')[0], '')}{error}") for field, error in wrong]

    @property
    def answers(self) -> dict:
        """Return the answers as the phone would send them."""
        return {name: value or "" for name, value in self.cleaned_data.items()}

    def clean(self):
        faults = given.check_answers(self.answers, self.day, self.seen)
        cleaned = given.clean_answers(self.answers)
        for name, messages in (faults | verification_faults(cleaned, self.seen or {})).items():
            self.add_error(name, messages)
        return self.cleaned_data
