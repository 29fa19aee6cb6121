"""On the phone, without a network: a wrong birth date and a family that nobody has in the registry."""

import pytest

from households.models import RegistryChange
from povwatch.tests.factories import household

pytestmark = pytest.mark.django_db


def test_what_is_proposed_without_a_network_waits_for_the_clerk_when_it_is_back(phone_of, lan, heyi):
    home = household(heyi, people=1)
    chen = home.members.get()
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    phone.begin(home)
    unfold, fill = phone.page.locator("details[data-pw-section]"), phone.page.locator
    unfold.evaluate_all("all => all.forEach((one) => (one.open = true))")
    fill(f"[name=m{chen.pk}-birth_date]").fill("1956")
    fill("[name=fam-is]").select_option("yes")
    fill("[name=fam1-name]").fill("Tian")
    fill("[name=fam1-sex]").select_option("male")
    fill("[name=fam1-birth_date]").fill("1950")
    phone.finish()
    phone.waiting.wait_for()
    phone.page.context.set_offline(False)
    phone.received.wait_for()
    told = {change.kind: change.values for change in RegistryChange.objects.waiting()}
    assert told["person"] == {"birth_date": "1956"}
    assert told["home"]["people"] == [{"name": "Tian", "sex": "male", "birth_date": "1950", "relation": "head"}]


def test_an_id_number_that_cannot_be_is_named_before_the_visit_is_finished(phone_of, lan, heyi):
    home = household(heyi, people=1)
    phone = phone_of(lan)
    phone.begin(home)
    phone.page.locator("details[data-pw-section=corrections]").evaluate("one => (one.open = true)")
    phone.page.locator(f"[name=m{home.members.get().pk}-id_number]").fill("420527195603020019")
    phone.page.locator("[data-pw-visit] [type=submit]").click()
    phone.page.get_by_text("its last one must fit").first.wait_for()
    assert not RegistryChange.objects.exists()
