"""The list of households names families in full to those alone who may see secrets there."""

import pytest

from povwatch.tests.factories import household, member, person


@pytest.mark.parametrize(
    "who, full", [("lan", True), ("wen", True), ("zhao", True), ("qin", True), ("li", False), ("su", False)]
)
def test_names_are_in_full_for_those_who_hold_the_right(who, full, heyi, request, client_of):
    member(household(heyi, people=0), name="张建三", relation="head")
    page = client_of(request.getfixturevalue(who)).get("/households/").content.decode()
    assert ("张建三" in page, "张*三" in page) == (full, not full)


def test_the_right_holds_in_its_own_places(heyi, shuikou, county, client_of):
    """Hong leads the county and is clerk of one village."""
    hong = person("hong", "county_leader", county)
    hong.grants.create(role="village_clerk", area=heyi, origin="sample")
    (
        member(household(heyi, people=0), name="张建三", relation="head"),
        member(household(shuikou, people=0), name="李小五", relation="head"),
    )
    page = client_of(hong).get("/households/").content.decode()
    assert "张建三" in page and "李*五" in page and "李小五" not in page
