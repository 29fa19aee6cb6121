"""`make mutants`: would the tests notice?

Each mutant is one small change to a rule, a deadline or a figure, made in a copy of the source; the tests of that code
should fail. Surviving mutants are printed: a test is missing there, or the change makes no difference. SAMPLE (40)
mutants are chosen by SEED (1), from files whose path contains ONLY."""

import io
import os
import random
import re
import shutil
import subprocess
import sys
import tokenize
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from devserver import embedded  # noqa: E402

SECONDS = 120  # seconds for the tests of one mutant, many times what they need
# Our own tool, because cosmic-ray does not change the look-ups of queries, such as __lt, which our rules consist of.
CONCERNED = {  # which tests cover which modules
    "alerts/rules cases/rules.py": "alerts/tests/test_situations.py cases/tests/test_rules.py",
    "alerts/deadlines.py alerts/queue/waiting.py policy/workdays.py": (
        "alerts/tests/test_deadlines.py alerts/tests/test_queue.py"
    ),
    "cases/assessment/clearing.py": "cases/tests/test_clearing_limits.py cases/tests/test_clearing.py",
    "cases/assessment/shortfalls.py": "cases/tests/test_shortfalls.py",
    "cases/case/actions.py": "cases/tests/test_four_eyes.py cases/tests/test_inbox.py cases/tests/test_procedure.py",
    "cases/assistance/actions.py": "cases/tests/test_assistance.py cases/tests/test_posts.py",
    "visits/planning/overdue.py visits/planning/due.py": (
        "visits/tests/test_limits.py visits/tests/test_overdue.py visits/tests/test_pages_today.py"
    ),
    "visits/observations/settling.py": (
        "visits/tests/test_limits.py visits/tests/test_observations.py visits/tests/test_pages_settle.py"
    ),
    "reports/indicators": (
        "reports/tests/test_ratio.py reports/tests/test_as_of.py reports/tests/test_alert_indicators.py "
        "reports/tests/test_assisting.py reports/tests/test_limits.py reports/tests/test_walks.py"
    ),
    "core/workflow.py": (
        "alerts/tests/test_alert_steps.py cases/tests/test_procedure.py cases/tests/test_assistance.py "
        "visits/tests/test_receiving.py reports/tests/test_freezing.py"
    ),
}
SWAPPED = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+", "*": "/", "|": "&",
    "&": "|", "and": "or", "or": "and", "not": "", "~": "", "True": "False", "False": "True", "min": "max",
    "max": "min", "Min": "Max", "Max": "Min", "Greatest": "Least", "filter": "exclude", "exclude": "filter",
}  # fmt: skip
LOOKUP = re.compile(r"__(lte|lt|gte|gt)\b")
LOOKUPS = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}


@dataclass(frozen=True)
class Mutant:
    """One change: the file and place, the old text and the new text."""

    path: str
    line: int
    column: int
    was: str
    now: str
    tests: str
    source: str  # the whole file, which may be edited while mutants are tried

    def __str__(self):
        text = self.source.splitlines()[self.line - 1].strip()
        return f"{self.path}:{self.line}  {self.was} -> {self.now or 'nothing'}  {text}"

    def text(self) -> str:
        """Return the file with the change."""
        lines = self.source.splitlines(keepends=True)
        line = lines[self.line - 1]
        lines[self.line - 1] = line[: self.column] + self.now + line[self.column + len(self.was) :]
        return "".join(lines)


def all_mutants() -> list[Mutant]:
    found = []
    for paths, tests in CONCERNED.items():
        for path in paths.split():
            files = sorted((HOUSE / path).glob("*.py")) if (HOUSE / path).is_dir() else [HOUSE / path]
            found += [one for file in files for one in mutants_of(file, tests)]
    return found


def mutants_of(file, tests) -> list[Mutant]:
    path, source = str(file.relative_to(HOUSE)), file.read_text()
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    changes = [
        (token, *change)
        for before, token in pairwise(tokens)
        if token.string not in ("*", "-") or before.string[-1:].isalnum() or before.string in ")]"  # between two values
        for change in changes_of(token)
    ]
    return [
        Mutant(path, token.start[0], token.start[1] + at, was, now, tests, source)
        for token, at, was, now in changes
        if token.start[0] == token.end[0] and not is_declaration(token)
    ]


def changes_of(token) -> list[tuple]:
    """Return (where in the token, what stood there, what stands there instead)."""
    if token.type == tokenize.NUMBER:
        more = float(token.string) + 0.1 if "." in token.string else int(token.string) + 1
        return [(0, token.string, str(more))]
    if token.string in SWAPPED:
        return [(0, token.string, SWAPPED[token.string])]
    if token.type in (tokenize.NAME, tokenize.STRING):
        return [(found.start(1), found[1], LOOKUPS[found[1]]) for found in LOOKUP.finditer(token.string)]
    return []


def is_declaration(token) -> bool:
    """Return whether the token stands in a type or a decorator, where nothing is decided."""
    return token.line.startswith("@") or token.string == "|" and token.line[token.start[1] :].startswith("| None")


def copy_source(where: Path) -> None:
    """Copy the files that git knows, to change the copies."""
    names = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=HOUSE).decode()
    for name in filter(None, names.split("\0")):
        if (HOUSE / name).is_file():
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HOUSE / name, where / name)


def tests_notice(where: Path, tests: str, env) -> bool:
    """Return whether these tests fail there or do not end."""
    pytest = [sys.executable, "-m", "pytest", "-qx", "--reuse-db", "-p", "no:cacheprovider", "-m", "not browser"]
    try:
        run = subprocess.run([*pytest, *tests.split()], cwd=where, env=env, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return run.returncode != 0


def try_mutant(mutant, where, env) -> bool:
    """Return whether a mutant is noticed; the copy is restored afterwards."""
    (where / mutant.path).write_text(mutant.text())
    try:
        return tests_notice(where, mutant.tests, env)
    finally:
        (where / mutant.path).write_text(mutant.source)


def chosen_mutants() -> list[Mutant]:
    wanted, seed, only = (os.environ.get(name, "") for name in ("SAMPLE", "SEED", "ONLY"))
    found = [one for one in all_mutants() if only in one.path]
    print(f"{len(found)} mutants could be made.")
    return random.Random(int(seed or 1)).sample(found, min(int(wanted or 40), len(found)))


def main():
    """Try the chosen mutants in a copy with a database of its own, which is made once."""
    home, chosen = embedded.site_home() / "mutants", chosen_mutants()
    shutil.rmtree(home / "source", ignore_errors=True)
    copy_source(home / "source")
    services = {"DATABASE_URL": embedded.database_url(home, throwaway=True), "REDIS_URL": embedded.redis_url(home)}
    env = os.environ | services | {"POVWATCH_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    for tests in sorted({one.tests for one in chosen}):
        if tests_notice(home / "source", tests, env):
            sys.exit(f"These tests fail without any change: {tests}")
    tell(chosen, [one for one in chosen if survives(one, home / "source", env)])


def survives(mutant, where, env) -> bool:
    noticed = try_mutant(mutant, where, env)
    print("noticed " if noticed else "SURVIVED", mutant, flush=True)
    return not noticed


def tell(chosen, survivors) -> None:
    tried, left = Counter(one.path for one in chosen), Counter(one.path for one in survivors)
    for path, number in sorted(tried.items()):
        print(f"{path}: {number - left[path]} of {number} noticed")
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants were noticed.", "Survivors:" if survivors else "")
    print(*survivors, sep="\n")


if __name__ == "__main__":
    main()
