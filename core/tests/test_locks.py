"""Named locks: one holder at a time, no waiting where none is wanted, and one can see which are held."""

import pytest
from django.db import connection, transaction

from core.locks import held_locks, hold_work_lock, is_work_locked, lock_halves, try_turn, wait_for_turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def somebody():
    """Another connection, and how it takes a lock."""
    other = connection.copy()

    def take(name, how="pg_try_advisory_lock"):
        high, low = lock_halves(name)
        number = int.from_bytes(((high << 32) | low).to_bytes(8, "big"), "big", signed=True)
        with other.cursor() as cursor:
            cursor.execute(f"SELECT {how}(%s)", [number])
            return cursor.fetchone()[0]

    yield take
    other.close()


def test_one_holds_it_and_frees_it_also_when_the_work_fails(somebody):
    with hold_work_lock("job 7") as held:
        assert held and is_work_locked("job 7") and not somebody("job 7") and somebody("job 8")
    with pytest.raises(ZeroDivisionError), hold_work_lock("job 7"):
        raise ZeroDivisionError
    assert not is_work_locked("job 7") and held_locks(["job 7", "job 8", "job 9"]) == {"job 8"}
    assert somebody("job 7")


def test_who_may_not_wait_is_told_at_once(somebody):
    somebody("county")
    with hold_work_lock("county") as held:
        assert not held
    with transaction.atomic():
        assert not try_turn("county") and try_turn("village")
    assert not is_work_locked("village")  # it went with the transaction


def test_those_who_share_it_do_not_wait_for_each_other(somebody):
    somebody("counting", "pg_advisory_lock_shared")
    with transaction.atomic():
        wait_for_turn("counting", shared=True)
        assert try_turn("counting", shared=True) and not try_turn("counting")


def test_nobody_shares_what_somebody_holds_alone(somebody):
    somebody("registry")
    with transaction.atomic():
        assert not try_turn("registry", shared=True)
