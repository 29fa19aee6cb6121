"""Tables of parameters: the values in force, and every value of one."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.listing import DAY, Column, Listing

from .reference import document_in_words

REPLACED, TO_COME, IN_FORCE, PAST = "replaced", "to_come", "in_force", "past"
VALUE_STATES = {
    REPLACED: _("replaced on its first day"),
    TO_COME: _("to come"),
    IN_FORCE: _("in force"),
    PAST: _("past"),
}


def parameter_table(county) -> Listing:
    """Declare the table of a county's parameters, each linked to its history."""

    def history_url(life):
        return reverse("policy:parameter", query={"key": life["key"].code, "county": county.code})

    return Listing(
        "parameters",
        _("Values in force"),
        (
            Column("label", _("Parameter"), value="key.label", url=history_url),
            Column("value", _("Value"), template="policy/_cell_value.html", css="pw-number"),
            Column("since", _("In force since"), value=in_force_since, kind=DAY),
            Column("document", _("Document"), value=document_or_silence),
            Column("by", _("Enacted by"), value=lambda life: life["now"] and enacted_by(life["now"])),
            Column("coming", _("To come"), template="policy/_cell_coming.html"),
        ),
        row="life",
    )


def in_force_since(life):
    return life["now"].valid_from if life["now"] else None


def document_or_silence(life) -> str:
    """Return the document of a value, or what it means that there is none."""
    if life["now"]:
        return document_in_words(life["now"].document)
    return gettext("Rules that need it are not applied.")


def enacted_by(row) -> str:
    """Return who decided on a value, and when; of a value that the county only started with, that it has still to
    decide."""
    if row.is_starting_value:
        return gettext("starting value of the country, until the county decides")
    return f"{row.enacted_by}, {date_format(localtime(row.enacted_at), 'DATE_FORMAT')}"


PARAMETER_VALUES_TABLE = Listing(
    "parameter-values",
    _("Every value, the latest start first"),
    (
        Column("from", _("In force from"), value="row.valid_from", kind=DAY),
        Column("until", _("Until"), value=lambda span: None if span["state"] == REPLACED else span["until"], kind=DAY),
        Column("value", _("Value"), value="row.words", css="pw-number"),
        Column("state", _("State"), value=lambda span: VALUE_STATES[span["state"]]),
        Column("document", _("Document"), value=lambda span: document_in_words(span["row"].document)),
        Column("by", _("Enacted by"), value=lambda span: enacted_by(span["row"])),
    ),
)
