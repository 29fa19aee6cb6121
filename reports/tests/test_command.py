"""manage.py indicators: the dashboard's numbers on the terminal."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.management.commands.indicators import rounded_shares

pytestmark = pytest.mark.usefixtures("today")


def run(*words):
    out = StringIO()
    call_command("indicators", *words, stdout=out)
    return out.getvalue()


def plain(numbers):
    """As JSON has it: shares to four decimals."""
    return json.loads(json.dumps(numbers, default=rounded_shares))


def test_json_has_the_numbers_of_the_page(qin, client_of, families):
    told = json.loads(run("--level", "township", "--json"))
    page = client_of(qin).get("/dashboard/").context["page"]
    assert told["total"] == plain(page.total)
    assert [row["name"] for row in told["areas"]] == ["Anping Township", "Linxi Township"]
    assert [row["open"] for row in told["areas"]] == [row["open"] for row in page.rows]
    assert [point["cleared"] for point in told["trend"]] == [point["cleared"] for _on, point in page.indicators.trend]
    assert told["total"]["share"] == {"households": 0.3333, "people": 0.5}
    assert {risk["name"]: risk["monitored"]["households"] for risk in told["risks"]}["Disability"] == 1


def test_as_of_and_level_and_county(families):
    told = json.loads(run("--as-of", "2026-05-31", "--level", "village", "--county", "999001", "--json"))
    assert told["as_of"] == "2026-05-31"
    assert {row["code"]: row["uncleared"]["households"] for row in told["areas"]} == {
        "999001101201": 1,
        "999001102201": 1,
    }


def test_the_table_for_people(families):
    shown = run("--level", "village")
    assert "Heyi Village" in shown and "33.33 %" in shown and "As of 2026-06-15" in shown
    assert "1 identified" in shown and "No target or quota" in shown


@pytest.mark.parametrize(
    "words,says",
    [
        (["--county", "123456"], "There is no county 123456 here (loaded: 999001)"),
        (["--as-of", "2026-06-16"], "is in the future"),
        (["--as-of", "1066-10-14"], "Nothing was registered before 2000-01-01"),
        (["--as-of", "June"], "--as-of must be a date like 2026-10-31"),
        (["--level", "hamlet"], "invalid choice: 'hamlet'"),
    ],
)
def test_bad_input_is_told(families, words, says):
    with pytest.raises(CommandError) as refused:
        run(*words)
    assert says in str(refused.value)


def test_an_empty_site_is_told(county):
    with pytest.raises(CommandError, match="No county has households yet"):
        run()


@pytest.mark.parametrize(("share", "shown"), [("0.12344", 0.1234), ("0.12345", 0.1235), ("0.12355", 0.1236)])
def test_a_share_is_rounded_half_up(share, shown):
    """round() would say 12.34 % for 12.345 %."""
    assert rounded_shares(Decimal(share)) == shown
