"""What the access log says of people: who did it, to whom, what, where, and from where."""

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.departments import Department
from accounts.models import Area
from accounts.roles import role_choices

name_access_detail("role", values=role_choices())
name_access_detail("department", values=Department.choices)


def record_about(user, by, action, *, area, reason="", **details) -> None:
    """Add an entry about a person: its subject is the person, and it names their account."""
    told = {name: value for name, value in details.items() if value not in ("", None, [])}
    record_access(by, action, user, area=area, reason=reason[:200], person=user.username, **told)


def record_proposal_step(by, action, proposal, *, area) -> None:
    """Add an entry about a proposed grant: for whom, which role, where, since when."""
    places = Area.objects.filter(pk__in=proposal.areas).values_list("code", flat=True)
    record_about(
        proposal.user, by, action, area=area, reason=proposal.reason, role=proposal.role, scope=list(places),
        valid_from=str(proposal.valid_from), valid_until=str(proposal.valid_until or ""),
        department=proposal.department,
        proposal=proposal.pk, taken_from=proposal.taken_from.username if proposal.taken_from else "",
    )  # fmt: skip


def record_grant(by, action, grant, *, reason="") -> None:
    """Add an entry about a grant in force: whose, which role, where."""
    record_about(
        grant.user, by, action, area=grant.area, reason=reason, role=grant.role, department=grant.department,
        valid_from=str(grant.valid_from), valid_until=str(grant.valid_until or ""),
    )  # fmt: skip


def record_link_step(by, action, link, *, area) -> None:
    """Add an entry about a sign-in link. Nobody but the person uses it."""
    who = link.user if action == "sign_in_link_use" else by
    record_about(link.user, who, action, area=area, kind=link.kind, address=getattr(link, "address", ""))
