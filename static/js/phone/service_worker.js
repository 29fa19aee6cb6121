// The service worker: lets the app open at once and without a network. It keeps the app's own files and nothing else;
// no answer with people's data enters its cache. The server writes `KEPT` in front of this file: { version,
// pages and offline: { language: address }, cookie, files: { address: SHA-256 } }.
const NAME = `phone-${KEPT.version}`;
const PHONE_APP = "/visits/phone/";
const PATIENCE = 8000; // milliseconds for a page of the site before the page without a network is shown
const LONG_PATIENCE = 60_000; // and for one that is loaded again, because somebody wants to wait for it

const sha256 = async (answer) => {
  const hash = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return [...new Uint8Array(hash)].map((one) => one.toString(16).padStart(2, "0")).join("");
};

// Keeps one file exactly as the server listed it. A captive portal's page or a file of another version is refused, and
// then the earlier version of the app stays.
const keep = async (cache, address, hash) => {
  for (const mode of ["default", "reload"]) {
    const answer = await fetch(address, { cache: mode, credentials: "same-origin" });
    if (answer.ok && (await sha256(answer.clone())) === hash) return cache.put(address, answer);
  }
  throw new Error(`not the file that was listed: ${address}`);
};

self.addEventListener("install", (event) => {
  const work = async () => {
    const cache = await caches.open(NAME);
    for (const [address, hash] of Object.entries(KEPT.files)) await keep(cache, address, hash);
  };
  event.waitUntil(work());
});

self.addEventListener("activate", (event) => {
  const work = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("phone-") && name !== NAME);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(work());
});

self.addEventListener("message", ({ data }) => data === "take over" && self.skipWaiting());

const kept = (address) => caches.open(NAME).then((cache) => cache.match(address));

// Returns a page that is kept, in the language asked for, else in the one chosen on the site, else in the browser's.
const inLanguage = async (pages, asked) => {
  const chosen = asked ?? (await self.cookieStore?.get(KEPT.cookie).catch(() => null))?.value;
  const native = Object.keys(KEPT.pages).find((code) => code.split("-")[0] === navigator.language.split("-")[0]);
  const address = pages[chosen] ?? pages[native] ?? Object.values(pages)[0];
  return (await kept(address)) ?? fetch(address);
};

// Returns a page of the site or, when it does not come, the page that says so and leads to the app. The app itself never
// stands under another address than its own.
const page = async (request) => {
  const patience = request.cache === "default" ? PATIENCE : LONG_PATIENCE;
  try {
    return await Promise.race([
      fetch(request),
      new Promise((_resolve, reject) => setTimeout(() => reject(new Error("slow")), patience)),
    ]);
  } catch {
    return inLanguage(KEPT.offline);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === PHONE_APP) event.respondWith(inLanguage(KEPT.pages, url.searchParams.get("language")));
    else event.respondWith(page(request));
  } else if (url.pathname in KEPT.files) {
    event.respondWith(kept(url.pathname).then((answer) => answer ?? fetch(request)));
  }
});
