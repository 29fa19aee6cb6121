// Passkeys, where the browser has them. <form data-pw-passkey="address"> and what has data-pw-passkeys appear then, and
// what has data-pw-no-passkeys goes. Sent, the form asks at its address what is to be signed, lets the browser ask its
// person to unlock the passkey, and takes the answer along in its field "answer". What went wrong is said by the one
// with data-pw-passkey-failed="name of the error", or by the one without a name.
const NUMBERS = /^[\d.]+$|^\[/; // a site without a name has no passkeys: browsers bind them to names
const offered = Boolean(window.PublicKeyCredential) && !NUMBERS.test(location.hostname);
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

// Bytes are told as base64url. Browsers of before 2023 have no function of their own for that.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const known = (all = []) => all.map((one) => ({ ...one, id: toBytes(one.id) }));

const make = (asked) =>
  navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: toBytes(asked.challenge),
      user: { ...asked.user, id: toBytes(asked.user.id) },
      excludeCredentials: known(asked.excludeCredentials),
    },
  });

const sign = (asked) =>
  navigator.credentials.get({
    publicKey: { ...asked, challenge: toBytes(asked.challenge), allowCredentials: known(asked.allowCredentials) },
  });

const told = ({ id, rawId, type, response }) => {
  const parts = PARTS.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
  return JSON.stringify({ id, rawId: toText(rawId), type, response: Object.fromEntries(parts) });
};

// Where the person must sign in first, the site leads there instead of asking.
async function answer(form) {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const asked = await fetch(form.dataset.pwPasskey, { method: "POST", headers });
  if (asked.redirected) return location.assign(asked.url);
  const options = await asked.json();
  form.elements.answer.value = told(await (options.user ? make(options) : sign(options)));
  form.submit();
}

const sayings = [...document.querySelectorAll("[data-pw-passkey-failed]")];
const say = (name) => {
  const said = sayings.find((one) => one.dataset.pwPasskeyFailed === name) ?? sayings.find((one) => !one.dataset.pwPasskeyFailed);
  sayings.forEach((one) => (one.hidden = one !== said));
};

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  sayings.forEach((one) => (one.hidden = true));
  button.disabled = true;
  try {
    await answer(form);
  } catch (error) {
    say(error.name);
    button.disabled = false;
    button.focus();
  }
}

if (offered) {
  document.querySelectorAll("[data-pw-no-passkeys]").forEach((one) => (one.hidden = true));
  document.querySelectorAll("[data-pw-passkeys], [data-pw-passkey]").forEach((one) => (one.hidden = false));
  document.querySelectorAll("[data-pw-passkey]").forEach((form) => form.addEventListener("submit", send));
}
