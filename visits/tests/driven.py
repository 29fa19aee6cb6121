"""The phone app controlled from within its page: many visits in little time, and what the app says of each compared
with what the database says."""

import hashlib

from visits.models import Delivery, Visit

FINISH = """async ({ id, household, answers }) => {
  const { finish } = await import("/static/js/phone/outbox.js");
  const { sha256, utf8 } = await import("/static/js/phone/crypto.js");
  answers = { result: "met", people_met: "The head", ...answers };
  id ??= crypto.randomUUID();
  const made_at = new Date().toISOString();
  const content = { v: 1, id, household, made_at, day_touched: false, answers, seen: {}, photos: [], position: null };
  const whom = { id: household, number: "H1", head: "Sample", village: "Heyi", group: 1 };
  await finish(id, { household: whom, answers, photos: [], position: null, day_touched: false }, content);
  return [id, await sha256(utf8(JSON.stringify(content)))];
}"""
SEND = """async () => (await import("/static/js/phone/outbox.js")).sendAll()"""
TOLD = """async () => {
  const { visits } = await import("/static/js/phone/storage.js");
  return (await visits()).map(({ id, state, words }) => {
    const { receipt, sha256 } = words ?? {};
    return { id, state, number: receipt?.number ?? null, sha256: receipt?.sha256 ?? sha256 ?? null };
  });
}"""
SENT = {"filed", "submitted", "accepted", "sent_back", "voided", "stranded", "second"}


def finish(page, household, answers, id=None):
    """Return [ID, SHA-256] of a visit that the phone has finished and keeps."""
    return page.evaluate(FINISH, {"id": id, "household": household, "answers": answers})


def send(page):
    page.evaluate(SEND)


def told(page) -> list[dict]:
    """Return every visit as the phone knows it: id, state, and the number of its receipt."""
    return page.evaluate(TOLD)


def untrue(page) -> list[dict]:
    """Return the visits that the phone shows as received although the site does not hold exactly them, or under another
    number or outcome."""
    shown = [one for one in told(page) if one["state"] in SENT]
    deliveries = Delivery.objects.filter(visit_key__in=[one["id"] for one in shown])
    here = {(str(one.visit_key), one.sha256, one.number): one.outcome for one in deliveries}
    states = {str(pk): state for pk, state in Visit.objects.filter(delivery__in=deliveries).values_list("pk", "state")}
    return [one for one in shown if one["state"] not in true_states(one, here, states)]


def true_states(one, here, states) -> set:
    outcome = here.get((one["id"], one["sha256"], one["number"]))
    return {"filed", states[one["id"]]} if outcome == "filed" else {outcome}


def lost(finished: dict) -> list[str]:
    """Return the IDs of finished visits ({ID: SHA-256}) whose exact bytes the site does not hold."""
    here = {str(one.visit_key): hashlib.sha256(one.content.encode()).hexdigest() for one in Delivery.objects.all()}
    return [id for id, sha256 in finished.items() if here.get(id) != sha256]


def doubled(finished: dict) -> int:
    """Return how many rows there are beyond one delivery for each finished visit and one visit for each filed
    delivery."""
    deliveries = Delivery.objects.count() - len(finished)
    return deliveries + Visit.objects.count() - Delivery.objects.filter(outcome="filed").count()
