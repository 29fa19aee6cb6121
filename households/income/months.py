"""The months that follow from what was told of a household's income: known, carried forward or unknown, worked out by
the database for many households at once. Whatever the order in which statements arrived, the result is the same.

The rules, with their examples, stand in docs/income.md; numbers in comments are its paragraphs. Amounts are whole fen
until the end. A line of nobody (undivided, or of "the others") has member 0.

    told ─► lines ─► who holds which months ─► shares of each month ─► carried months ─► of one person
         ─► at least so much ─► records
"""

from django.db import transaction

from core.sql import execute_sql, fetch_rows

from .at_least import READ_SOLD, STEPS_OF_AT_LEAST
from .carrying import STEPS_OF_CARRYING
from .leavers import ask_about_leavers
from .movers import list_followers, name_true_statements, take_movers_along
from .one_person import STEPS_OF_ONE_PERSON
from .records import STEPS_OF_WRITING, write_questions
from .shares import STEPS_OF_HOLDING, share_out_amounts
from .work_tables import empty_work_tables

SLICE = 3_000  # households in one run of the steps, which limits the memory that the database needs
FEW = 100  # households for which the planner's usual guesses do


def rebuild_income(households) -> None:
    """Work out the months of these households (their keys) again from everything told of them, then those of the
    households that people of these moved to."""
    households = sorted(set(households))
    rebuild_slices(households)
    if followers := list_followers(households):
        rebuild_slices(sorted(followers))


def rebuild_slices(households) -> None:
    for first in range(0, len(households), SLICE):
        rebuild_slice(households[first : first + SLICE])


@transaction.atomic
def rebuild_slice(households) -> None:
    empty_work_tables()
    are_many = len(households) > FEW
    execute_sql("INSERT INTO income_home SELECT unnest(%s::bigint[])", [households])
    take_steps(*STEPS_OF_HOLDING, are_many=are_many)
    somebody_came = take_movers_along()
    share_out_amounts()
    take_steps(*STEPS_OF_CARRYING, are_many=are_many)
    if fetch_rows("SELECT EXISTS (SELECT FROM income_told WHERE member_id IS NOT NULL)")[0][0]:
        take_steps(*STEPS_OF_ONE_PERSON, are_many=are_many)
    if execute_sql(READ_SOLD):
        take_steps(*STEPS_OF_AT_LEAST, are_many=are_many)
    if somebody_came:
        name_true_statements()
    take_steps(*STEPS_OF_WRITING)
    write_questions()
    ask_about_leavers(households)


def take_steps(*steps, are_many=False) -> None:
    """Execute steps one after another. Where there is much, tell the planner after each how much there is now: a wrong
    guess would be slow."""
    for step in steps:
        execute_sql(step)
        if are_many and "INSERT INTO" in step:
            execute_sql(f"ANALYZE {step.rpartition('INSERT INTO ')[2].split()[0]}")
