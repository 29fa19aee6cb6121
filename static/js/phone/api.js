// Requests from the phone to the server, answered as JSON. `NoAnswer` is thrown when the answer is not the server's own
// (no network, a captive portal's page, a broken connection), `SignedOut` when nobody is signed in.
import { get, put } from "./storage.js";

export class NoAnswer extends Error {}
export class SignedOut extends Error {}
export class SomebodyElse extends Error {}

const API = "/visits/phone/";
const MINUTE = 60_000;
let session = null;
let me = null; // whose storage is open

// AbortSignal.timeout, also where the browser has none (Chrome before 103, iOS before 16).
const patienceOf = (milliseconds) => {
  if (AbortSignal.timeout) return AbortSignal.timeout(milliseconds);
  const control = new AbortController();
  setTimeout(() => control.abort(), milliseconds);
  return control.signal;
};

// Builds the request before it is tried: what goes wrong here is no fault of the network.
const request = ({ patience = MINUTE, headers, ...options }) => ({
  cache: "no-store",
  signal: patienceOf(patience),
  ...options,
  headers: { Accept: "application/json", ...headers },
});

const ask = async (path, options = {}) => {
  const asked = request(options);
  let answer, data;
  try {
    answer = await fetch(API + path, asked);
    data = await answer.json();
  } catch (error) {
    if (answer?.status === 403) return { status: 403, data: { error: "csrf" } }; // refused before anybody read it
    throw new NoAnswer(error.name);
  }
  if (answer.status === 401) throw new SignedOut();
  if (data === null || typeof data !== "object") throw new NoAnswer();
  return { status: answer.status, data };
};

// Asks the server who is signed in, what time it is, and for its public keys.
export const fetchSession = async () => {
  const before = Date.now();
  const { status, data } = await ask("session/", { patience: MINUTE / 2 });
  if (status !== 200 || !data.user) throw new NoAnswer();
  session = { ...data, offset: Math.round(data.now - (before + Date.now()) / 2) };
  if (me !== null && me !== data.user) throw new SomebodyElse();
  if (me !== null && data.revoked) await forgetHouseholds();
  if (me !== null) await keepSession().catch(() => {}); // what was kept of an earlier one goes on to hold
  return session;
};

// On a phone that was revoked: no households any more; finished visits stay and are handed in.
const forgetHouseholds = async () => {
  await put("keep", { id: "bundle", state: "revoked", at: 0 });
  dispatchEvent(new Event("pw-revoked"));
};

export const belongTo = (user) => (me = user);

// Keeps what is needed of the session without a network; nothing about a person.
export const keepSession = () => {
  const { badge, rescue_key, receipt_key, offset } = session;
  return put("keep", { id: "session", badge, rescue_key, receipt_key, offset });
};
export const keptSession = async () => (await get("keep", "session")) ?? {};

export const fetchJson = async (path) => {
  const { status, data } = await ask(path, { patience: 2 * MINUTE });
  if (status !== 200) throw new NoAnswer();
  return data;
};

// Sends bytes or JSON text as the person whose storage is open, never as somebody else who signed in meanwhile.
export const send = async (path, body, { type = "application/json", patience } = {}) => {
  if (session?.user !== me) await fetchSession();
  const once = async () =>
    ask(path, {
      method: "POST",
      body,
      patience,
      headers: {
        "Content-Type": type,
        "X-CSRFToken": session.csrf,
        "X-Device-Time": String(Date.now()),
        ...(session.offset === undefined ? {} : { "X-Clock-Offset": String(session.offset) }),
      },
    });
  const answer = await once();
  if (answer.status !== 403 || answer.data.error !== "csrf") return answer;
  await fetchSession();
  return once();
};

// Returns today's date in Shanghai by the server's clock, as far as the phone knows it.
export const today = async () => {
  const { offset = 0 } = session ?? (await keptSession());
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(Date.now() + offset);
};
