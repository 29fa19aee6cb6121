"""Search by name, ID number or phone. Browsers, proxies and chats keep addresses, so the search text is encrypted in
them and only readable for the person who searched."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.crypto.values import decrypt, encrypt

PLACE = "search in an address"


def seal_search_text(text: str, by) -> str:
    """Encrypt `text` for an address that `by` opens."""
    return urlsafe_b64encode(encrypt(f"{by.pk}:{text}", PLACE)).decode().rstrip("=")


def unseal_search_text(sealed: str, by) -> str:
    """Decrypt what `by` searched for. Raises ValueError when it was encrypted for somebody else or is damaged."""
    try:
        owner, _colon, text = decrypt(urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)), PLACE).partition(":")
    except InvalidTag as error:
        raise ValueError("not sealed by this site") from error
    if owner != str(by.pk):
        raise ValueError("sealed for somebody else")
    return text


class SealedField(forms.CharField):
    """A search text that is encrypted in the address; `reader` is the person whose address it is."""

    widget = forms.HiddenInput
    reader = None

    def clean(self, value):
        sealed = super().clean(value)
        try:
            return unseal_search_text(sealed, self.reader) if sealed else ""
        except ValueError as error:
            words = _("this search belongs to somebody else or has expired. Please search again.")
            raise ValidationError(words) from error
