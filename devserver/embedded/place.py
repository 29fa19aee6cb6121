"""The directory in which a site keeps everything it writes, and its secrets."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def site_home() -> Path:
    """Return the directory for everything that povwatch writes: POVWATCH_HOME, or var/ beside the program."""
    return Path(os.environ.get("POVWATCH_HOME") or Path(__file__).parents[2] / "var").resolve()


def has_secret(home: Path, name: str) -> bool:
    """Whether a secret of this name was made here before."""
    return (home / "secrets" / name).exists()


def kept_secret(home: Path, name: str, size: int = 48) -> str:
    """Return the site's secret of this name, which is made once and kept in a file that only this user can read."""
    path = home / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(size))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # never replaces: of two processes at once the first wins
        os.unlink(draft)
    return path.read_text().strip()
