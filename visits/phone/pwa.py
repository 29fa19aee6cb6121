"""The phone app (PWA): its one page without anybody's data, the service worker that keeps it, and its manifest."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from accounts.permissions import public_view
from households.choices import WorkPlace
from visits.questionnaire import questions
from visits.questionnaire.forms import MEMBER_SLOT, VisitForm
from visits.questionnaire.whose import SHARED_ITEMS

from .pwa_words import CALLS_WORDS, PHONE_APP_WORDS

MODULES_FOLDER = "js/phone"
START_MODULE = "app"
FIRST_MODULES = ("page", "storage", "held", "crypto", "api", "lock", "pin")
LATER_MODULES = (
    "views",
    "today",
    "bundle",
    "search",
    "household",
    "visit",
    "answer",
    "draft",
    "form",
    "asking",
    "amounts",
    "validate",
    "questionnaire",
    "outbox",
    "mend",
    "sent",
    "correct",
    "photos",
    "signature",
    "voice",
    "position",
    "outbox_list",
    "account",
    "rescue",
    "install",
    "offline",
)
CALLS_MODULES = ("calls", "calls_list")  # come last: no visit waits for them
STYLE_FILES = (
    "vendor/bootstrap/bootstrap.used.css",
    "css/povwatch.css",
    "css/frame.css",
    "css/controls.css",
    "css/components.css",
    "css/phone.css",
)
PICTURE_FILES = ("icons.svg", "favicon.svg")
APP_LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def module_address(name) -> str:
    """Return the address of a module, which is the one other modules import it under, so that it is fetched once."""
    return f"{settings.STATIC_URL}{MODULES_FOLDER}/{name}.js"


def style_addresses() -> list[str]:
    return [static(name) for name in STYLE_FILES]


def render_offline_page(language) -> bytes:
    """Draw the page that stands for any page of the site which does not answer; it holds nobody's data either."""
    with translation.override(language):
        context = {"styles": style_addresses(), "script": module_address("offline")}
        return without_blank_lines(render_to_string("visits/phone/offline.html", context))


def without_blank_lines(page) -> bytes:
    """Leave out the blank lines of a template, which cost time on a slow connection."""
    return "\n".join(filter(None, map(str.strip, page.splitlines()))).encode()


def render_app_page(language) -> bytes:
    """Draw the app's one page in `language`, without a request: nobody's name, territory or session can be in it."""
    with translation.override(language):
        page = render_to_string(
            "visits/phone/phone.html",
            {
                "start": module_address(START_MODULE),
                "modules": [module_address(name) for name in FIRST_MODULES],
                "styles": style_addresses(),
                "words": {name: str(text) for name, text in PHONE_APP_WORDS.items()},
                "form_at": form_address(language),
                "cookie": settings.LANGUAGE_COOKIE_NAME,
                "languages": " ".join(APP_LANGUAGES),
                "sample_site": settings.SAMPLE_SITE,
            },
        )
    return without_blank_lines(page)


def render_form(language) -> bytes:
    """Draw the form of a visit, which the app fetches after itself: it is half of what the app needs, and the PIN need
    not wait for it."""
    with translation.override(language):
        form = VisitForm(people=[(MEMBER_SLOT, "", True)], undivided={SHARED_ITEMS[0]: ""})
        context = {"form": form, "questions": questions.questionnaire_data()}
        return without_blank_lines(render_to_string("visits/phone/form.html", context))


def render_calls(language) -> bytes:
    """Draw the view of the calls with its words, which the app fetches after the form of a visit."""
    with translation.override(language):
        context = {"places": WorkPlace.choices, "words": {name: str(text) for name, text in CALLS_WORDS.items()}}
        return without_blank_lines(render_to_string("visits/phone/calls.html", context))


def calls_address(language) -> str:
    return reverse("visits:calls-part", args=[language])


def form_address(language) -> str:
    return reverse("visits:form", args=[language])


def static_file_bytes(name) -> bytes:
    """Read a static file as it is served: the collected one on a site, the source where nothing is collected."""
    if hasattr(staticfiles_storage, "stored_name"):
        return Path(staticfiles_storage.path(staticfiles_storage.stored_name(name))).read_bytes()
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_bytes()


def sha256_hex(content) -> str:
    return hashlib.sha256(content).hexdigest()


def read_app_files() -> dict:
    """Return what the service worker keeps: the address of the page in each language, {address: SHA-256} of every file,
    and the version computed from them."""
    modules = {
        module_address(name): f"{MODULES_FOLDER}/{name}.js"
        for name in (START_MODULE, *FIRST_MODULES, *LATER_MODULES, *CALLS_MODULES)
    }
    named = {static(name): name for name in (*STYLE_FILES, *PICTURE_FILES)}
    files = {address: sha256_hex(static_file_bytes(name)) for address, name in (modules | named).items()}
    pages, offline = page_addresses("visits:phone"), page_addresses("visits:offline")
    files |= {address: sha256_hex(render_app_page(code)) for code, address in pages.items()}
    files |= {address: sha256_hex(render_offline_page(code)) for code, address in offline.items()}
    files |= {form_address(code): sha256_hex(render_form(code)) for code in APP_LANGUAGES}
    files |= {calls_address(code): sha256_hex(render_calls(code)) for code in APP_LANGUAGES}
    version = sha256_hex(json.dumps([files, service_worker_source()], sort_keys=True).encode())[:16]
    cookie = settings.LANGUAGE_COOKIE_NAME
    return {"version": version, "pages": pages, "offline": offline, "cookie": cookie, "files": files}


def page_addresses(name) -> dict:
    """Return {language: address} of a page that is kept in every language."""
    return {code: f"{reverse(name)}?language={code}" for code in APP_LANGUAGES}


def service_worker_source() -> str:
    return static_file_bytes(f"{MODULES_FOLDER}/service_worker.js").decode()


app_files_once = cache(read_app_files)
app_page_once = cache(render_app_page)
form_once = cache(render_form)
calls_once = cache(render_calls)
offline_page_once = cache(render_offline_page)


def app_files() -> dict:
    """Return the app's files, read once in a process; during development every time."""
    return read_app_files() if settings.DEBUG else app_files_once()


def app_page(language) -> bytes:
    return render_app_page(language) if settings.DEBUG else app_page_once(language)


def phone_form(language) -> bytes:
    return render_form(language) if settings.DEBUG else form_once(language)


def offline_page(language) -> bytes:
    return render_offline_page(language) if settings.DEBUG else offline_page_once(language)


def app_language(request) -> str:
    """Return the language asked for in the address, else the reader's own."""
    asked = request.GET.get("language", translation.get_language())
    return asked if asked in APP_LANGUAGES else settings.LANGUAGE_CODE


def service_worker_script() -> bytes:
    return f"const KEPT = {json.dumps(app_files())};\n{service_worker_source()}".encode()


def cache_in_browser(answer):
    """Let the browser keep an answer but ask each time whether it is still the same; each language is an answer of its
    own."""
    patch_cache_control(answer, no_cache=True)
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


@public_view("the app's page holds no data, and opens on a phone whose session is long over")
@require_safe
@gzip_page
@condition(etag_func=lambda request: f'"{sha256_hex(app_page(app_language(request)))}"')
def phone_app_page(request):
    """Show the phone app, the same for everybody in one language."""
    return cache_in_browser(HttpResponse(app_page(app_language(request))))


@public_view("the form of a visit without anybody's data, the same for everybody in one language")
@require_safe
@gzip_page
def phone_form_part(request, language):
    """Return the form of a visit and its questions, as a part of the app's page. The phone keeps it (KEPT)."""
    if language not in APP_LANGUAGES:
        raise Http404
    return cache_in_browser(HttpResponse(phone_form(language)))


@public_view("the view of the calls without anybody's data, the same for everybody in one language")
@require_safe
@gzip_page
def phone_calls_part(request, language):
    """Return the view of the calls, as a part of the app's page. The phone keeps it (KEPT)."""
    if language not in APP_LANGUAGES:
        raise Http404
    return cache_in_browser(HttpResponse(render_calls(language) if settings.DEBUG else calls_once(language)))


@public_view("a phone keeps this page for the time without a network; it holds no data")
@require_safe
@gzip_page
@condition(etag_func=lambda request: f'"{sha256_hex(offline_page(app_language(request)))}"')
def phone_offline_page(request):
    """Show the page that says that the site does not answer, and leads to the app."""
    return cache_in_browser(HttpResponse(offline_page(app_language(request))))


@public_view("the list of the app's files holds no data, and phones look for a new version at any time")
@require_safe
@gzip_page
@condition(etag_func=lambda request: f'"{sha256_hex(service_worker_script())}"')
def service_worker(request):
    """Return the script that keeps the app on the phone, with the list of its files in front. It answers for every
    address of the site."""
    script = HttpResponse(service_worker_script(), content_type="text/javascript")
    script["Service-Worker-Allowed"] = "/"
    return cache_in_browser(script)


@public_view("tells a phone how to install the app")
@require_safe
def phone_app_manifest(request):
    """Return the web app manifest."""
    sizes = {"phone-192.png": "192x192", "phone-512.png": "512x512"}
    icons = [{"src": static(name), "sizes": size, "type": "image/png"} for name, size in sizes.items()]
    icons.append({"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"})
    words = {"name": _("Poverty watch"), "short_name": _("Visits"), "lang": app_language(request), "icons": icons}
    looks = {"display": "standalone", "background_color": "#f4f6f6", "theme_color": "#083944"}
    addresses = {"start_url": reverse("visits:phone"), "scope": "/", "id": reverse("visits:phone")}
    return JsonResponse(words | looks | addresses, content_type="application/manifest+json")
