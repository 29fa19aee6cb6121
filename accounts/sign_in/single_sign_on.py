"""Single sign-on by OpenID Connect, where a county has a provider. It says who somebody is; the account exists already,
and what the person may do comes from their grants alone."""

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from accounts.models import User

PATIENCE = 10  # seconds
FAILURES = (OAuthError, JoseError, RequestException, ValueError, KeyError)  # what the library raises


def is_offered() -> bool:
    return bool(settings.OIDC["issuer"])


def offer_words() -> str:
    """Return what the button says; empty where there is no single sign-on."""
    return (settings.OIDC["label"] or _("Sign in with the county's own account")) if is_offered() else ""


def provider():
    """Return the client of the county's provider. What comes from there is checked by the library: state, nonce,
    signature, issuer and audience."""
    oauth = OAuth()
    oauth.register(
        "county",
        client_id=settings.OIDC["client"],
        client_secret=settings.OIDC["secret"],
        server_metadata_url=f"{settings.OIDC['issuer']}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": PATIENCE},
    )
    return oauth.county


def user_of(request) -> User | None:
    """Return whose account the provider names, if there is one and its person works here."""
    told = provider().authorize_access_token(request).get("userinfo") or {}
    name = told.get(settings.OIDC["claim"])
    return User.objects.filter(username=name, is_active=True).first() if isinstance(name, str) and name else None
