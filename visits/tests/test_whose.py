"""Wu died, and the registry has amounts that were told for all together: on her visit Lan asks the widow Lin whose each
was. It is done when the visit is filed, told where it cannot be done any more, and undone when the visit is voided."""

import json

import pytest

from core.dates import add_months, today
from households.choices import IncomeQuestionReason
from households.income.whose import give_income_to_leaver
from households.models import IncomeQuestion, IncomeRecord, IncomeStatement
from povwatch.tests.factories import household, member, told
from visits.actions import take_visit_step
from visits.models import Visit
from visits.pages.visit_page import visit_page_context

from .told import visit

MONTH = add_months(today(), -1)


@pytest.fixture
def family(heyi):
    family = household(heyi, people=0)
    family.wu = member(family, name="Wu", relation="head")
    family.lin = member(family, name="Lin", relation="spouse")
    told(family, {"pension": 100, "wages_labour": 3000}, first=MONTH, on=today())
    return family


def left(family, who="wu", **whose):
    m = f"m{getattr(family, who).pk}-"
    said = {f"{m}whose_{item}": answer for item, answer in whose.items()}
    return {f"{m}left_reason": "died", f"{m}left_on": f"{today()}", **said}


def asked(family):
    found = IncomeQuestion.objects.open().filter(household=family, reason=IncomeQuestionReason.LEFT)
    return sorted(found.values_list("item", flat=True))


def whose_now(family, item):
    """Return the person of whom an amount counts; None where it is of all."""
    rows = IncomeRecord.objects.amounts().filter(household=family, item=item, told_until=None)
    return rows.get().member_id


def words(made, user):
    return [": ".join(one) for one in visit_page_context(made, user)["divided"]]


def test_theirs_leaves_with_them_the_others_stays_and_both_is_asked_again(family, lan):
    told(family, {"pension": 100, "wages_labour": 3000, "crops": 500}, first=MONTH, on=today())
    made = visit(family, lan, left(family, pension="theirs", wages_labour="others", crops="both"))
    assert (whose_now(family, "pension"), whose_now(family, "wages_labour")) == (family.wu.pk, None)
    assert asked(family) == ["crops"]
    assert words(made, lan) == [
        "Pension, told for all together, was that of Wu: told again in their name: it counts no more since they left",
        "Migrant or local work, told for all together, is the others' and not that of Wu: counts as before",
    ]


def test_who_is_not_said_to_have_left_takes_nothing_along(family, lan):
    visit(family, lan, {f"m{family.wu.pk}-whose_pension": "theirs"})
    assert whose_now(family, "pension") is None and Visit.objects.get().whose == []


def test_an_entry_by_mistake_is_not_asked_about(family, lan):
    visit(family, lan, left(family, pension="theirs") | {f"m{family.wu.pk}-left_reason": "error"})
    assert whose_now(family, "pension") is None and Visit.objects.get().whose == []


def test_of_two_who_left_the_question_is_settled_once_it_is_said_of_both(family, lan):
    visit(family, lan, left(family, pension="others") | left(family, "lin"))
    assert asked(family) == ["pension", "wages_labour"]
    both = left(family, pension="others") | left(family, "lin", pension="others")
    visit(family, lan, both)
    assert asked(family) == ["wages_labour"]


def test_what_was_divided_meanwhile_is_told_and_not_lost(family, lan, client_of):
    """Guards against an answer from a phone that came too late and left no trace."""
    visit(family, lan, left(family))
    question = IncomeQuestion.objects.get(household=family, item="pension")
    family.wu.refresh_from_db()
    assert give_income_to_leaver(question, family.wu, by=lan) == 1
    made = visit(family, lan, left(family, pension="theirs"))
    [line] = words(made, lan)
    assert "was that of Wu: not done: nothing of the time" in line
    assert "not done: nothing of the time" in client_of(lan).get(made.get_absolute_url()).content.decode()
    answer = client_of(lan).post("/visits/phone/states/", json.dumps({"ids": [str(made.pk)]}), "application/json")
    assert "Pension, told for all together, was that of Wu: not done" in answer.json()["states"][str(made.pk)]["answer"]


def test_who_is_on_file_still_keeps_it(family, lan, shuikou):
    """She moved to another household before the visit arrived."""
    other = household(family.village)
    family.wu.household = other
    family.wu.save()
    made = visit(family, lan, left(family, pension="theirs"))
    assert whose_now(family, "pension") is None and made.whose[0]["why"] == "here"


def test_a_voided_visit_takes_its_giving_back(family, lan, zhao):
    before = IncomeStatement.objects.standing().get()
    made = visit(family, lan, left(family, pension="theirs"))
    assert whose_now(family, "pension") == family.wu.pk
    take_visit_step(made, "void", by=zhao, reason="The wrong Wu")
    assert whose_now(family, "pension") is None and IncomeStatement.objects.standing().get() == before


def test_what_was_told_since_stays_when_the_visit_is_voided(family, lan, zhao):
    """The wages of the same statement were given to Lin since: it is not the one the visit made any more."""
    made = visit(family, lan, left(family, pension="theirs"))
    visit(family, lan, left(family, "lin", wages_labour="theirs"))
    take_visit_step(made, "void", by=zhao, reason="The wrong Wu")
    assert (whose_now(family, "pension"), whose_now(family, "wages_labour")) == (family.wu.pk, family.lin.pk)


def test_the_form_asks_of_undivided_items_alone(heyi, lan, client_of):
    home = household(heyi, people=0)
    wu = member(home, name="Wu")
    told(home, {("pension", wu): 100, "wages_labour": 3000}, first=MONTH, on=today())
    fields = client_of(lan).get(f"/visits/new/{home.pk}/?page").context["form"].fields
    assert [name for name in fields if "-whose_" in name] == [f"m{wu.pk}-whose_wages_labour"]
    assert "3,000 yuan (Registry)" in fields[f"m{wu.pk}-whose_wages_labour"].help_text


def test_a_page_without_scripts_files_the_answer(family, lan, client_of):
    client = client_of(lan)
    shown = client.get(f"/visits/new/{family.pk}/?page").context
    given = {**shown["form"].initial, "people_met": "Lin", **left(family, pension="theirs")}
    client.post(f"/visits/new/{family.pk}/", given | {"shown": shown["shown"].signed})
    assert whose_now(family, "pension") == family.wu.pk


def test_its_correction_still_asks_what_it_had_answered(family, lan, client_of):
    made = visit(family, lan, left(family, pension="theirs"))
    form = client_of(lan).get(f"/visits/{made.pk}/correct/").context["form"]
    assert form.initial[f"m{family.wu.pk}-whose_pension"] == "theirs"
    assert f"m{family.wu.pk}-whose_pension" in form.fields


@pytest.mark.django_db(transaction=True)
def test_without_a_network_it_is_asked_for_each_item_and_done_when_the_visit_arrives(phone_of, lan, family):
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    phone.begin(family)
    page, wu = phone.page, f"m{family.wu.pk}-"
    page.locator("details[data-pw-section=member]").evaluate_all("all => all.forEach((one) => (one.open = true))")
    assert page.locator("[name*='-whose_']:visible").count() == 0
    page.locator(f"[name={wu}left_reason]").select_option("died")
    page.locator(f"[name={wu}left_on]").fill(f"{today()}")
    assert page.locator(f"[name^={wu}whose_]:visible").count() == 2 and page.get_by_text("100 yuan (Registry)").count()
    page.locator(f"[name={wu}whose_pension]").select_option("theirs")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.finish()
    phone.waiting.wait_for()
    page.context.set_offline(False)
    phone.received.wait_for()
    assert whose_now(family, "pension") == family.wu.pk and asked(family) == ["wages_labour"]
