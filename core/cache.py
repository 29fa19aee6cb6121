"""What lies in the cache is JSON: whoever can write there can change a value, but not run a program."""

import json


class JsonSerializer:
    """Writes and reads values of the cache as JSON. Raises TypeError for what JSON cannot hold; what is no JSON reads
    as nothing, as if the cache had forgotten it."""

    def __init__(self, protocol=None):
        self.protocol = protocol  # Django names the version of its pickles; there are none

    def dumps(self, value) -> bytes | int:
        # Whole numbers are written as they are, so that Valkey can count with them.
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data):
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            return None
