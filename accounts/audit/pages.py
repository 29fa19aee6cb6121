"""What a page is called in the access log: by what its guard lets people do."""

from functools import cache

from django.urls import URLResolver, get_resolver
from django.utils.translation import gettext as _

from accounts.permissions import Permission


@cache
def guards() -> dict[str, object]:
    """Return {name of an address: its guard}."""
    found, open_ones = {}, [("", get_resolver())]
    while open_ones:
        prefix, resolver = open_ones.pop()
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                open_ones.append((f"{pattern.namespace}:" if pattern.namespace else prefix, pattern))
            else:
                found[f"{prefix}{pattern.name}"] = getattr(pattern.callback, "guard", None)
    return found


def page_in_words(name: str) -> str:
    """Return what people do on a page, by the name of its address."""
    guard = guards().get(name)
    return str(guard.label) if isinstance(guard, Permission) else _("a page for everybody")
