"""Cells that hold one of the choices of an enumeration: by its code, or by its label in any language of the site. So
what a page shows for a choice is understood in a file."""

from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from households.imports.clean.cells import ChoiceCell

YES = ("yes", "y", "true", "1", "是", "有")
NO = ("no", "n", "false", "0", "否", "无")


class LabelledCell(ChoiceCell):
    """One of some values by their labels; `also` are further words, each with what it means."""

    def __init__(self, labels: dict, also: dict, sql="text"):
        super().__init__(also, sql)
        self.labels = labels

    @cached_property
    def words(self) -> dict:
        """Return every word with what it means. Labels are read late: languages are known once Django has started."""
        found: dict = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found |= {str(label): value for value, label in self.labels.items()}
        return found | self.known

    def offered(self) -> list[str]:
        """Return the words that a template offers and an error names, in the reader's language."""
        return [str(label) for label in self.labels.values()]


def enum_cell(choices, only=(), **words) -> LabelledCell:
    """Return a cell that accepts the codes and labels of a Django enumeration, or of `only` some of its members.
    `words` are further words that mean it, code by code."""
    meant = only or list(choices)
    also = {word: choices(code).value for code, said in words.items() for word in said.split()}
    return LabelledCell({one.value: one.label for one in meant}, {str(one.value): one.value for one in meant} | also)


def yes_no_cell() -> LabelledCell:
    return LabelledCell(
        {True: _("Yes"), False: _("No")}, dict.fromkeys(YES, True) | dict.fromkeys(NO, False), "boolean"
    )
