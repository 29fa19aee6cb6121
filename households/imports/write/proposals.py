"""What a saved file said against confirmed changes: each waits as a registry change until somebody decides."""

import json

from django.utils import timezone

from core.crypto.values import decrypt
from core.dates import birth_in_text, today
from core.sql import fetch_rows
from households.choices import Relation
from households.models import (
    ChangeSource,
    ChangeState,
    ConfirmedValue,
    Household,
    Member,
    RegistryChange,
    RegistryChangeTransition,
)
from households.models.change_values import different_values, kept_value, proposal_fingerprint, values_of


def propose_kept_back(stage) -> None:
    """Propose what the file says where a confirmed value stayed, and forget what the file agreed with."""
    if "kept_back" not in stage.made:
        return
    kept = fetch_rows("SELECT value_id, field, told::text FROM kept_back ORDER BY n")
    rows = [(value, field, json.loads(told)) for value, field, told in kept]
    found = ConfirmedValue.objects.in_bulk([value for value, _field, _told in rows])
    proposals = new_proposals(list_proposals(rows, found), stage)
    RegistryChange.objects.bulk_create(proposals)
    RegistryChangeTransition.objects.bulk_create(
        step_of(change, "propose", "", ChangeState.PROPOSED, stage.by) for change in proposals
    )
    stage.proposed = len(proposals)
    forget_agreed(stage)


def forget_agreed(stage) -> None:
    """Forget the confirmed values that the file agrees with, and withdraw what an earlier file said against them."""
    agreed = ConfirmedValue.objects.filter(pk__in=[pk for (pk,) in fetch_rows("SELECT value_id FROM agreed")])
    homes = set(agreed.values_list("household", flat=True))
    agreed.delete()
    kept = set(ConfirmedValue.objects.filter(household__in=homes).values_list("household", "member", "field"))
    waiting = RegistryChange.objects.waiting().filter(source=ChangeSource.IMPORT, household__in=homes)
    settled = [change for change in waiting if not kept & set(fields_of_proposal(change))]
    RegistryChange.objects.filter(pk__in=[change.pk for change in settled]).update(
        state=ChangeState.WITHDRAWN, decided_at=timezone.now(), decided_by=stage.by
    )
    RegistryChangeTransition.objects.bulk_create(
        step_of(change, "withdraw", ChangeState.PROPOSED, ChangeState.WITHDRAWN, stage.by) for change in settled
    )


def fields_of_proposal(change) -> list[tuple]:
    """Return (household, member, field) of everything that a proposal would write."""
    if change.kind == "head":
        return [(change.household_id, int(pk), "relation") for pk in change.values["relations"]]
    return [(change.household_id, change.member_id, name) for name in change.values]


def list_proposals(rows, found) -> list[dict]:
    """Return {kind, household, member, values, after} of each proposal: one a person or household, and one for the
    relations of a household in which the file has another head."""
    households = Household.objects.select_related("village").in_bulk({one.household_id for one in found.values()})
    people = Member.objects.in_bulk({one.member_id for one in found.values()} - {None})
    told, after = {}, {}
    for pk, field, said in rows:
        value = found[pk]
        member = people.get(value.member_id)
        key = kind_of_field(field, member), value.household_id, value.member_id
        told[key] = told.get(key, {}) | read_told(Member if member else Household, said)
        after[key] = max(after.get(key, 0), value.change_id)
    made = [
        {"kind": kind, "household": households[home], "member": people.get(who), "values": values, "after": after[key]}
        for key, values in told.items()
        for kind, home, who in [key]
    ]
    return gather_heads([one for one in made if keep_differences(one)])


def kind_of_field(field, member) -> str:
    if member is None:
        return "village" if field == "village_id" else "household"
    return "left" if field == "left_on" else "person"


def read_told(model, said) -> dict:
    """Return what the file says as changes keep it."""
    values = {name: read_told_value(model, name, value) for name, value in said.items() if name != "birth_year_only"}
    if "birth_date" in said:
        field = model._meta.get_field("birth_date")
        values["birth_date"] = birth_in_text(field.to_python(said["birth_date"]), said["birth_year_only"])
    return values


def read_told_value(model, name, value):
    field = model._meta.get_field(name)
    if field.get_internal_type() == "BinaryField":
        return decrypt(bytes.fromhex(value), field.place) if value else ""
    return kept_value(field.to_python(value))


def keep_differences(one) -> bool:
    """Leave in a proposal what differs from what stands; says whether anything does."""
    row = one["member"] or one["household"]
    one["before"] = values_of(row, one["values"])
    if one["kind"] != "left":
        one["values"] = different_values(one["values"], one["before"])
        one["before"] = {name: one["before"][name] for name in one["values"]}
    return bool(one["values"])


def gather_heads(proposals) -> list[dict]:
    """Make one proposal of the relations of a household in which the file has another head: one alone cannot be."""
    relations = {}
    for one in proposals:
        if one["kind"] == "person" and "relation" in one["values"]:
            relations.setdefault(one["household"].pk, []).append(one)
    heads = []
    for several in relations.values():
        if any(one["values"]["relation"] == Relation.HEAD for one in several):
            heads.append(head_proposal(several))
    return [one for one in proposals if one["values"]] + heads


def head_proposal(several) -> dict:
    """Take the relations out of several proposals, and return the one of a new head."""
    told = {f"{one['member'].pk}": one["values"].pop("relation") for one in several}
    for one in several:
        one["before"].pop("relation")
    head = next(pk for pk, relation in told.items() if relation == Relation.HEAD)
    household = several[0]["household"]
    standing = {f"{one.pk}": one.relation for one in household.members.present(today())}
    first = next((int(pk) for pk, relation in standing.items() if relation == Relation.HEAD), None)
    return {
        "kind": "head",
        "household": household,
        "member": None,
        "values": {"head": int(head), "relations": told},
        "before": {"head": first, "relations": standing},
        "after": max(one["after"] for one in several),
    }


def new_proposals(proposals, stage) -> list[RegistryChange]:
    """Return the changes to propose, without those that wait already or were refused since the value was confirmed."""
    made = [(draft_proposal(one, stage), one["after"]) for one in proposals]
    known = RegistryChange.objects.filter(
        fingerprint__in=[change.fingerprint for change, _after in made],
        state__in=[ChangeState.PROPOSED, ChangeState.REFUSED],
    )
    last = {change.fingerprint: change.pk for change in known.order_by("pk")}
    return [change for change, after in made if last.get(change.fingerprint, 0) < after]


def draft_proposal(one, stage) -> RegistryChange:
    about = {name: one[name] for name in ("kind", "household", "member", "values", "before")}
    return RegistryChange(
        **about,
        county=stage.county,
        village=one["household"].village,
        source=ChangeSource.IMPORT,
        source_import_id=stage.number,
        proposed_by_id=stage.by,
        fingerprint=proposal_fingerprint(one["kind"], one["household"], one["member"], one["values"]),
    )


def step_of(change, step, source, target, by) -> RegistryChangeTransition:
    return RegistryChangeTransition(
        change=change, step=step, source=source, target=target, effective_on=today(), at=timezone.now(), by_id=by
    )
