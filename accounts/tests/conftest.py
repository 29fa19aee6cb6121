"""What stories of passkeys begin with."""

import pyotp
import pytest

from accounts.models import SecondFactor
from accounts.sign_in import second_factor

from .software_key import set_up


@pytest.fixture
def app(zhao):
    """Zhao's authenticator app, set up long ago."""
    factor = SecondFactor.objects.create(user=zhao, secret=pyotp.random_base32())
    second_factor.make_recovery_codes(factor)
    return pyotp.TOTP(factor.secret)


@pytest.fixture
def key(zhao, app, client_of):
    """Zhao's passkey, set up beside the app."""
    return set_up(client_of(zhao))
