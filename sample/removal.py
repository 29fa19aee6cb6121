"""Removing the invented county from a site, so that real families can be entered. Everything ends at once, the log of
who looked at invented families too: no line is about anybody. One line stays and says so."""

from collections import Counter

import pgtrigger
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from accounts.audit.log import record_access
from accounts.models import AccessEvent, User
from core.crypto.files import delete_stored_file, walk_files
from core.sql import execute_sql, quote_names
from households.models import Household

from .demo_people import DEMO_PEOPLE

# What belongs to the program and the database, and by which key the database knows that its key is the right one.
KEPT = {"django_migrations", "django_content_type", "auth_permission", "core_keyfingerprint"}
INVENTED = "sample-"  # how the user names of invented people begin who cannot sign in
COUNTED = (Household, User, AccessEvent)
PATIENCE = "10s"


def others_at_work():
    """Return the people of whom nobody made them up and who did something here."""
    invented = Q(username__in=[one.username for one in DEMO_PEOPLE]) | Q(username__startswith=INVENTED)
    acted = AccessEvent.objects.filter(user=OuterRef("pk"))
    return User.objects.exclude(invented).filter(Q(last_login__isnull=False) | Exists(acted))


def hindrances() -> list[str]:
    """Return, each in a sentence, why nothing may be removed here."""
    if not settings.SAMPLE_SITE:
        return ["This is not a sample site: SAMPLE_SITE is off, and POVWATCH_HOME has no file sample_site."]
    real, people = Household.objects.filter(is_sample=False).count(), others_at_work()
    names = ", ".join(people.order_by("username").values_list("username", flat=True)[:10])
    told = {
        f"Households that are not of the sample: {real:,}. Somebody entered them, or a file did.": real,
        f"People who are no demo people worked here: {names}.": names,
    }
    return [sentence for sentence, stands in told.items() if stands]


def count_what_goes() -> Counter:
    return Counter({model: model.objects.count() for model in COUNTED})


def remove_sample() -> None:
    """Empty every table and the folder of files, and take the marks of a sample site away. Raises OperationalError,
    with nothing changed, when somebody is at work."""
    with pgtrigger.ignore(), transaction.atomic():  # frozen months cannot be emptied by anybody else
        gone = count_what_goes()
        execute_sql("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        execute_sql(f"TRUNCATE {quote_names(*tables_to_empty())}")
        record_access(
            None, "sample_removed", households=gone[Household], people=gone[User], lines=gone[AccessEvent]
        )  # fmt: skip
    remove_files()


def tables_to_empty() -> list[str]:
    return sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT)


def remove_files() -> None:
    """Remove the files first and the mark last: what is interrupted can be run again."""
    for name in walk_files():
        delete_stored_file(name)
    for mark in ("secrets/demo_password", "sample_site"):
        (settings.HOME / mark).unlink(missing_ok=True)
