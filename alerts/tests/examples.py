"""How many examples a property is tried on. `make test EXAMPLES=20` tries twenty times as many, and takes the time to
find the smallest that fails."""

import os

from hypothesis import HealthCheck, Phase, settings

MORE = int(os.environ.get("EXAMPLES", "1"))
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


def examples(count):
    """Decorate a property that writes to the database: no deadline, and the fixtures are shared by its examples."""
    return settings(
        max_examples=count * MORE,
        deadline=None,
        phases=[*QUICK, Phase.shrink] if MORE > 1 else QUICK,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )
