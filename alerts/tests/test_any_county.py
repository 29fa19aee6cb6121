"""A county that is not shipped, from its file to its first night."""

import datetime as dt

from django.core.management import call_command

from accounts.models import Area
from alerts.levels import Level
from alerts.models import RiskFlag
from policy.actions import enact_parameter
from policy.models import Parameter
from povwatch.tests.factories import DAY, household, person

from .nights import night, on

DIVISIONS = """township_code,township,village_code,village
999003101,石桥镇,999003101201,李家村村民委员会
"""


def flags(county):
    night(county)
    return {(flag.household.number, flag.rule, Level(flag.level).label.lower()) for flag in RiskFlag.objects.open()}


def test_an_invented_county_has_flags_in_its_first_night(db, tmp_path):
    """Two families of Lijia: 8,799 yuan a head is below the country's line of 8,800, 8,800 is on it. Then the county
    enacts 9,000, and both are below."""
    (path := tmp_path / "yunling.csv").write_text(DIVISIONS)
    load = ("load_reference", "--county=999003", "--name=云岭县", f"--divisions={path}")
    call_command(*load)
    county, lijia = Area.objects.get(code="999003"), Area.objects.get(code="999003101201")
    household(lijia, number="H1", income=8_799), household(lijia, number="H2", income=8_800)
    assert flags(county) >= {("H1", "INC-01", "red"), ("H2", "INC-02", "amber")}
    assert ("H2", "INC-01", "red") not in flags(county)
    with on(DAY):
        qin = person("qin", "county_staff", county)
        enact_parameter(key="line", area=county, value=9_000, valid_from=DAY, document="Notice", by=qin)
    call_command(*load)
    assert flags(county) >= {("H1", "INC-01", "red"), ("H2", "INC-01", "red")}
    assert Parameter.objects.in_force(DAY + dt.timedelta(365), county).get(key="line").value == "9000"
