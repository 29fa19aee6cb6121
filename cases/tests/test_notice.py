"""The public notice holds only what public_notice.py allows, whatever the registry says."""

import datetime as dt
import os
import random
import re
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Area
from cases.case import forms, public_notice
from cases.choices import CaseType
from cases.models import Case, PublicNotice
from households.choices import DisabilityType, RiskType
from households.models import Household, Member
from povwatch.tests.factories import case, household, member, move, person

DAY = dt.date(2026, 6, 15)
UNTIL = dt.date(2026, 6, 22)
MANY = 10_000 if os.environ.get("LONG") else 2_000  # `make long`: all

SICK = ["白血病", "尿毒症", "肺癌", "精神分裂", "leukaemia", "dialysis", "HIV positive", "慢性病", "重病", "残疾"]
ADULTS = ["张建国", "李梅", "王", "欧阳 春兰", "Li Ming", "陈3三", "周（{sick}）", "吴{phone}", "{id}", "郑{id}{sick}"]
CHILDREN = ["张小宝", "李欣怡", "王梓涵", "Tom Zhang", "欧阳小鹿"]
VILLAGES = ["和益村", "Heyi", "第三村", "八一村", "2026村", "村{phone}", "{id}组", "三一五一三一五一三村"]


def text(of, **more):
    return public_notice.public_notice_content(
        of, **{"procedure": "identification", "posted_on": DAY, "until": UNTIL, **more}
    )


def words(lines) -> dict:
    return dict(public_notice.public_notice_in_words(lines))


@pytest.fixture
def family(heyi):
    return household(heyi, people=0, group_no=3, number="420527103202000123", address="Heyi 3-17", phone="13812345678")


@pytest.fixture
def episode(family):
    return case(family)


def test_a_notice_says_whose_household_where_and_where_to_object(family, episode):
    member(family, relation="head", name="张建三", birth_date=dt.date(1970, 1, 1))
    member(family, relation="son", name="张小宝", birth_date=dt.date(2015, 1, 1))
    with translation.override("en"):
        said = words(text(episode))
    assert list(said.values()) == [
        "Whether the household is put under monitoring",
        "Heyi Village",
        "3",
        "张*三",
        "2",
        "Unstable lifted household",
        "15 Jun 2026",
        "22 Jun 2026",
        "Anping Township",
        "12317",
    ]
    assert public_notice.public_notice_signature(text(episode))[0] == family.village.official_name


def test_only_what_the_list_allows_is_written_and_drawn(episode):
    lines = text(episode)
    assert set(lines) == set(public_notice.PUBLIC_NOTICE_FIELDS)
    assert all(isinstance(value, str | int | None) for value in lines.values())
    assert "13812345678" not in str(public_notice.public_notice_in_words(lines | {"phone": "13812345678"}))


@pytest.mark.parametrize(
    ("people", "named"),
    [
        ([("head", 1970)], "赵*0"),
        ([("head", 2012)], ""),
        ([("head", 2012), ("grandparent", 1950), ("other", 1990)], "赵*1"),
        ([("head", None)], ""),
        ([("head", None), ("spouse", 1980)], "赵*1"),
        ([], ""),
    ],
)
def test_a_child_is_never_named_nor_anybody_whose_age_is_unknown(people, named, family, episode):
    for number, (relation, year) in enumerate(people):
        member(family, relation=relation, name=f"赵子{number}", birth_date=year and dt.date(year, 1, 1))
    lines = text(episode)
    assert (lines["household"], lines["people"]) == (named, len(people))


def test_somebody_is_an_adult_from_the_18th_birthday_on(family, episode):
    member(family, relation="head", name="孙小满", birth_date=dt.date(2008, 6, 16))
    assert text(episode)["household"] == ""
    assert text(episode, posted_on=dt.date(2026, 6, 16))["household"] == "孙*满"


def test_who_left_or_came_later_is_not_counted(family, episode):
    member(family, relation="head", name="孙大满")
    member(family, name="Gone", left_on=dt.date(2026, 6, 15), left_reason="died")
    member(family, name="Later", joined_on=dt.date(2026, 6, 16))
    member(family, name="Wrong", left_on=dt.date(2027, 1, 1), left_reason="error")
    assert text(episode)["people"] == 1


def test_a_notice_does_not_end_before_it_begins(episode):
    with pytest.raises(ValidationError, match="is before"):
        text(episode, until=DAY - dt.timedelta(days=1))


@pytest.mark.parametrize(
    "place", ["Notice board at the village office", "村委会公示栏", "No. 12, group 3", "八组 2026"]
)
def test_a_place_of_posting_is_kept_as_it_was_typed(place):
    assert public_notice.check_public_words(f"  {place} ") == place


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", "12317"), ("12345", "12345"), (" 023-5678 1234 ", "023-56781234"), ("023-567812345", "023-567812345")],
)
def test_a_notice_names_the_telephone_of_an_office_and_else_the_hotline(typed, kept, episode):
    assert public_notice.check_notice_telephone(typed, episode) == kept


@pytest.mark.parametrize("typed", ["1234", "1" * 13, "ask Wen", "023--5678", "0717 12345678 ext. 3"])
def test_what_is_no_telephone_is_refused(typed, episode):
    with pytest.raises(ValidationError, match="telephone of an office"):
        public_notice.check_notice_telephone(typed, episode)


@pytest.mark.parametrize("typed", ["13812345678", "138-1234-5678", "13987654321"])
def test_a_telephone_of_the_family_never_hangs_in_public(typed, family, episode):
    member(family, name="张建三", phone="13987654321")
    with pytest.raises(ValidationError, match="family's own"):
        public_notice.check_notice_telephone(typed, episode)


def test_a_notice_offers_the_telephone_that_the_township_named_last(family, episode, wen):
    assert forms.last_notice_telephone(family.village.parent) == "12317"
    lines = text(episode, telephone="023-56781234")
    posted = {"procedure": "identification", "posted_on": DAY, "until": UNTIL, "place": "Office"}
    PublicNotice.objects.create(case=episode, by=wen, lines=lines, **posted)
    assert forms.last_notice_telephone(family.village.parent) == "023-56781234"


def test_a_notice_from_before_it_named_its_issuer_is_signed_by_its_day(episode):
    lines = {name: value for name, value in text(episode).items() if name not in ("issuer", "telephone")}
    with translation.override("en"):
        assert public_notice.public_notice_signature(lines) == ["15 Jun 2026"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("call 13812345678", "more than 6 figures"),
        ("138 1234-5678", "more than 6 figures"),
        ("１３８１２３４５６７８", "more than 6 figures"),
        ("一三八一二三四五六七八", "more than 6 figures"),
        ("420527199001011234", "more than 6 figures"),
        ("beside the Dialysis patient's house", "about health"),
        ("at 张小宝 home", "name of the family"),
    ],
)
def test_what_could_give_a_family_away_is_refused_with_what_to_do(place, said, family, episode):
    member(family, name="张小宝", birth_date=dt.date(2015, 1, 1))
    with pytest.raises(ValidationError, match=said):
        public_notice.check_public_words(place, episode)


# ------------------------------------------------------------------------------------------------- ten thousand notices


def invented(chance, number) -> tuple[Case, list[str]]:
    """A case that is not in the database, and the words that its public notice must not contain: secrets in every
    field, also where they do not belong."""
    secret = {
        "sick": chance.choice(SICK),
        "phone": f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09d}",
        "id": f"{chance.randrange(10**17, 10**18)}",
    }
    place = chance.choice(VILLAGES).format(**secret)
    town = Area(name=chance.choice(["安坪镇", "Anping", "{phone}镇"]).format(**secret), level="township")
    home = Household(
        pk=number,
        village=Area(name=place, level="village", parent=town),
        number=secret["id"],
        kind="lifted",
        group_no=chance.choice([None, 1, 12, 32767]),
        address=f"{place} {secret['phone']}",
        phone=secret["phone"],
        bank_account=secret["id"],
        longitude=110,
        latitude=31,
        extra={"diagnosis": secret["sick"]},
    )
    people = [someone(chance, home, secret) for _one in range(chance.randrange(6))]
    home._prefetched_objects_cache = {"members": people}
    made = Case(
        pk=number,
        household=home,
        case_type=chance.choice(CaseType.values),
        risks=[chance.choice(RiskType.values)],
        state="reviewed",
    )
    children = [one.name for one in people if one.birth_date is None or one.birth_date.year > 2008]
    return made, [*children, *SICK]


def someone(chance, home, secret) -> Member:
    born = chance.choice([None, dt.date(1950, 5, 5), dt.date(1985, 5, 5), dt.date(2012, 5, 5), dt.date(2020, 5, 5)])
    names = ADULTS if born and born.year < 2000 else CHILDREN
    return Member(
        household=home,
        name=chance.choice(names).format(**secret),
        birth_date=born,
        id_number=secret["id"],
        relation=chance.choice(["head", "spouse", "son", "other"]),
        phone=secret["phone"],
        has_serious_illness=True,
        disability_type=chance.choice(DisabilityType.values),
        disability_level=1,
    )


PERSONAL = [re.compile(one) for one in (r"\d{17}", r"1[3-9]\d{9}", r"\d{8}")]


def test_ten_thousand_notices_give_nobody_away():
    chance = random.Random(20260615)
    for number in range(1, MANY + 1):
        made, forbidden = invented(chance, number)
        lines = text(made, procedure=chance.choice(["identification", "clearing"]))
        with translation.override(chance.choice(["en", "zh-hans"])):
            told = " ".join(f"{label} {said}" for label, said in public_notice.public_notice_in_words(lines))
            if number % 50 == 0:
                told += render_to_string(
                    "cases/papers/_public_notice.html",
                    {
                        "fields": public_notice.public_notice_in_words(lines),
                        "lines": lines,
                        "signed": public_notice.public_notice_signature(lines),
                    },
                )
        plain = unicodedata.normalize("NFKC", told)
        assert not any(pattern.search(plain) for pattern in PERSONAL), plain
        assert not any(word in plain for word in forbidden), plain


# ------------------------------------------------------------------------------------------------------------- the page


@pytest.fixture
def posted(family, episode, wen):
    member(family, relation="head", name="张建三", birth_date=dt.date(1970, 1, 1))
    return PublicNotice.objects.create(
        case=episode,
        procedure="identification",
        posted_on=DAY,
        until=UNTIL,
        place="Office",
        by=wen,
        lines=text(episode),
    )


def test_the_page_shows_what_was_posted_even_when_the_registry_says_something_else_now(posted, family, lan, client_of):
    Member.objects.update(name="王小二")
    Household.objects.update(group_no=9)
    page = client_of(lan).get(f"/cases/public-notices/{posted.pk}/").content.decode()
    body = page.split("<main")[1]
    assert "张*三" in body and "王" not in body
    assert family.number not in body and "13812345678" not in body


def test_only_those_of_the_territory_print_a_notice(posted, mo, shuikou, client_of):
    for stranger in (mo, person("gao", "caseworker", shuikou)):
        assert client_of(stranger).get(f"/cases/public-notices/{posted.pk}/").status_code == 404


def test_a_notice_of_a_case_that_moved_away_belongs_to_the_new_village(posted, episode, shuikou, lan, client_of):
    move(episode, "move", "active", "active", DAY)
    Household.objects.update(village=shuikou)
    assert client_of(lan).get(f"/cases/public-notices/{posted.pk}/").status_code == 404
