// What the phone asks of the server: who is signed in, and everything else as JSON. An answer that is not the
// server's own (no network, a captive portal's page, a cut line) is `NoAnswer`; nobody signed in is `SignedOut`.
import { get, put } from "./pocket.js";

export class NoAnswer extends Error {}
export class SignedOut extends Error {}
export class SomebodyElse extends Error {}

const PLACE = "/visits/phone/";
const MINUTE = 60_000;
let hello = null;
let me = null; // whose pocket is open

const ask = async (path, options = {}) => {
  let answer, data;
  try {
    answer = await fetch(PLACE + path, {
      cache: "no-store",
      signal: AbortSignal.timeout(options.patience ?? MINUTE),
      ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
    data = await answer.json();
  } catch (error) {
    if (answer?.status === 403) return { status: 403, data: { error: "csrf" } }; // refused before anybody read it
    throw new NoAnswer(error.name);
  }
  if (answer.status === 401) throw new SignedOut();
  if (data === null || typeof data !== "object") throw new NoAnswer();
  return { status: answer.status, data };
};

// Greets the server: who is signed in, by what clock, with which keys.
export const greet = async () => {
  const before = Date.now();
  const { status, data } = await ask("hello/", { patience: MINUTE / 2 });
  if (status !== 200 || !data.user) throw new NoAnswer();
  hello = { ...data, offset: Math.round(data.now - (before + Date.now()) / 2) };
  if (me !== null && me !== data.user) throw new SomebodyElse();
  if (me !== null) await remember();
  return hello;
};

export const belongTo = (user) => (me = user);

// What of the greeting is needed without a network; nothing of a person.
export const remember = () => {
  const { badge, rescue_key, receipt_key, offset } = hello;
  return put("keep", { id: "hello", badge, rescue_key, receipt_key, offset });
};
export const remembered = async () => (await get("keep", "hello")) ?? {};

export const fetchJson = async (path) => {
  const { status, data } = await ask(path, { patience: 2 * MINUTE });
  if (status !== 200) throw new NoAnswer();
  return data;
};

// Sends bytes or JSON text as the person whose pocket is open, never as somebody else who signed in meanwhile.
export const send = async (path, body, { type = "application/json", patience } = {}) => {
  if (hello?.user !== me) await greet();
  const once = async () =>
    ask(path, {
      method: "POST",
      body,
      patience,
      headers: {
        "Content-Type": type,
        "X-CSRFToken": hello.csrf,
        "X-Device-Time": String(Date.now()),
        ...(hello.offset === undefined ? {} : { "X-Clock-Offset": String(hello.offset) }),
      },
    });
  const answer = await once();
  if (answer.status !== 403 || answer.data.error !== "csrf") return answer;
  await greet();
  return once();
};

// Today in Shanghai by the server's clock, as far as the phone knows it.
export const today = async () => {
  const { offset = 0 } = hello ?? (await remembered());
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(Date.now() + offset);
};
