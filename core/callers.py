"""From where a request comes: the address, and in a few words the browser."""

from ipaddress import ip_address

from django.conf import settings

BROWSERS = ("Edg", "OPR", "MicroMessenger", "QQBrowser", "UCBrowser", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Macintosh", "Linux")
OWN_NAMES = {"Edg": "Edge", "OPR": "Opera", "MicroMessenger": "WeChat", "Macintosh": "Mac"}


def address_of(request) -> str:
    """Return the address of the caller. Each proxy of ours (TRUSTED_PROXIES) adds at the right of X-Forwarded-For whom
    it was asked by; what stands left of the first address that is no proxy of ours, anybody may have written."""
    address = request.META.get("REMOTE_ADDR", "")
    told = request.headers.get("X-Forwarded-For", "").split(",")
    while is_our_proxy(address) and told and is_address(asked_by := told.pop().strip()):
        address = asked_by
    return address


def is_our_proxy(address) -> bool:
    return is_address(address) and any(ip_address(address) in network for network in settings.TRUSTED_PROXIES)


def is_address(text) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def browser_of(request) -> str:
    """Return in a few words what the browser says it is, such as "Chrome, Android"."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for name in names if name in agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(OWN_NAMES.get(name, name) for name in found if name)
