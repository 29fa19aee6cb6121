"""Where the access log was cut: its oldest lines ended, and the digest at the cut is the beginning of the chain."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEAST_KEPT = "6 months"  # by law, whatever a county decides

# What the triggers ask of a row that somebody deletes (OLD), or of a cut that somebody makes (NEW).
LINE_IS_CUT = (
    "EXISTS (SELECT FROM accounts_loglink link JOIN accounts_logcut cut ON cut.county = link.county "
    "AND cut.position >= link.position WHERE link.line = OLD.id)"
)
LINK_IS_CUT = (
    "EXISTS (SELECT FROM accounts_logcut WHERE county = OLD.county AND position >= OLD.position) "
    "AND NOT EXISTS (SELECT FROM accounts_accessevent WHERE id = OLD.line)"
)
CUT_SQL = f"""
IF NOT public.povwatch_may_end() THEN
    RAISE EXCEPTION 'The log is cut by the work that ends data, and by nobody else.';
END IF;
IF NOT EXISTS (SELECT FROM accounts_loglink
               WHERE county = NEW.county AND position = NEW.position AND digest = NEW.digest) THEN
    RAISE EXCEPTION 'The log is cut at one of its links.';
END IF;
IF EXISTS (SELECT FROM accounts_loglink link JOIN accounts_accessevent line ON line.id = link.line
           WHERE link.county = NEW.county AND link.position <= NEW.position
           AND line.at > now() - interval '{LEAST_KEPT}') THEN
    RAISE EXCEPTION 'Lines younger than {LEAST_KEPT} are kept.';
END IF;
RETURN NEW;
"""


class LogCut(models.Model):
    """All lines of a county's chain up to this place ended, `lines` of them at this cut; the last was of `last_at`. The
    chain begins anew from `digest`, which covers all that was before."""

    county = models.CharField(max_length=6, blank=True)
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    cut_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cut of the access log")
        verbose_name_plural = _("cuts of the access log")
        ordering = ["county", "position"]
        constraints = [models.UniqueConstraint(fields=["county", "position"], name="one_cut_a_position")]
        triggers = [
            pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="cuts_at_the_oldest_end", when=pgtrigger.Before, operation=pgtrigger.Insert, func=CUT_SQL
            ),
        ]

    class Privacy:
        plain = {"id", "county", "position", "digest", "lines", "last_at", "cut_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.county} {self.position}"
