"""What a soak shows: faults, the account, how soon everything was done, and the slowest answers."""

from rich.console import Console
from rich.table import Table

from .account import MOST_NAMED, Line
from .rest import FINISHED_WITHIN, RECOMPUTED_WITHIN

console = Console(soft_wrap=True)


def tell(lines: list[Line], faults, told, recomputed, finished) -> bool:
    """Print everything; return whether all is right."""
    console.print(fault_table(faults), answer_table(told), account_table(lines))
    for line in lines:
        for key in [*line.lost, *line.doubled][:MOST_NAMED]:
            console.print(f"  {line.what}: {key}", markup=False)
    console.print(f"All visits recomputed {after(recomputed)} (within {RECOMPUTED_WITHIN} s)")
    console.print(f"All orders finished {after(finished)} (within {FINISHED_WITHIN} s)")
    return all(line.is_right for line in lines) and None not in (recomputed, finished)


def after(seconds) -> str:
    return "TOO LATE" if seconds is None else f"{seconds:.0f} s after the last fault"


def fault_table(faults) -> Table:
    table = Table("Faults", "Times", box=None)
    for words, times in sorted(faults.items()):
        table.add_row(words, f"{times}")
    table.add_row("all", f"{faults.total()}")
    return table


def account_table(lines) -> Table:
    table = Table("Account", "Told", "Kept", "Lost or unfinished", "Doubled", box=None)
    for line in lines:
        table.add_row(line.what, f"{line.told}", f"{line.kept}", f"{len(line.lost)}", f"{len(line.doubled)}")
    return table


def answer_table(told) -> Table:
    table = Table("Sent", "Requests", "Kept", "Refused", "Errors", "No answer", "Slowest answer", box=None)
    for what in sorted({one.what for one in told}):
        of = [one for one in told if one.what == what]
        kinds = [sum(one.is_kept for one in of), *(sum(one.status // 100 == n for one in of) for n in (4, 5, 0))]
        slowest = max((one.seconds for one in of if one.status), default=0)
        table.add_row(what, f"{len(of)}", *map(str, kinds), f"{slowest:.1f} s")
    return table
