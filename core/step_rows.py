"""What keeps a state and its steps together, whoever writes: the database refuses a state that no step led to, and a
step that led nowhere. Both are looked at when the transaction ends, so either may be written first."""

import pgtrigger
from django.apps import apps
from django.db.models import NOT_PROVIDED
from pgtrigger.registry import registered

from .sql import execute_sql, quote_names

OF_SUBJECT, OF_STEP = "follows_steps", "leads_to_state"
# `t.id + 0`: the few steps of this subject are sorted; by its key the whole table might be read backwards.
STATE_FOLLOWS_STEPS = """
    {shortcut}
    IF EXISTS (
        SELECT FROM {subjects} AS s WHERE s.id = NEW.{key} AND s.state IS DISTINCT FROM coalesce(
            (SELECT t.target FROM {steps} AS t WHERE t.{link} = s.id ORDER BY t.id + 0 DESC LIMIT 1), {first})
    ) THEN
        RAISE EXCEPTION 'a_state_follows_its_steps: {subjects} % was not moved by a step', NEW.{key}
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
NOT_MOVED = """
    IF TG_OP = 'INSERT' AND NEW.state = {first} OR TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
"""


def steps_of(link: str):
    """Hold the states of what `link` points to and these steps together (class decorator of a Transition). Without any
    step the state is the first one, the default of the field."""

    def hold(model):
        key = model._meta.get_field(link)
        subject = key.remote_field.model
        subject_trigger(subject, key).register(subject)
        step_trigger(subject, key).register(model)
        return model

    return hold


def subject_trigger(subject, key) -> pgtrigger.Trigger:
    moves = pgtrigger.Insert | pgtrigger.UpdateOf("state")
    shortcut = NOT_MOVED.format(first=first_state(subject))
    return deferred_trigger(OF_SUBJECT, moves, subject, key, compared="id", shortcut=shortcut)


def step_trigger(subject, key) -> pgtrigger.Trigger:
    return deferred_trigger(OF_STEP, pgtrigger.Insert, subject, key, compared=key.column, shortcut="")


def deferred_trigger(name, operation, subject, key, *, compared, shortcut):
    names = {"subjects": subject._meta.db_table, "steps": key.model._meta.db_table}
    func = STATE_FOLLOWS_STEPS.format(
        **names, link=quote_names(key.column), key=compared, first=first_state(subject), shortcut=shortcut
    )
    return pgtrigger.Trigger(name=name, when=pgtrigger.After, operation=operation, timing=pgtrigger.Deferred, func=func)


def first_state(subject) -> str:
    """Return SQL for the state in which something begins; NULL where its first step says so."""
    default = subject._meta.get_field("state").default
    return "NULL" if default is NOT_PROVIDED else f"'{default}'"


def stepped_models() -> list:
    """Return every model whose state is held by its steps."""
    return [model for model in apps.get_models() if f"{model._meta.label}:{OF_SUBJECT}" in registered_names()]


def registered_names() -> set[str]:
    return {f"{model._meta.label}:{trigger.name}" for model, trigger in registered()}


def check_each_statement() -> None:
    """Check foreign keys with each statement until the transaction ends: the database need not remember millions of
    rows. States and their steps are still compared at the end."""
    execute_sql("SET CONSTRAINTS ALL IMMEDIATE")
    held = [name for name in registered_names() if name.endswith((f":{OF_SUBJECT}", f":{OF_STEP}"))]
    pgtrigger.constraints(pgtrigger.Deferred, *sorted(held))
