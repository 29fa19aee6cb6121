"""Every address of povwatch. Each app has its own list; each page names its guard."""

from django.conf import settings
from django.urls import include, path

from accounts.sign_in.language import language_switch
from departments.api.urls import INTERFACE

from .bodies import sender
from .health import healthz
from .metrics import metrics
from .navigation import home_page

urlpatterns = [
    path("", home_page, name="home"),
    path("accounts/", include("accounts.urls")),
    path("parameters/", include("policy.urls")),
    path("households/", include("households.urls")),
    path("visits/", include("visits.urls")),
    path("", include("alerts.urls")),  # risk/... and alerts/...
    path("departments/api/", INTERFACE),
    path("departments/", include("departments.urls")),
    path("cases/", include("cases.urls")),
    path("work/", include("work.urls")),
    path("dashboard/", include("reports.urls")),
    path("language/", language_switch, name="language"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("sender", sender, name="sender"),
]
if settings.DEBUG:
    from .gallery import gallery_page

    urlpatterns += [path("gallery/", gallery_page, name="gallery")]
handler500 = "povwatch.busy.failed_page"
