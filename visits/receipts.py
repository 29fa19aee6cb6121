"""The receipt: what the phone holds once the site holds the visit. Signed, so that nothing between them (a captive
portal, a cut line, another site) can pretend that a visit has arrived."""

from base64 import b64encode

from povwatch.lib import sealed_box


def receipt_for(delivery) -> dict:
    """The receipt of a delivery, for the phone; the same whenever it is asked for."""
    parts = {
        "number": delivery.number,
        "visit": str(delivery.visit_key),
        "sha256": delivery.sha256,
        "received_at": delivery.received_at.isoformat(timespec="milliseconds"),
        "outcome": delivery.outcome,
    }
    return {**parts, "signature": b64encode(sealed_box.signed("\n".join(parts.values()))).decode()}


def keys() -> dict:
    """The public keys that phones need: to seal for this site, and to check its receipts."""
    named = {"rescue_key": sealed_box.SEALING, "receipt_key": sealed_box.SIGNING}
    return {name: b64encode(sealed_box.public_key(purpose)).decode() for name, purpose in named.items()}
