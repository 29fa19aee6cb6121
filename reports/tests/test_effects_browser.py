"""Did it help? in a real browser: on a phone and at a desk, in both languages."""

import pytest
from django.urls import reverse

from reports.effects.count import FEWEST, count_effects
from reports.models import MeasureEffect
from work.models import Placement
from work.tests.offered import offer
from work.tests.test_offers_browser import look

from .effects import LAST, TODAY, family, given, others

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(county, heyi, lan):
    """Enough families with a course, and enough without one."""
    course = offer(heyi, "course", title="Sewing")
    for _one in range(FEWEST):
        home = family(heyi, 4_000, 6_000)
        taken = {"offer": course, "member": home.members.get(), "measure": given(home)}
        Placement.objects.create(**taken, offered_on=LAST, by=lan)
    others(heyi, range(100, 100 * FEWEST + 100, 100))
    return count_effects(county, TODAY)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_fits(counted, lan, page_of, language, width, live_server):
    page = page_of(lan, "/", width=width, height=6000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for name in ("effects", "effect-offers", "effect-households"):
        page.goto(live_server.url + reverse(f"reports:{name}"))
        look(page, name)
    assert page.complaints == []


def test_from_a_figure_to_its_households(counted, lan, page_of):
    page = page_of(lan, reverse("reports:effects"), width=1366, height=2000)
    row = page.locator("tr", has_text="Employment").first
    assert "2,000" in row.inner_text() and "300" in row.inner_text()
    row.locator("a", has_text=str(FEWEST)).last.click()
    page.wait_for_url("**/effects/households/**")
    assert page.locator("tbody tr").count() == FEWEST == MeasureEffect.objects.count()
    assert page.complaints == []
