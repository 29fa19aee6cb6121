"""The addresses of the interface. The project mounts them itself: their names stand in a space of their own."""

from accounts.permissions import public_view

from .views import feed_api

INTERFACE = feed_api.urls  # made anew each time it is asked for
for _pattern in INTERFACE[0]:
    public_view("a department's system, by its token")(_pattern.callback)
