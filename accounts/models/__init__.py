"""People with an account, their roles, and the areas in which they hold them; the access log."""

from .areas import Area, AreaAttribute, AreaChange
from .log import AccessEvent
from .people import Grant, User

__all__ = ["AccessEvent", "Area", "AreaAttribute", "AreaChange", "Grant", "User"]
