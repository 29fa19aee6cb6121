// Encryption on the phone: AES-GCM for what stays there, a sealed box for what only the server may open, hashes, and
// the check of the server's signature on a receipt.
const subtle = crypto.subtle;
const NONCE = 12;
const POINT = 65; // bytes of an uncompressed P-256 public key
const EC = { name: "ECDH", namedCurve: "P-256" };
const SIGNED = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export const utf8 = (text) => new TextEncoder().encode(text);
export const text = (bytes) => new TextDecoder().decode(bytes);
export const random = (count) => crypto.getRandomValues(new Uint8Array(count));
export const base64 = (bytes) => {
  let binary = "";
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte);
  return btoa(binary);
};
export const fromBase64 = (words) => Uint8Array.from(atob(words), (one) => one.charCodeAt(0));
export const sha256 = async (bytes) =>
  [...new Uint8Array(await subtle.digest("SHA-256", bytes))].map((one) => one.toString(16).padStart(2, "0")).join("");

export const keyFrom = (raw) => subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

// Encrypts bytes: nonce + ciphertext.
export const seal = async (key, bytes) => {
  const iv = random(NONCE);
  const sealed = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, bytes));
  const whole = new Uint8Array(NONCE + sealed.length);
  whole.set(iv);
  whole.set(sealed, NONCE);
  return whole;
};

export const open = async (key, whole) =>
  new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: whole.slice(0, NONCE) }, key, whole.slice(NONCE)));

// Encrypts bytes for the holder of a private key: ephemeral public key + nonce + ciphertext, in base64.
export const sealedBox = async (publicKey, bytes) => {
  const theirs = await subtle.importKey("raw", fromBase64(publicKey), EC, false, []);
  const mine = await subtle.generateKey(EC, false, ["deriveBits"]);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const secret = await subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const spread = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8("povwatch sealed") };
  const key = await keyFrom(await subtle.deriveBits(spread, secret, 256));
  const head = new Uint8Array(await subtle.exportKey("raw", mine.publicKey));
  const tail = await seal(key, bytes);
  const whole = new Uint8Array(POINT + tail.length);
  whole.set(head);
  whole.set(tail, POINT);
  return base64(whole);
};

// Whether this is a receipt that the server signed for exactly this visit. Anything else (a captive portal, an answer
// cut short, a receipt for other content) means "not received".
export const isReceipt = async (receipt, publicKey, { visit, sha256: hash }) => {
  try {
    if (receipt.visit !== visit || receipt.sha256 !== hash) return false;
    const key = await subtle.importKey("raw", fromBase64(publicKey), SIGNED, false, ["verify"]);
    const said = [receipt.number, receipt.visit, receipt.sha256, receipt.received_at, receipt.outcome].join("\n");
    return await subtle.verify(SIGNED, key, fromBase64(receipt.signature), utf8(said));
  } catch {
    return false;
  }
};
