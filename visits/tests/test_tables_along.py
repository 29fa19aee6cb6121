"""The tables of duties are taken along as files by whoever sees them."""

import csv
import io

import pytest

from accounts.models import AccessEvent

TABLES = [
    ("zhao", "/visits/overdue/", "late-visits"),
    ("zhao", "/visits/overdue/", "doubts"),
    ("qin", "/visits/annual-update/", "annual-update"),
    ("qin", "/cases/shortfalls/", "shortfalls"),
    ("lan", "/cases/shortfalls/", "shortfalls-by-village"),
]


@pytest.mark.parametrize(("who", "address", "table"), TABLES)
def test_a_table_is_a_file_with_its_columns_and_a_line_in_the_log(who, address, table, request, heyi, client_of):
    client = client_of(request.getfixturevalue(who))
    page = client.get(address)
    answer = client.get(address, {"table": table, "file": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{table}-')
    assert rows[0] and "made for" in rows[-1][0]
    line = AccessEvent.objects.get(action="list_exported")
    assert (line.details["list"], line.households) == (table, [])
    assert client.get(address, {"table": table, "file": "xlsx"}).content.startswith(b"PK")
    assert page.status_code == 200


def test_what_is_no_table_of_the_page_is_the_page(zhao, client_of):
    for asked in ({"table": "shortfalls", "file": "csv"}, {"table": "late-visits", "file": "exe"}, {"file": "csv"}):
        assert "<html" in client_of(zhao).get("/visits/overdue/", asked).content.decode()
