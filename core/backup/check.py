"""Whether each row has its files, each file has its row, and the content is what was noted of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import filter as names_like

from cryptography.exceptions import InvalidTag
from django.core.files.storage import default_storage
from django.utils import timezone

from core.crypto.files import walk_files

from .kinds import FILE_KINDS, FileKind, OwnedFiles

ON_THEIR_WAY = dt.timedelta(days=1)  # a file younger than this may belong to what is not committed yet


@dataclass
class FoundFiles:
    """What was found of one kind: names of files, or of the folders in which some are missing."""

    kind: FileKind
    is_read: bool = True  # to the end; else only the names were compared
    right: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)  # exchanged, shortened, or sealed with a key that is not here
    other: list[str] = field(default_factory=list)  # not what was noted when it was kept
    ownerless: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not (self.missing or self.damaged or self.other)


def check_stored_files(*, read=True) -> Iterator[FoundFiles]:
    """Compare files and rows, kind by kind; with `read` every file is read to its end, which takes a while."""
    for _folder, kind in FILE_KINDS.items():
        yield check_kind(kind, read=read)


def check_kind(kind: FileKind, *, read) -> FoundFiles:
    """Compare the files of one kind with their rows: first the rows, because a file is there before its row is."""
    found, owners, owned = FoundFiles(kind, read), list(kind.owned()), set()
    lying = lying_files(kind.folder)
    for owner in owners:
        names = files_of(owner, lying)
        owned.update(names)
        if names and (why := trouble_with(owner, names) if read else ""):
            getattr(found, why).append(owner.name)
        elif names or owner.may:
            found.right += bool(names)
        else:
            found.missing.append(owner.name)
    found.ownerless = sorted(set().union(*lying.values()) - owned)
    return found


def lying_files(folder: str) -> dict[str, set[str]]:
    """Return the names of all files below a folder, by the folder in which each lies."""
    return by_folder(walk_files(folder))


def by_folder(names) -> dict[str, set[str]]:
    lying = defaultdict(set)
    for name in names:
        lying[name.rpartition("/")[0]].add(name)
    return lying


def files_of(owner: OwnedFiles, lying) -> list[str]:
    beside = lying.get(owner.name.rpartition("/")[0], set())
    if "*" in owner.name:
        return sorted(names_like(beside, owner.name))
    return [owner.name] if owner.name in beside else []


def trouble_with(owner: OwnedFiles, names) -> str:
    """Return what is wrong with the files of a row when they are read to their end; empty when nothing is."""
    try:
        digest = owner.digest(names)
    except FileNotFoundError:
        return "missing"
    except InvalidTag:
        return "damaged"
    return "other" if owner.sha256 and digest != owner.sha256 else ""


def old_enough(names) -> list[str]:
    """Keep those files that no transaction of now can be about to name."""
    before = timezone.now() - ON_THEIR_WAY
    return [name for name in names if default_storage.get_modified_time(name) < before]
