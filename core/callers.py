"""From where a request comes: the address, and in a few words the browser."""

from django.conf import settings

BROWSERS = ("Edg", "OPR", "MicroMessenger", "QQBrowser", "UCBrowser", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Macintosh", "Linux")
OWN_NAMES = {"Edg": "Edge", "OPR": "Opera", "MicroMessenger": "WeChat", "Macintosh": "Mac"}


def address_of(request) -> str:
    """Return the address of the caller: behind a proxy the one that the proxy adds."""
    told = request.headers.get("X-Forwarded-For", "")
    return told.rpartition(",")[2].strip() if settings.HTTPS and told else request.META.get("REMOTE_ADDR", "")


def browser_of(request) -> str:
    """Return in a few words what the browser says it is, such as "Chrome, Android"."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for name in names if name in agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(OWN_NAMES.get(name, name) for name in found if name)
