"""A household on the phone, looked at without a network; and the bar that app and site share."""

import datetime as dt
import gzip

import pytest

from alerts.engine.run import execute_risk_run
from core.dates import add_months, today
from povwatch.tests.factories import household, member, person, told

from .told import visit

pytestmark = pytest.mark.django_db
BUNDLE, MORE = "/visits/phone/bundle/", "/visits/phone/bundle/more/"


@pytest.fixture
def family(heyi, county, lan):
    """Zhang Jiansan, ill, his daughter who works, an income below the line, a visit that found an illness."""
    home = household(heyi, people=0, group_no=3, address="Stone Bridge 3", phone="13912345678")
    head = member(home, name="张建三", relation="head", has_serious_illness=True, has_chronic_illness=False)
    member(home, name="张样本")
    told(home, {"wages_labour": 900}, first=add_months(today(), -12), months=12)
    visit(home, lan, {"shocks": ["01"], "check_water": "not_met", "water_problem": "quality", "needs": "Seed"})
    execute_risk_run(county)
    home.head = head
    return home


def parts(household_on_phone) -> dict:
    return {heading: " ".join(lines) for heading, lines in household_on_phone["parts"]}


def test_a_phone_is_told_how_a_household_stands(lan, family, client_of):
    (one,) = client_of(lan).get(MORE, {"ids": f"{family.pk}"}).json()["households"]
    said = parts(one)
    assert "12 of 12 months known" in said["Income"]
    assert "income below the line" in said["Risk flags"].lower()
    assert "Illness" in said["Last visits"] and "not met: safe water" in said["Last visits"]
    assert "needs: Seed" in said["Last visits"] and "lan" in said["Last visits"].lower()
    assert [person["health"] for person in one["members"]][0] == "serious illness"
    assert one["place"] == "Heyi Village, group 3"


def test_the_first_households_are_small_and_come_whole_with_the_others(lan, heyi, county, client_of):
    """Guards against a first load that takes long on a slow line: 5 KB compressed for twelve families of four."""
    homes = [household(heyi, people=4, phone=f"139123456{n}", group_no=n % 5) for n in range(10, 22)]
    for home in homes:
        told(home, {"wages_labour": 900 + home.pk, "pension": 100}, first=add_months(today(), -12), months=12)
    execute_risk_run(county)
    carried = client_of(lan).get(BUNDLE)
    assert [one for one in carried.json()["households"] if "parts" in one] == []
    assert len(gzip.compress(carried.content)) <= 5_000
    more = client_of(lan).get(MORE, {"ids": ",".join(str(one.pk) for one in homes)}).json()["households"]
    assert len(more) == 12 and all(one["parts"] for one in more)


# On the phone


@pytest.fixture
def phone(phone_of, lan, family):
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    known = "async () => (await import('/static/js/phone/bundle.js')).known().then(one => !one.households[0].brief)"
    phone.page.wait_for_function(known)
    return phone


def shown(phone) -> str:
    phone.wait_for("household")
    return phone.page.locator("[data-pw-view=household]").inner_text()


def test_a_household_opens_without_a_network_and_leads_to_the_visit(phone, family):
    phone.page.context.set_offline(True)
    phone.page.locator("[data-pw-view=households] a", has_text="张建三").click()
    said = shown(phone)
    assert "张建三" in said and "serious illness" in said and "Stone Bridge 3" in said
    assert "12 of 12 months known" in said and "needs: Seed" in said
    assert phone.page.locator("[data-pw-view=household] [data-pw-link=call]").get_attribute("href") == "tel:13912345678"
    phone.page.locator("[data-pw-view=household] [data-pw-link=visit]").click()
    phone.page.locator("[data-pw-visit]").wait_for()
    phone.page.go_back()  # to where one came from
    phone.wait_for("household")
    phone.page.go_back()
    phone.wait_for("households")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zjs", 1),
        ("zj", 1),
        ("j", 0),
        ("js", 0),
        ("1234", 1),
        ("345678", 1),
        ("391", 0),
        ("建三", 1),
        ("group 3", 1),
        ("xyz", 0),
    ],
)
def test_the_app_finds_by_initials_and_by_part_of_the_phone(phone, typed, found):
    phone.page.locator("#pw-search").fill(typed)
    phone.page.locator("[data-pw-view=households] [data-pw-fill=found]", has_text=f"Households: {found}").wait_for()


def test_a_locked_phone_and_the_name_of_the_window_say_nothing_of_the_household(phone, family):
    phone.go(f"#household/{family.pk}")
    assert "张建三" in shown(phone) and "张*三" in phone.page.title() and "张建三" not in phone.page.title()
    phone.page.locator(".pw-lock").click()
    phone.wait_for("pin")
    left = phone.page.locator("body").evaluate("one => one.outerHTML")
    assert [one for one in ("张建三", "张*三", "13912345678", "Stone Bridge") if one in left] == []


def test_a_household_that_nobody_has_leads_to_the_list(phone):
    phone.go("#household/999999")
    phone.page.locator("[data-pw-status]", has_text="cannot be opened").wait_for()
    phone.wait_for("households")


@pytest.mark.parametrize("size", ["24px", "32px"])
def test_large_letters_leave_the_app_in_its_window(phone, family, size):
    phone.page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
    for view in ("today", "households", f"household/{family.pk}", f"visit/{family.pk}", "outbox", "account"):
        phone.go(f"#{view}")
        phone.wait_for(view.split("/")[0])
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        assert phone.page.evaluate("document.querySelector('header').offsetHeight <= innerHeight / 4"), view


def test_a_row_of_the_list_is_low(phone):
    heights = "() => [...document.querySelectorAll('.pw-row')].map((one) => one.offsetHeight)"
    assert 0 < max(phone.page.evaluate(heights)) <= 120


# One bar


BAR = ["Today", "Households", "To send", "Me"]


def bar_of(page) -> list:
    links = page.locator("nav.pw-bottom a").all()
    return [(" ".join(one.inner_text().split()), one.get_attribute("href")) for one in links]


def test_until_the_app_is_set_up_the_bar_leads_to_pages(page_of, lan):
    page = page_of(lan, "/visits/", width=360)
    assert bar_of(page) == list(
        zip(BAR, ["/visits/", "/households/", "/visits/phone/#outbox", "/accounts/me/"], strict=True)
    )


@pytest.fixture
def gao(heyi):
    return person("gao", "caseworker", heyi)


def test_where_the_app_is_set_up_the_bar_of_every_page_leads_into_it(phone, page_of, lan, gao):
    for path in ("/visits/", "/accounts/waiting/", "/alerts/"):
        page = page_of(lan, path, width=360)
        assert [name for name, _to in bar_of(page)] == BAR
        assert [to for _name, to in bar_of(page)] == [
            f"/visits/phone/#{view}" for view in ("today", "households", "outbox", "account")
        ]
    other = page_of(gao, "/visits/", width=360)  # on the same phone
    assert bar_of(other)[0] == ("Today", "/visits/")


def test_a_page_leads_to_the_form_on_a_page(phone, page_of, lan, family):
    page = page_of(lan, f"/households/{family.pk}/", width=360)
    page.get_by_role("link", name="Log a visit").first.click()
    page.wait_for_url(f"**/visits/new/{family.pk}/**")
    page.locator("[data-pw-visit-page]").wait_for()


def test_today_is_the_same_day_in_the_app_and_on_the_page(phone_of, page_of, lan, heyi):
    """Guards against two plans for one day: the same households, places and words in the same order."""
    for group, name in ((2, "Wang"), (1, "Li"), (2, "Zhao")):
        home = household(heyi, people=0, group_no=group, phone="13912345678")
        member(home, name=name, relation="head")
        visit(home, lan, {"next_visit_on": f"{today()}", "visited_on": f"{today() - dt.timedelta(10 + group)}"})
    phone = phone_of(lan)
    phone.page.locator("[data-pw-view=today] .pw-card").nth(2).wait_for()
    in_app = day_of(phone.page.locator("[data-pw-view=today] [data-pw-list]"), DAY_IN_APP)
    on_page = day_of(page_of(lan, "/visits/", width=360).locator("#list"), DAY_ON_PAGE)
    assert len(in_app) > 10 and in_app == on_page


# Where it is, who it is, the colour, why, and what else is asked there.
DAY_IN_APP = "h2, .pw-card-name, .pw-level, .pw-why, .pw-card > p.small:not(.pw-muted):visible"
DAY_ON_PAGE = "caption, th a, .pw-level, .pw-words > span > *"


def day_of(place, parts) -> list[str]:
    return [" ".join(one.inner_text().split()) for one in place.locator(parts).all()]
