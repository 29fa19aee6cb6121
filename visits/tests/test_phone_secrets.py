"""What somebody finds who copies the phone's storage: nothing about anybody."""

import re

import pytest

from povwatch.tests.factories import household, member

from .conftest import PIN
from .test_phone_outbox import finish_offline

pytestmark = pytest.mark.django_db

DUMP = """async () => {
  const plain = (value) => {
    if (value instanceof CryptoKey) return value.extractable ? "extractable key" : "key";
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    if (Array.isArray(value)) return value.map(plain);
    if (value && typeof value === "object")
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
    return value;
  };
  const found = { local: { ...localStorage }, session: { ...sessionStorage }, databases: {}, caches: {} };
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of database.objectStoreNames) {
      const asked = database.transaction(store).objectStore(store).getAll();
      const records = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
      found.databases[`${name}/${store}`] = plain(records);
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      found.caches[request.url] = await (await cache.match(request)).text();
  }
  return JSON.stringify(found);
}"""


KEPT = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = await Promise.all(caches_.map((one) => one.keys()));
  return requests.flat().map((one) => new URL(one.url).pathname);
}"""


def seeded(heyi):
    home = household(heyi, number="420527001234", phone="13912345678", address="Behind the walnut tree")
    member(home, name="Zhaodi Unmistakable", id_number="110101199003072316")
    return home


SECRETS = (
    "420527001234",
    "13912345678",
    "walnut",
    "Unmistakable",
    "Zhaodi",
    "110101199003072316",
    "Sample 4205",
    "Heyi",
    "Grandmother coughs",
    PIN,
    "river-stone",
)


def test_a_copy_of_the_phones_storage_says_nothing_about_anybody(phone_of, lan, heyi):
    """Guards against names, numbers or notes in IndexedDB, Cache Storage or localStorage: households, draft, finished
    visit, receipt and the pages that were opened with a network."""
    home, other, third = seeded(heyi), household(heyi), household(heyi)
    phone = phone_of(lan)
    phone.begin(home)
    phone.page.locator("[name=note]").fill("Grandmother coughs")
    phone.finish()
    phone.received.wait_for()
    finish_offline(phone, other)
    phone.begin(third)
    phone.page.locator("[name=note]").fill("Grandmother coughs again")
    phone.page.locator("[data-pw-fill=saved]", has_text="Saved").wait_for()
    found = phone.page.evaluate(DUMP)
    kept = [name for name in ("lock", "bundle", "draft", "waiting", "/static/") if name not in found]
    assert kept == []
    assert [secret for secret in (*SECRETS, other.number, third.number) if secret in found] == []
    assert "extractable key" not in found
    assert re.findall(r'"local":({.*?})', found) == [f'{{"pw-app-of":"{lan.pk}","pw-user":"{lan.pk}"}}']


def test_no_answer_with_data_comes_into_the_cache(phone_of, lan, heyi):
    """Guards against a service worker that keeps pages and answers of the site."""
    home = seeded(heyi)
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    for path in (f"/households/{home.pk}/", "/visits/phone/session/", "/visits/phone/bundle/"):
        phone.page.evaluate("path => fetch(path).then(one => one.text())", path)
    urls = phone.page.evaluate(KEPT)
    assert "/visits/phone/" in urls and "/visits/phone/offline/" in urls
    assert all(url.startswith(("/static/", "/visits/phone/")) for url in urls)
    assert not [url for url in urls if url.startswith(("/visits/phone/session", "/visits/phone/bundle"))]


def test_the_app_itself_is_the_same_for_everybody(client, client_of, lan, heyi):
    """Guards against a name in the page that every phone keeps."""
    assert client.get("/visits/phone/").content == client_of(lan).get("/visits/phone/").content
    assert b"csrf" not in client.get("/visits/phone/").content
