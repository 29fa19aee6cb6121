"""Work on file that contradicts itself: two public-welfare posts at once, other work that overlaps. Whoever keeps the
account filters by it, reads it on the page of the person, and ends or corrects one of them there."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.dates import today
from households.checks import QUALITY_CHECKS
from households.checks.work import simultaneous_spells
from households.choices import WorkChannel
from households.models import WorkSpell

POSTS, JOBS = "posts", "jobs"
CONTRADICTIONS = {POSTS: _("Two public-welfare posts at the same time"), JOBS: _("Work that overlaps other work")}


def contradicting_work(word):
    """Return the work on file that contradicts other work of the same person."""
    checked = QUALITY_CHECKS["DQ-22"]
    if word == JOBS:
        return checked.odd(WorkSpell.objects.all(), today())
    others = simultaneous_spells().filter(channel=WorkChannel.PUBLIC_POST).exclude(pk=OuterRef("pk"))
    return WorkSpell.objects.filter(Exists(others), channel=WorkChannel.PUBLIC_POST)


def contradictions_of(member) -> list:
    """Return in words how the work of somebody contradicts itself."""
    return [words for word, words in CONTRADICTIONS.items() if contradicting_work(word).filter(member=member).exists()]
