"""The receipt that the phone gets once the site has stored the visit. It is signed, so that nothing in between (a
captive portal, a broken connection, another site) can pretend that a visit has arrived."""

from base64 import b64encode

from core.crypto import messages as messages_crypto


def delivery_receipt(delivery) -> dict:
    """Return the receipt of a delivery, for the phone; the same whenever it is asked for."""
    parts = {
        "number": delivery.number,
        "visit": str(delivery.visit_key),
        "sha256": delivery.sha256,
        "received_at": delivery.received_at.isoformat(timespec="milliseconds"),
        "outcome": delivery.outcome,
    }
    return sign_receipt(parts)


def call_receipt(call, received_at) -> dict:
    """Return the receipt of a call that was recorded. It bears no number: the call stands with the person."""
    received = received_at.isoformat(timespec="milliseconds")
    return sign_receipt(
        {"number": "", "visit": str(call.id), "sha256": call.sha256, "received_at": received, "outcome": "recorded"}
    )


def sign_receipt(parts) -> dict:
    return {**parts, "signature": b64encode(messages_crypto.sign_text("\n".join(parts.values()))).decode()}


def phone_public_keys() -> dict:
    """Return the public keys that phones need: to encrypt for this site, and to check its receipts."""
    named = {"rescue_key": messages_crypto.SEALING_PURPOSE, "receipt_key": messages_crypto.SIGNING_PURPOSE}
    return {name: b64encode(messages_crypto.site_public_key(purpose)).decode() for name, purpose in named.items()}
