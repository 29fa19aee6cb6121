"""What visits add to the household list."""

from django.utils.translation import gettext_lazy as _

from households.filters import add_column

add_column(
    "visit", _("Last visit"), template="visits/_cell_visit.html", order=80, sort="facts__last_visit_on",
    prefetch=("facts",),
)  # fmt: skip
