"""A family that agreed to be compared, and the liaison of the banks who is asked about it."""

from cases.papers import scans
from cases.procedure import actions as procedure_actions
from cases.tests import way
from core.dates import today
from povwatch.tests.factories import household, member, person

MEI = "42052719860301004X"


def family(village):
    """Two people on file, one of them with an ID number."""
    home = household(village, people=1)
    member(home, name="Sample Mei", id_number=MEI)
    return home


def consented(case, by, *scope):
    """The family signs for these departments."""
    scan = scans.keep_scan(case, by=by, title="Signed form", upload=way.paper())
    head = case.household.members.get(relation="head")
    return procedure_actions.authorise_comparison(
        case, by=by, signed_by=head, signed_on=today(), scope=list(scope), scan=scan
    )


def banker(county):
    return person("hu", "department_liaison", county, department="banks")
