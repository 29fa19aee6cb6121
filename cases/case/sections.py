"""The parts of a case's page. Each is declared with its subject and shown in a fixed order."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string

from core.catalogue import Catalogue
from core.text import Label

CASE_SECTIONS = Catalogue("section of a case's page")


@dataclass(frozen=True)
class CaseSection:
    """One part: `about(request, case)` returns the context of templates/cases/sections/<name>.html; None leaves the
    part out."""

    name: str
    label: Label
    order: int
    about: Callable

    def render(self, request, case) -> str:
        about = self.about(request, case)
        if about is None:
            return ""
        return render_to_string(f"cases/sections/{self.name}.html", {"case": case, "section": self, **about}, request)


def case_section(name, *, label, order):
    """Declare a part of the page of a case."""

    def declare(about):
        CASE_SECTIONS.add(name, CaseSection(name, label, order, about))
        return about

    return declare


def render_case_sections(request, case) -> list[dict]:
    """Return every part, rendered: {"name", "label", "html"}."""
    ordered = sorted(CASE_SECTIONS.values(), key=lambda one: one.order)
    drawn = [{"name": one.name, "label": one.label, "html": one.render(request, case)} for one in ordered]
    return [one for one in drawn if one["html"]]
