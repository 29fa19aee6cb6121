"""Sign-in links: asked for by the person, or begun for somebody new; two vouch for the person; used once, in time."""

import datetime as dt
import secrets

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Area, LinkKind, LinkState, SecondFactor, SignInLink, User
from accounts.permissions import Permission, must
from accounts.steps import StepTaker
from accounts.throttle import forget_failures
from core.dates import today
from core.workflow import ActionRefused, StaleState

from .record import record_about, record_link_step
from .workflow import LINK_WORKFLOW

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike
ASKED_FOR = dt.timedelta(days=3)  # until when a link must be made after it was asked for
LINK_FOR = dt.timedelta(hours=24)  # how long a link holds
WRONG_CODES = 5  # then the link is dead


def new_code() -> str:
    """Return a code to write down, such as "7KQ2-MX4P"."""
    letters = "".join(secrets.choice(LETTERS) for _place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def kept_hash(secret: str, purpose: str) -> str:
    """Return what is kept of a code or a link: useless without the key of the site."""
    return salted_hmac(f"povwatch sign-in {purpose}", secret, algorithm="sha256").hexdigest()


def code_hash(code: str) -> str:
    return kept_hash("".join(letter for letter in code.upper() if letter in LETTERS), "code")


def new_link(user, county, code, **values) -> SignInLink:
    until = timezone.now() + ASKED_FOR
    return SignInLink.objects.create(user=user, county=county, code_hash=code_hash(code), expires_at=until, **values)


def begin_first_link(user, county, *, by) -> str:
    """Begin a link for somebody new, whom `by` entered. Returns the code for the person, which is not kept."""
    must(by, Permission.SIGN_IN_HELP, county)
    code = new_code()
    link = new_link(user, county, code, kind=LinkKind.FIRST, state=LinkState.RECOGNISED, recognised_by=by)
    LINK_STEPS.log(link, "begin", "", by=by)
    return code


@transaction.atomic
def ask_for_link(username, *, address, kind=LinkKind.RESET) -> str:
    """Ask for a way back to an account whose password was forgotten, or whose phone with the second factor is lost.
    Returns a code whether or not the account exists, so that nobody learns that; it means something only where the
    account is in use and nothing else is open."""
    code = new_code()
    user = User.objects.select_for_update(no_key=True).filter(username=username, is_active=True).first()
    grant = user and user.grants.in_force(today()).select_related("area").order_by("pk").first()
    if grant:
        close_expired_links(user)
    if grant and not user.links.open().exists():
        county = Area.objects.get(code=grant.area.county_code)
        link = new_link(user, county, code, kind=kind, state=LinkState.ASKED, asked_from=address or None)
        link.address = address
        LINK_STEPS.log(link, "ask", "", by=None)
    return code


def link_hindrance(link, step, by, **said) -> str:
    """Return why a step cannot be taken: it is for oneself, one person cannot vouch twice, or its time is over."""
    if step.name == "refuse" or by is None:
        return ""
    if by.pk == link.user_id:
        return _("This is for yourself. Two others must vouch for you.")
    if step.name == "hand" and by.pk == link.recognised_by_id:
        return _("You vouched for this person already. Somebody else makes the link: a county leader, or another "
                 "administrator.")  # fmt: skip
    if link.expires_at <= timezone.now():
        return _("Its time is over. The person must ask again.")
    if step.name == "hand" and not link.user.grants.standing(today()).exists():
        return _("No grant of this person is confirmed yet. Confirm or refuse it first.")
    return ""


def prepare_link_step(link, step, by, **said) -> dict:
    if step.name == "recognise":
        return {"recognised_by": by}
    if step.name == "hand":
        return {"handed_by": by, "token_hash": said["token_hash"], "expires_at": timezone.now() + LINK_FOR}
    return {}


def lock_link(link, step) -> None:
    SignInLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    link.refresh_from_db()


LINK_STEPS = StepTaker(
    LINK_WORKFLOW,
    "sign_in_link",
    lambda link: link.county,
    record_access=record_link_step,
    lock=lock_link,
    hindrance=link_hindrance,
    prepare=prepare_link_step,
    withheld=lambda link, user: [
        "use", *(name for name, step in LINK_WORKFLOW.by_name.items() if link_hindrance(link, step, user))
    ],
    on_schedule=("use", "refuse"),
)  # fmt: skip


def take_link_step(link, name, *, by, seen=None, reason="", address="") -> str:
    """Take a step with a link. Returns the secret of the address where one was made; it is not kept."""
    if name == "use":
        raise StaleState()
    link.address, token = address, secrets.token_urlsafe(32) if name == "hand" else ""
    said = {"token_hash": kept_hash(token, "link")} if token else {}
    LINK_STEPS.take(link, name, by=by, seen=seen, reason=reason, **said)
    return token


def available_link_steps(link, user):
    return LINK_STEPS.available(link, user)


def link_of(token) -> SignInLink | None:
    """Return the link of this address, when it can still be used."""
    handed = SignInLink.objects.filter(state=LinkState.HANDED, expires_at__gt=timezone.now(), user__is_active=True)
    return handed.select_related("user", "county").filter(token_hash=kept_hash(token, "link")).first()


@transaction.atomic
def is_right_code(link, code) -> bool:
    """Whether this is the code of the link. After five wrong ones the link is dead."""
    if constant_time_compare(link.code_hash, code_hash(code)):
        return True
    SignInLink.objects.filter(pk=link.pk).update(wrong_codes=F("wrong_codes") + 1)
    link.refresh_from_db()
    if link.wrong_codes >= WRONG_CODES and link.state == LinkState.HANDED:
        LINK_STEPS.take(link, "refuse", by=None, reason=_("too many wrong codes"))
    return False


@transaction.atomic
def use_link(link, *, code, password="", address) -> None:
    """Set the password of who has both halves, or take the lost second factor away. The link is used up, and whoever is
    signed in as this person no longer is."""
    if link.expires_at <= timezone.now() or not constant_time_compare(link.code_hash, code_hash(code)):
        raise ActionRefused(_("This link cannot be used any more. Please ask for another one."))
    link.address = address
    LINK_STEPS.take(link, "use", by=None, seen=LinkState.HANDED)
    if link.kind == LinkKind.FACTOR:
        SecondFactor.objects.filter(user=link.user).delete()  # the password is still asked for
        end_sessions(link.user)
    else:
        link.user.set_password(password)
        link.user.save(update_fields=["password"])
    forget_failures(link.user.username)


def end_sessions(user) -> None:
    Session.objects.filter(session_key__in=user.sessions.values("session_key")).delete()
    user.sessions.all().delete()


def close_links(user, reason, *, by) -> None:
    """Close what is open of a person's ways to a password."""
    for link in user.links.open().visible_to(by).select_related("county", "user"):
        LINK_STEPS.take(link, "refuse", by=by, reason=reason)


def close_expired_links(user=None) -> int:
    """Close the links whose time is over, of one person or of all, and return how many."""
    links = SignInLink.objects.open().filter(expires_at__lte=timezone.now())
    ended = list((links.filter(user=user) if user else links).select_related("county", "user"))
    for link in ended:
        LINK_STEPS.take(link, "refuse", by=None, reason=_("its time was over"))
    return len(ended)


@transaction.atomic
def unlock(user, county, *, by) -> None:
    """Forget the failed sign-ins of a person, so that they can try again at once."""
    must(by, Permission.SIGN_IN_HELP, county)
    forget_failures(user.username)
    record_about(user, by, "unlocked", area=county)
