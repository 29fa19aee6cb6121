"""From where a request comes."""

from django.conf import settings


def address_of(request) -> str:
    """Return the address of the caller: behind a proxy the one that the proxy adds."""
    told = request.headers.get("X-Forwarded-For", "")
    return told.rpartition(",")[2].strip() if settings.HTTPS and told else request.META.get("REMOTE_ADDR", "")
