"""Compressing pages and JSON, which on a village's connection saves most of the waiting."""

from django.middleware.gzip import GZipMiddleware

COMPRESSED_TYPES = ("text/html", "application/json")
JSON_TYPE = "application/json"


class CompressedAnswers(GZipMiddleware):
    """Compress pages and JSON, and vary their length a little.

    The length of a compressed page tells something of what stands on it when a stranger may choose words for it, again
    and again (BREACH). Only another site can make a browser do that, and browsers say when it does."""

    def process_response(self, request, response):
        return super().process_response(request, response) if may_compress(request, response) else response


def may_compress(request, response) -> bool:
    """Whether an answer is text that no other site asked for. A browser that does not say who asked (Safari before
    16.4) gets JSON compressed, whose addresses hold no words."""
    kind = response.get("Content-Type", "").partition(";")[0]
    asked_by = request.headers.get("Sec-Fetch-Site")
    own = asked_by in ("same-origin", "none") or (asked_by is None and kind == JSON_TYPE)
    return kind in COMPRESSED_TYPES and own
