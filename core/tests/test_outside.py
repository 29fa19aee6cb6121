"""What comes from outside is bounded: JSON in size, values and depth; and the cache runs nothing."""

import pickle
from pathlib import Path

import pytest
from django.core.cache import cache

from core import json
from povwatch.celery import app


@pytest.mark.parametrize(("depth", "is_read"), [(19, True), (20, True), (21, False), (100_000, False)])
@pytest.mark.parametrize("brackets", ["[]", '{"a":0}'])
def test_json_is_read_to_a_depth(depth, is_read, brackets):
    begin, end = ("[", "]") if brackets == "[]" else ('{"a":', "}")
    text = begin * depth + ("0" if begin != "[" else "") + end * depth
    if is_read:
        assert json.parse_outside_json(text)
    else:
        with pytest.raises(ValueError, match="deep"):
            json.parse_outside_json(text)


@pytest.mark.parametrize(("length", "is_read"), [(9, True), (10, True), (11, False)])
def test_json_is_read_to_a_size(length, is_read):
    body = b'"%s"' % (b"a" * (length - 2))
    if is_read:
        assert json.parse_outside_json(body, most=10)
    else:
        with pytest.raises(ValueError, match="large"):
            json.parse_outside_json(body, most=10)


def test_a_small_text_of_many_empty_lists_is_not_unpacked():
    """Guards against 28 MB that become 600 in memory."""
    with pytest.raises(ValueError, match="many"):
        json.parse_outside_json(b"[" + b"[]," * 600_000 + b"0]")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "[", ""])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError):
        json.parse_outside_json(text)


class Trap:
    """A value that, unpickled, leaves a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickle_that_lies_in_the_cache_is_not_run(tmp_path):
    """Guards against whoever can write to Valkey running programs in the web process."""
    trap = tmp_path / "sprung"
    client = cache._cache.get_client(None, write=True)
    client.set(cache.make_and_validate_key("trap"), pickle.dumps(Trap(trap)))
    assert cache.get("trap") is None and not trap.exists()
    pickle.loads(pickle.dumps(Trap(trap)))
    assert trap.exists()  # it would have been


def test_the_cache_keeps_what_json_can_hold():
    for value in ("2026-06-15T10:00:00+08:00", True, 5, {"a": [1, None]}, "年"):
        cache.set("kept", value, 30)
        assert cache.get("kept") == value
    cache.set("count", 1, 30)
    assert cache.incr("count") == 2 and cache.add("count", True, 30) is False
    with pytest.raises(TypeError):
        cache.set("kept", object(), 30)


def test_workers_take_messages_and_results_as_json_alone():
    assert app.conf.task_serializer == app.conf.result_serializer == "json"
    assert list(app.conf.accept_content) == list(app.conf.result_accept_content) == ["json"]
