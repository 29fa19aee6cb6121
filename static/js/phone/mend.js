// Opening a finished visit again, and withdrawing it, as long as it was not sent.
import { isStill, now, statesOf } from "./outbox.js";
import { isSent } from "./sent.js";
import { change, get, removePhotos, undone } from "./storage.js";

// Makes a finished visit a draft again, with everything in it; false when it is on its way or sent already. Finished
// again it is the same visit: had the site received it meanwhile, it is a second version there.
export const reopen = async (id) => {
  if (now.sending === id) return false;
  return Boolean(await change("visits", id, (there) => (there?.state === "waiting" ? { ...there, state: "draft" } : undefined)));
};

// Returns why a visit that was not sent cannot be removed: on its way, sent, or not known whether it arrived; "" when it
// can be.
export const whyKept = async (record) => {
  if (now.sending === record?.id) return "withdraw_sending";
  if (!record || isSent(record.state)) return "withdraw_sent";
  if (record.before) return record.tried && record.state === "waiting" ? "withdraw_unknown" : "";
  if (!record.tried) return "";
  const states = await statesOf([record]).catch(() => null);
  return states ? (states[record.id] ? "withdraw_sent" : "") : "withdraw_unknown";
};

// Removes a finished visit that was not sent; returns why not, or "".
export const withdraw = async (id) => {
  const record = await get("visits", id);
  const why = await whyKept(record);
  if (why) return why;
  const gone = await change("visits", id, (there) => (isStill(there, record) && there.tried === record.tried ? undone(there) : undefined));
  if (gone === undefined) return "withdraw_sending";
  await removePhotos(record);
  return "";
};
