"""Loading a county that is not shipped: its divisions from a file, and the values it starts with until it decides."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import Area
from policy.actions import enact_parameter
from policy.keys import PARAMETER_KEYS
from policy.models import Parameter
from policy.parameters import parameters_on
from policy.reference import default_parameters, load_parameters
from povwatch.tests.factories import DAY, area, person

HEADER = "township_code,township,village_code,village"
YUNLING = ["999003101,石桥镇,999003101201,李家村村民委员会", "999003101,石桥镇,999003101001,河东社区居民委员会",
           "999003201,白沙乡,999003201200,沙坪村村民委员会"]  # fmt: skip
LATER = dt.date(2026, 6, 16)


@pytest.fixture
def file(tmp_path):
    """file(rows) is a CSV file of divisions."""

    def written(rows=YUNLING, *, header=HEADER, encoding="utf-8"):
        path = tmp_path / "divisions.csv"
        path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
        return path

    return written


def load(path, *more, code="999003", name="云岭县"):
    out = StringIO()
    named = ["--name", name] if name else []
    call_command("load_reference", "--county", code, *named, "--divisions", str(path), *more, stdout=out)
    return out.getvalue()


def everything():
    return list(Area.objects.order_by("pk").values_list()), list(Parameter.objects.order_by("pk").values_list())


# ------------------------------------------------------------------------------------------------------- the divisions


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_county_is_loaded_from_its_file_however_it_was_saved(db, file, encoding):
    assert "999003: 2 townships, 3 villages; " in load(file(encoding=encoding), "--official-name", "某省某市云岭县")
    county, village = Area.objects.get(code="999003"), Area.objects.get(code="999003101201")
    assert (county.name, county.official_name) == ("云岭县", "某省某市云岭县")
    assert (village.name, village.kind, village.path) == ("李家村", "committee", "999003/999003101/999003101201/")
    assert parameters_on(DAY, county).in_force(*PARAMETER_KEYS)


def test_a_second_time_changes_nothing_and_needs_no_name(db, file):
    load(file())
    before = everything()
    assert "0 parameters added" in load(file(), name="")
    assert everything() == before


def test_a_village_more_is_added_and_a_name_on_file_stays(db, file):
    load(file())
    told = load(file([*YUNLING, "999003201,白沙乡,999003201201,新村村民委员会"]))
    assert "4 villages" in told and "stays" not in told
    told = load(file(["999003101,石桥街道,999003101201,李家村村民委员会"]))
    assert "The name on file stays, 999003101: 石桥镇." in told
    assert Area.objects.get(code="999003101").name == "石桥镇"


V = "999003101201"
WRONG = [  # what                        one row of the file                      column, what the message says
    ("a township of eight digits", f"99900310,石桥镇,{V},李家村", "township_code", "not a national code of 9 digits"),
    ("a township of ten", f"9990031011,石桥镇,{V},李家村", "township_code", "not a national code of 9 digits"),
    ("a village of eleven", "999003101,石桥镇,99900310120,李家村", "village_code", "not a national code of 12 digits"),
    ("a village of thirteen", f"999003101,石桥镇,{V}0,李家村", "village_code", "not a national code of 12 digits"),
    ("digits lost to Excel", "999003101,石桥镇,9.99E+11,李家村", "village_code", "Format the column as text"),
    ("no township", f",,{V},李家村", "township_code", "a village without a township"),
    ("another township's village", "999003102,白沙乡,999003101201,李家村", "village_code", "does not lie in township"),
    ("another county's", "999004101,石桥镇,999004101201,李家村", "township_code", "lies outside county 999003"),
    ("no name", f"999003101,石桥镇,{V},", "village", "the name is empty"),
    ("a name too long", f"999003101,{'石' * 61},{V},李家村", "township", "longer than 60 characters"),
]


@pytest.mark.parametrize(("row", "column", "says"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_a_mistake_is_named_with_file_row_and_column(db, file, row, column, says):
    path = file(["999003301,青山镇,999003301200,大湾村村民委员会", row])
    with pytest.raises(CommandError) as refused:
        load(path)
    assert f"{path}, row 3, column {column}: " in str(refused.value) and says in str(refused.value)
    assert not Area.objects.filter(code__startswith="999003").exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [("999003101,石桥乡,999003101202,陈家村", "township"), (f"999003101,石桥镇,{V},王家村", "village")],
)
def test_two_names_for_one_code_are_refused_and_both_shown(db, file, row, column):
    with pytest.raises(CommandError, match=rf"row 3, column {column}: .* in row 2 and .* here. Keep one name"):
        load(file([f"999003101,石桥镇,{V},李家村", row]))


def test_a_row_twice_and_empty_rows_do_no_harm(db, file):
    assert "2 townships, 3 villages" in load(file([YUNLING[0], "", ",,,", *YUNLING]))


def test_all_mistakes_are_told_at_once_but_no_more_than_twenty(db, file):
    with pytest.raises(CommandError) as refused:
        load(file([f"999003101,石桥镇,999003101{n},村" for n in range(21)]))
    assert str(refused.value).count("column village_code") == 20 and str(refused.value).endswith("and 1 more.")


def test_a_file_that_is_no_table_of_divisions_says_so(db, file, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        load(tmp_path / "nowhere.csv")
    for content, says in [
        (b"code,name\r\n1,x", "row 1: the columns township_code, township, village_code, village are missing"),
        (HEADER.encode(), "no row below the headers"),
        (b"PK\3\4\0\0", "Save it as CSV"),
        (HEADER.encode() + b"\r\n\xff\xff,\xff", "row 2: neither UTF-8 nor GBK"),
        (HEADER.encode() + b'\r\n"' + b"x" * 200_000, "quotation mark that is never closed"),
    ]:
        (path := tmp_path / "odd.csv").write_bytes(content)
        with pytest.raises(CommandError, match=says):
            load(path)


def test_what_is_lacking_on_the_command_line_is_asked_for(db, file):
    with pytest.raises(CommandError, match="is new here: say what it is called, with --name"):
        load(file(), name="")
    with pytest.raises(CommandError, match="exactly one --county"):
        load(file(), code="99900")
    with pytest.raises(CommandError, match="FILE, which is missing"):
        call_command("load_reference", "--name", "云岭县")
    with pytest.raises(CommandError, match="Load it from a file: manage.py load_reference --county CODE"):
        call_command("load_reference", "--county", "999003")


# -------------------------------------------------------------------------------------------------- the starting values


def values_of(county, key="line"):
    rows = Parameter.objects.filter(area=county, key=key).order_by("valid_from")
    return [(row.valid_from.year, row.value, row.document) for row in rows]


def test_a_county_that_lacks_a_key_gets_it_by_loading_again(db):
    """Xinxian was loaded before `income_carried_red` existed, and all rules that use it were silent."""
    xinxian = area("999009", "Xinxian County")
    rows = [(key, row) for key, row in default_parameters() if key != "income_carried_red" and "province" not in row]
    Parameter.objects.bulk_create(Parameter(key=key, area=xinxian, **row) for key, row in rows)
    assert not parameters_on(DAY, xinxian).in_force("income_carried_red")
    call_command("load_reference", stdout=(out := StringIO()))
    assert "999009: 0 townships, 0 villages; 1 parameters added" in out.getvalue()
    assert parameters_on(DAY, xinxian).income_carried_red == 6


def test_what_the_county_decided_stays_and_the_starting_value_holds_until_then(db):
    xinxian = area("999009", "Xinxian County")
    qin = person("qin", "county_staff", xinxian)
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False):
        enact_parameter(key="line", area=xinxian, value=9_100, valid_from=LATER, document="County paper", by=qin)
    load_parameters(xinxian)
    assert (parameters_on(DAY, xinxian).line, parameters_on(LATER, xinxian).line) == (8_800, 9_100)
    assert load_parameters(xinxian) == 0


def test_a_starting_value_never_follows_what_the_county_decided(db):
    """A line of 2023 enacted by Xinxian is not replaced by the country's of 2024 and 2025."""
    xinxian = area("999009", "Xinxian County")
    Parameter.objects.create(
        key="line", area=xinxian, value="7100", valid_from=dt.date(2023, 1, 1), document="County paper"
    )
    load_parameters(xinxian)
    assert [row[:2] for row in values_of(xinxian)] == [(2020, "5000"), (2021, "6000"), (2022, "6800"), (2023, "7100")]


@pytest.mark.parametrize(
    ("code", "in_2023", "in_2026"),
    [("420526", 7_600, 8_800), ("410522", 7_500, 8_800), ("520521", 7_300, 8_800), ("530521", 7_600, 8_700),
     ("450522", 7_600, 8_800)],
)  # fmt: skip
def test_the_line_is_the_province_s_where_it_is_known(db, code, in_2023, in_2026):
    county = area(code, "Some County")
    load_parameters(county)
    assert [parameters_on(dt.date(year, 6, 1), county).line for year in (2023, 2026)] == [in_2023, in_2026]


def test_each_line_cites_where_it_comes_from(db):
    hubei, guangxi = area("420526", "Some County"), area("450522", "Other County")
    load_parameters(hubei), load_parameters(guangxi)
    assert (2023, "7600", "Hubei province, monitoring line 2023") in values_of(hubei)
    assert (2023, "7600", "povwatch default, to be replaced by the province's notice") in values_of(guangxi)


def test_a_new_county_starts_with_the_country_s_values_once(db):
    xinxian = area("999009", "Xinxian County")
    assert load_parameters(xinxian) == len([row for _key, row in default_parameters() if "province" not in row])
    assert load_parameters(xinxian) == 0


def test_the_pages_mark_what_the_county_has_still_to_decide(county, qin, client_of):
    marked = "starting value of the country, until the county decides"
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False):
        page = client_of(qin).get("/parameters/").content.decode()
        assert page.count(marked) == len(PARAMETER_KEYS)
        enact_parameter(key="line", area=county, value=9_000, valid_from=DAY, document="Sample notice", by=qin)
        page = client_of(qin).get("/parameters/").content.decode()
        assert page.count(marked) == len(PARAMETER_KEYS) - 1 and "Qin, 15 Jun 2026" in page
        history = client_of(qin).get("/parameters/history/?key=line").content.decode()
        assert history.count(marked) == 6
