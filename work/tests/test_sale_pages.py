"""The pages of sales and projects: lists with sums, deliveries by hand and by file, the share sold online, the
portrait, and the payments of a project. Today is 29 November 2026."""

import datetime as dt
import io

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.dates import today
from povwatch.tests.factories import household
from work.models import Sale
from work.projects.actions import add_project, join_project
from work.sales.actions import record_sale
from work.sales.online import OnlineShare, online_shares

from .account import words
from .offered import enterprise

pytestmark = pytest.mark.django_db
FRUIT = "forest_fruit"


@pytest.fixture(autouse=True)
def on_29_november():
    with time_machine.travel("2026-11-29T10:00+08:00", tick=False):
        yield


@pytest.fixture
def chens(heyi):
    return household(heyi, people=1)


@pytest.fixture
def oranges(heyi, lan):
    return sell(heyi, lan, "live", 6_000)


def sell(area, by, channel, yuan, *, on=dt.date(2026, 11, 20), goods="Navel oranges", **said):
    return record_sale(by=by, area=area, sold_on=on, goods=goods, item=FRUIT, yuan=yuan, channel=channel, **said)


def test_lan_records_a_sale_and_who_delivered(client_of, lan, heyi, chens):
    browser = client_of(lan)
    said = {
        "area": heyi.pk, "sold_on": "2026-11-20", "goods": "Navel oranges", "item": FRUIT, "quantity": "500",
        "unit": "kg", "yuan": "3000", "channel": "ecommerce",
    }  # fmt: skip
    assert browser.post(reverse("work:sale-new"), said).status_code == 302
    sale = Sale.objects.get()
    found = browser.post(reverse("work:sale-household", args=[sale.pk]), {"text": chens.number}, follow=True)
    address = reverse("work:sale-delivery", args=[sale.pk, chens.pk])
    assert address in words(found)
    answer = browser.post(address, {"seen": sale.version, "quantity": "100", "yuan": "600"}, follow=True)
    assert "2,400" in words(answer)  # nobody's yet
    late = browser.post(address, {"seen": sale.version, "yuan": "1"})
    assert (late.status_code, sale.deliveries.get().yuan) == (409, 600)
    portrait = words(browser.get(chens.get_absolute_url()))
    assert "Navel oranges" in portrait


def test_who_delivered_nothing_after_all_is_taken_out_and_told_so(client_of, lan, oranges, chens):
    browser, address = client_of(lan), reverse("work:sale-delivery", args=[oranges.pk, chens.pk])
    answer = browser.post(address, {"seen": oranges.version, "quantity": "43", "yuan": "0.01"}, follow=True)
    assert "The delivery was recorded." in words(answer) and "43.00" not in words(answer)
    oranges.refresh_from_db()
    answer = browser.post(address, {"seen": oranges.version, "yuan": "0"}, follow=True)
    assert "This household has no delivery in this sale now." in words(answer)
    assert not oranges.deliveries.exists()


@pytest.mark.parametrize("page", ["sale-file", "sale-change", "sale-withdraw"])
def test_from_the_forms_of_a_sale_one_comes_back_to_it(client_of, lan, oranges, page):
    told = words(client_of(lan).get(reverse(f"work:{page}", args=[oranges.pk])))
    assert f'<a href="{oranges.get_absolute_url()}">Navel oranges · 20 Nov 2026</a>' in told


@pytest.mark.parametrize("page", ["project-payments", "project-change", "project-fail"])
def test_from_the_forms_of_a_project_one_comes_back_to_it(client_of, lan, heyi, page):
    firm = add_project(by=lan, name="Orchard", area=heyi, kind="cooperative", starts_on=today())
    told = words(client_of(lan).get(reverse(f"work:{page}", args=[firm.pk])))
    assert f'<a href="{firm.get_absolute_url()}">Orchard</a>' in told


def test_the_page_of_a_host_leads_to_what_was_sold_through_it(client_of, lan, heyi):
    browser, host = client_of(lan), enterprise(heyi, kind="host", name="Stream")
    assert "?enterprise=" not in words(browser.get(host.get_absolute_url()))  # nothing yet
    sell(heyi, lan, "market", 70)
    for yuan in (30, 20):
        sell(heyi, lan, "live", yuan, enterprise=host)
    add_project(by=lan, name="Orchard", area=heyi, kind="cooperative", starts_on=today(), enterprise=host)
    told = words(browser.get(host.get_absolute_url()))
    sales, projects = reverse("work:sales"), reverse("work:projects")
    assert f'<a href="{sales}?enterprise={host.pk}">Sales: 2</a>' in told
    listed = browser.get(sales, query_params={"enterprise": host.pk})
    assert sorted(sale.yuan for sale in listed.context["page"]) == [20, 30]
    listed = browser.get(projects, query_params={"enterprise": host.pk, "state": "any"})
    assert [one.name for one in listed.context["page"]] == ["Orchard"]


def test_the_sums_of_the_list_are_of_what_the_filters_leave(client_of, lan, heyi, oranges):
    sell(heyi, lan, "market", 4_000)
    sell(heyi, lan, "market", 500, goods="Pears")
    browser = client_of(lan)
    listed = {query: words(browser.get(reverse("work:sales"), query_params=dict(query))) for query in (
        (), (("goods", "Navel oranges"),), (("channel", "online"),), (("sold_after", "2026-11-21"),))}  # fmt: skip
    sums = [next((one for one in ("10,500", "10,000", "6,000", "No sales are on record") if one in text), "")
            for text in listed.values()]  # fmt: skip
    assert sums == ["10,500", "10,000", "6,000", "No sales are on record"]


@pytest.mark.parametrize(
    ("yuan", "online", "said"),
    [
        (0, 0, "No sales are on record."),
        (100, 0, "None of the pears were sold online."),
        (100, 49, "Less than half of the pears were sold online."),
        (100, 50, "Half of the pears were sold online."),
        (100, 51, "More than half of the pears were sold online."),
        (100, 100, "All of the pears were sold online."),
    ],
)
def test_the_words_are_true_for_the_number(yuan, online, said):
    assert OnlineShare("pears", yuan, online).words == said


def test_the_share_is_of_twelve_months_and_no_sale_is_no_share(heyi, shuikou, lan):
    assert [one.share for one in online_shares([shuikou], today())] == []
    for on, yuan in ((dt.date(2025, 11, 29), 7), (dt.date(2025, 11, 30), 60), (dt.date(2026, 11, 29), 40)):
        sell(heyi, lan, "live" if yuan == 60 else "market", yuan, on=on)
    (share,) = online_shares([heyi], today())
    assert (share.yuan, share.online) == (100, 60)


def test_the_page_of_the_village_leads_to_the_sales_it_counts(client_of, lan, heyi, chens, oranges):
    sell(heyi, lan, "market", 4_000)
    browser = client_of(lan)
    page = words(browser.get(reverse("reports:dashboard"), {"area": heyi.code}))
    assert "More than half of the Navel oranges were sold online." in page
    assert "channel=online" in page


def workbook(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("deliveries.xlsx", file.getvalue())


def send(browser, sale, file):
    sale.refresh_from_db()
    return browser.post(reverse("work:sale-file", args=[sale.pk]), {"seen": sale.version, "file": file})


def test_deliveries_come_by_file_with_chinese_headers_and_by_the_name_of_the_head(client_of, lan, heyi, oranges, chens):
    lis = household(heyi, people=1)
    lis.members.update(name="Li Er", name_folded="li er")
    file = workbook(("户编号", "户主", "数量", "金额"), (chens.number, "", 10, 600), ("", "Li Er", "", "400.5"))
    assert send(client_of(lan), oranges, file).status_code == 302
    assert {one.household_id: float(one.yuan) for one in oranges.deliveries.all()} == {chens.pk: 600, lis.pk: 400.5}


def test_of_a_file_with_a_wrong_row_nothing_is_kept_and_each_is_named(client_of, lan, oranges, chens):
    rows = ["number,yuan", f"{chens.number},600", "T999999999,5", f"{chens.number},7", f"{chens.number},many", ",5"]
    file = SimpleUploadedFile("deliveries.csv", "\n".join(rows).encode())
    answer = send(client_of(lan), oranges, file)
    assert (answer.status_code, oranges.deliveries.count()) == (422, 0)
    assert [(one.row, one.message.code) for one in answer.context["problems"]] == [
        (3, "delivery_unknown"), (4, "delivery_twice"), (5, "not_a_number"), (6, "delivery_nobody"),
    ]  # fmt: skip


def test_a_file_that_gives_more_than_the_sale_brought_is_refused_as_a_whole(client_of, lan, oranges, chens):
    file = SimpleUploadedFile("deliveries.csv", f"number,yuan\n{chens.number},6000.01".encode())
    answer = send(client_of(lan), oranges, file)
    assert (answer.status_code, oranges.deliveries.count()) == (422, 0)
    assert "more than" in words(answer)


def test_lan_records_the_payments_of_a_day_for_all_at_once(client_of, lan, heyi, chens):
    began = dt.date(2025, 3, 1)
    orchard = add_project(by=lan, area=heyi, name="Orchard", kind="cooperative", starts_on=began)
    lis = household(heyi, people=1)
    first, second = (
        join_project(orchard, home, by=lan, since=began, puts_in="money", yuan=5_000, promised=300)
        for home in (chens, lis)
    )
    browser, address = client_of(lan), reverse("work:project-payments", args=[orchard.pk]) + "?on=2026-11-20"
    page = browser.get(address)
    assert words(page).count('value="300') == 2
    seen = page.context["form"].initial["seen"]
    said = {"seen": seen, f"yuan_{first.pk}": "300", f"yuan_{second.pk}": "120"}
    assert browser.post(address, said).status_code == 302
    listed = browser.get(reverse("work:contracts"), {"paid": "behind"})
    assert [one.household for one in listed.context["page"]] == [lis]
    assert "Orchard" in words(browser.get(lis.get_absolute_url()))
