"""The sheets that the employment account brings into the import: the national monthly tables."""

from households.import_messages import add_problem_words

from .monthly_tables import away, planned  # noqa: F401
from .monthly_tables.words import MONTHLY_PROBLEMS

add_problem_words(MONTHLY_PROBLEMS)
