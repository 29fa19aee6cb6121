"""What people do with the registry: propose a change, change it at the desk, confirm, refuse and withdraw."""

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.permissions import Permission, may, must
from accounts.reach import beyond_reach
from accounts.steps import StepTaker
from core.workflow import ActionRefused, StaleState
from households.choices import HouseholdState
from households.counties import share_registry_turn
from households.models import ChangeSource, ChangeState, ConfirmedValue, Household, RegistryChange
from households.models.change_values import different_values, proposal_fingerprint
from households.signals import change_decided, household_changed

from .declare import CHANGE_KINDS, kind_of
from .plausible import odd_after, odd_words
from .values import FORMER_KEYS, standing_key
from .workflow import CHANGE_WORKFLOW

LONGEST_REASON = 300


def lock_change(change, step) -> None:
    """Wait for everybody who changes the same households, and read the change again."""
    list(Household.objects.select_for_update(no_key=True).filter(pk__in=kind_of(change).touches(change)).order_by("pk"))
    change.refresh_from_db()


def change_hindrance(change, step, by, **said) -> str:
    """Return why a step cannot be taken now: what somebody said on a visit another person confirms; only who proposed
    withdraws."""
    own = by is not None and by.pk == change.proposed_by_id
    if step.name == "withdraw":
        return "" if own or by is None else _("Only who proposed a change withdraws it. You may refuse it instead.")
    if own and change.source == ChangeSource.VISIT:
        return _("You proposed this on your own visit. Please ask a colleague to decide.")
    return ""


def prepare_change_step(change, step, by, shown="", **said) -> dict:
    """Put a change that is confirmed in force. `shown` is the key of what stood on the page it was confirmed from."""
    learned = {}
    if step.name == "confirm":
        refuse_outdated(change, shown)
        if problems := kind_of(change).problems(change, by) or closed_problems(change):
            raise ActionRefused(" ".join(problems))
        learned = {} if change.holds else put_in_force(change, by)
    return {"decided_by": by, "decided_at": timezone.now(), **learned}


def closed_problems(change) -> list[str]:
    """Return why a change of a household that was closed since cannot be put in force; what holds already is only
    confirmed."""
    closed = change.household and change.household.state != HouseholdState.ACTIVE
    if not closed or change.holds or kind_of(change).of_closed:
        return []
    return [_("The household is closed by now. Refuse this, and say it of the household the people belong to.")]


def refuse_outdated(change, shown) -> None:
    if shown and shown != standing_key(kind_of(change).standing(change)):
        raise StaleState(
            _("What the registry says has changed meanwhile. Please look at it again: nothing was changed.")
        )


@beyond_reach("the household may move to where one does not work")
def put_in_force(change, by) -> dict:
    """Write a change into the registry, under its own name in the history. Returns what the change learns by it. Never
    while a file is being saved, which has looked at the registry already and would take the change back."""
    share_registry_turn(change.county_id)
    try:
        change.decided_by = by
        with transaction.atomic(), pghistory.context(user=by and by.pk, registry_change=change.pk):
            return kind_of(change).put(change)
    except IntegrityError as error:
        raise ActionRefused(
            _("The registry cannot take this: it contradicts what is on file by now. Please look at the household.")
        ) from error


def follow_change_step(change, step, by, **said) -> None:
    """Keep what was confirmed from imports, and tell the apps above."""
    if step.name == "confirm":
        keep_from_imports(change)
    change_decided.send(RegistryChange, change=change, step=step.name)
    if step.name == "confirm" or change.holds:
        for household in Household.objects.select_related("county").filter(pk__in=kind_of(change).touches(change)):
            household_changed.send(Household, household=household)


def keep_from_imports(change) -> None:
    """Remember what an import must not take back; what a file itself said needs no keeping."""
    kept = kind_of(change).kept(change)
    for (member, name), former in kept.items():
        about = {"household_id": change.household_id, "member_id": member, "field": name}
        if change.source == ChangeSource.IMPORT:
            ConfirmedValue.objects.filter(**about).delete()
            continue
        key = FORMER_KEYS[name](former)[:64] if former and name in FORMER_KEYS else ""
        values = {"change": change, "county_id": change.county_id}
        made, is_new = ConfirmedValue.objects.get_or_create(**about, defaults=values | {"former": key})
        if not is_new:  # what files call it is what stood before the first of several changes
            ConfirmedValue.objects.filter(pk=made.pk).update(change=change)


CHANGE_STEPS = StepTaker(
    CHANGE_WORKFLOW,
    "registry_change",
    lambda change: change.village,
    lock=lock_change,
    hindrance=change_hindrance,
    prepare=prepare_change_step,
    follow=follow_change_step,
    withheld=lambda change, user: [
        name for name, step in CHANGE_WORKFLOW.by_name.items() if change_hindrance(change, step, user)
    ],
    on_schedule=("withdraw",),  # when the visit is voided on which it was said
)
take_change_step, available_change_steps = CHANGE_STEPS.take, CHANGE_STEPS.available


@transaction.atomic
def propose_change(kind, *, by, village, values, household=None, member=None, reason="", **told) -> RegistryChange:
    """Propose a change. `told` says where it was said, when not at the desk: `source`, `source_visit`, `holds`. Raises
    ActionRefused when it cannot be, changes nothing, or is proposed already."""
    if told.get("source", ChangeSource.STAFF) == ChangeSource.STAFF:
        must(by, Permission.REGISTRY_PROPOSE, village)
    change = draft_change(kind, village, values, household=household, member=member, by=by, reason=reason, **told)
    at_desk = change.source == ChangeSource.STAFF
    if at_desk and (problems := CHANGE_KINDS[kind].problems(change, by)):
        raise ActionRefused(" ".join(problems))
    if RegistryChange.objects.waiting().filter(fingerprint=change.fingerprint).exists():
        raise ActionRefused(_("The same change is proposed already and waits to be confirmed."))
    change.odd = [] if change.holds else odd_or_nothing(change)
    change.save(force_insert=True)
    CHANGE_STEPS.log(change, "propose", "", by=by)
    return change


def draft_change(kind, village, values, *, household, member, by, **told) -> RegistryChange:
    """Return the change without saving it: only what differs from the registry stays in it."""
    change = RegistryChange(
        county=Area.objects.get(code=village.county_code),
        village=village,
        household=household,
        member=member,
        kind=kind,
        values=values,
        proposed_by=by,
        **told,
    )
    if "before" not in told:
        change.before = CHANGE_KINDS[kind].standing(change)
    if CHANGE_KINDS[kind].only_differences:
        change.values = different_values(values, change.before)
        change.before = {name: change.before[name] for name in change.values}
    if not change.values:
        raise ActionRefused(_("Nothing differs from what the registry says. Change at least one field."))
    change.fingerprint = proposal_fingerprint(kind, household, member, change.values)
    return change


def odd_or_nothing(change) -> list[str]:
    """Return what would be odd with a change; nothing for one that cannot be put in force anyway."""
    try:
        return odd_after(change)
    except (IntegrityError, ValueError):
        return []


class OddChange(ActionRefused):
    """A change that can be and looks wrong: it is asked about once."""


@transaction.atomic
def change_at_desk(kind, *, by, village, accepted=False, **told) -> RegistryChange:
    """Propose a change, and put it in force at once for those who may confirm it. Raises OddChange for what looks wrong
    and was not `accepted`."""
    if not told.get("reason", "").strip():
        raise ActionRefused(_("Please give a reason, so that the next person who reads it knows why."))
    change = propose_change(kind, by=by, village=village, **told)
    if not accepted:
        ask_about_doubts(change, by)
    if may(by, Permission.REGISTRY_CONFIRM, village):
        take_change_step(change, "confirm", by=by)
    return change


def ask_about_doubts(change, by) -> None:
    """Raise OddChange with what looks wrong, and with who is perhaps on file already."""
    words = _("This would look wrong afterwards: %(odd)s If it is right all the same, tick so below and send again.")
    odd = [words % {"odd": " ".join(odd_words(change.odd))}] if change.odd else []
    doubts = kind_of(change).doubts(change, by)
    if doubts and not odd:
        doubts.append(_("If it is somebody else, tick so below and send again."))
    if odd or doubts:
        raise OddChange(" ".join([*doubts, *odd]))


def confirm_several(changes, shown, *, by) -> tuple[list, list]:
    """Confirm each of several changes on its own: (confirmed, [(change, why not)]). `shown` maps their keys to the key
    of what stood on the page."""
    done, refused = [], []
    for change in changes:
        try:
            done.append(take_change_step(change, "confirm", by=by, seen=ChangeState.PROPOSED, shown=shown[change.pk]))
        except (ActionRefused, StaleState, PermissionDenied) as error:
            refused.append((change, str(error)))
    return done, refused


def withdraw_changes_of_visit(visit) -> None:
    """Withdraw what a visit proposed and nobody has decided, because the visit was voided."""
    for change in RegistryChange.objects.waiting().filter(source_visit=visit).select_related("village", "household"):
        take_change_step(change, "withdraw", by=None)
