"""What the employment account brings into the import: the sheets of the national monthly tables, and the words for what
can be wrong in them and in payment lists."""

from households.import_messages import add_problem_words

from .monthly_tables import away, planned  # noqa: F401
from .monthly_tables.words import MONTHLY_PROBLEMS
from .payments.words import PAYMENT_PROBLEMS

add_problem_words(MONTHLY_PROBLEMS)
add_problem_words(PAYMENT_PROBLEMS)
