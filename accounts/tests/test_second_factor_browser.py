"""The second factor in a browser: set up with the picture, used at the next sign-in, on a phone and at a desk."""

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import SecondFactor

PASSWORD = "river-stone-42"


def is_clean(page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def knock(page, site):
    page.goto(f"{site}/accounts/sign-in/?next=/accounts/me/")
    page.get_by_label("User name").fill("zhao")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_set_up_and_used(page, site, zhao, width):
    page.set_viewport_size({"width": width, "height": 740})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    knock(page, site)
    picture = page.get_by_role("img", name="Picture with the key")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")  # the page's policy lets it be seen
    is_clean(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Go on").click()
    codes = page.locator("li code")
    codes.first.wait_for()
    assert codes.count() == 10
    spare = codes.first.inner_text()
    is_clean(page)
    page.get_by_role("link", name="I have written them down").click()
    page.get_by_text("10 recovery codes are left").wait_for()
    is_clean(page)
    page.get_by_role("button", name="Sign out").last.click()
    knock(page, site)
    page.get_by_role("heading", name="Second factor").wait_for()
    is_clean(page)
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("9 recovery codes are left").wait_for()
    assert SecondFactor.objects.get().secret == secret
    assert complaints == []


def test_what_was_typed_waits_while_the_second_factor_is_asked_for(page_of, site, qin, heyi):
    """Guards against a cover that is lost because its person had to give a code in between."""
    SecondFactor.objects.create(user=qin, secret=pyotp.random_base32())
    page = page_of(qin, "/accounts/second-factor/?next=/accounts/me/")
    page.evaluate("sessionStorage.setItem('pw-keep /x', '[1]'); sessionStorage.setItem('pw-sent', 'pw-keep /x')")
    page.reload()
    page.get_by_label("Code").wait_for()
    assert page.evaluate("sessionStorage.getItem('pw-keep /x')") == "[1]"
