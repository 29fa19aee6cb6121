"""Pages and JSON are compressed, unless another site asked for them."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.test import RequestFactory

from core.compression import CompressedAnswers

LONG = "The household of Zhang Jiansan. " * 100


def answered(made, **headers):
    """What a browser that takes gzip gets."""
    request = RequestFactory(headers={"Accept-Encoding": "gzip, br"} | headers).get("/")
    return CompressedAnswers(lambda _request: made)(request)


@pytest.mark.parametrize(
    ("made", "asked_by", "is_compressed"),
    [
        (HttpResponse(LONG), "same-origin", True),  # a link or a script of ours
        (HttpResponse(LONG), "none", True),  # typed, or a bookmark
        (HttpResponse(LONG), "cross-site", False),  # another site may choose words again and again
        (HttpResponse(LONG), "same-site", False),  # and so may a neighbour under the same domain
        (HttpResponse(LONG), None, False),  # an old browser does not say
        (JsonResponse({"words": LONG}), None, True),  # but the app's addresses hold no words
        (JsonResponse({"words": LONG}), "cross-site", False),
        (HttpResponse(LONG, content_type="image/jpeg"), "same-origin", False),
        (HttpResponse("short"), "same-origin", False),
    ],
)
def test_an_answer_is_compressed_unless_another_site_asked(made, asked_by, is_compressed):
    found = answered(made, **({"Sec-Fetch-Site": asked_by} if asked_by else {}))
    assert (found.get("Content-Encoding") == "gzip") is is_compressed
    if is_compressed:
        assert LONG in gzip.decompress(found.content).decode() and len(found.content) < len(LONG) / 4


def test_files_are_sent_as_they_are(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(LONG.encode())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    made = FileResponse(file.open("rb"), content_type=kind)
    assert not answered(made, **{"Sec-Fetch-Site": "same-origin"}).has_header("Content-Encoding")


def test_the_length_of_the_same_page_varies():
    lengths = {len(answered(HttpResponse(LONG), **{"Sec-Fetch-Site": "none"}).content) for _time in range(60)}
    assert len(lengths) > 1
