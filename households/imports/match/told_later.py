"""What was said later than a file: an app above the registry says where it is found."""

from core.catalogue import Catalogue

# SELECTs of (member_id, said_on) for households in the table `home`: somebody spoke on that day of a person's work.
WORK_TOLD = Catalogue("place where it is kept what was said of people's work")


def create_work_said(stage) -> None:
    """Create work_said: of whose work somebody spoke on or after the day of the file, and on which day last. What is
    said on one day by a visit holds against a file."""
    places = " UNION ALL ".join(WORK_TOLD.values()) or "SELECT NULL::bigint AS member_id, NULL::date AS said_on"
    stage.table(
        "work_said",
        f"SELECT member_id, max(said_on) AS said_on FROM ({places}) told WHERE said_on >= %s GROUP BY member_id",
        [stage.told_on or stage.day],
    )
