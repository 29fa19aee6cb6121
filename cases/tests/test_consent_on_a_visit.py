"""A consent that was signed or photographed on a visit becomes the consent of the case."""

import datetime as dt
from hashlib import sha256

import pytest

from cases.models import Authorisation, Scan
from cases.papers.scans import read_scan
from cases.procedure.visit_papers import papers_of_visits
from core.dates import today
from povwatch.tests.factories import household
from visits import photos
from visits.models import Photo

from . import way


@pytest.fixture
def candidate(heyi, lan):
    return way.proposed(household(heyi), lan)


def signed_on(visit, kind="signature"):
    """A signature or photo that arrived with a visit."""
    body = way.paper().read()
    made = Photo.objects.create(visit=visit, sha256=sha256(body).hexdigest(), kind=kind)
    photos.store_visit_photo(made, body)
    return made


def consent(case, **more):
    head = case.household.members.get(relation="head")
    return {"signed_by": head.pk, "signed_on": f"{today()}", "scope": ["civil_affairs", "banks"]} | more


def sent(client, case, **more):
    return client.post(f"/cases/{case.pk}/authorise/", consent(case, **more), follow=True)


def test_the_signature_of_a_visit_is_the_paper_of_the_consent(candidate, lan, client_of):
    signature = signed_on(way.checked(candidate.household, lan))
    page = sent(client_of(lan), candidate, visit_paper=signature.pk)
    assert "The consent is recorded." in page.content.decode()
    made = Authorisation.objects.get(case=candidate)
    assert read_scan(made.scan) == way.paper().read() and made.scope == ["banks", "civil_affairs"]


def test_without_a_paper_it_is_asked_for_and_two_are_one_too_many(candidate, lan, client_of):
    signature = signed_on(way.checked(candidate.household, lan))
    assert "Choose the signed paper" in sent(client_of(lan), candidate).content.decode()
    both = sent(client_of(lan), candidate, visit_paper=signature.pk, paper=way.paper())
    assert "Choose one of the two" in both.content.decode()
    assert not Authorisation.objects.exists() and not Scan.objects.exists()


@pytest.mark.parametrize(("ago", "offered"), [(1, 0), (0, 1)])
def test_only_visits_since_the_clue_are_offered(ago, offered, candidate, lan):
    visit = way.checked(candidate.household, lan)
    signed_on(visit)
    type(visit).objects.filter(pk=visit.pk).update(visited_on=today() - dt.timedelta(ago))
    assert papers_of_visits(candidate, lan).count() == offered


def test_the_paper_of_another_family_or_one_that_has_not_arrived_is_no_choice(candidate, heyi, lan, client_of):
    other = signed_on(way.checked(household(heyi), lan))
    missing = Photo.objects.create(visit=way.checked(candidate.household, lan), sha256="0" * 64, kind="signature")
    for photo in (other, missing):
        sent(client_of(lan), candidate, visit_paper=photo.pk)
    assert not Authorisation.objects.exists()


def test_after_such_a_visit_its_page_leads_to_the_consent_until_there_is_one(candidate, lan, su, client_of):
    visit = way.checked(candidate.household, lan)
    page = visit.get_absolute_url()
    assert "waits for the family" not in client_of(lan).get(page).content.decode()
    signed_on(visit)
    assert f"{candidate.get_absolute_url()}#procedure" in client_of(lan).get(page).content.decode()
    assert "waits for the family" not in client_of(su).get(page).content.decode()
    way.authorised(candidate, lan)
    assert "waits for the family" not in client_of(lan).get(page).content.decode()
