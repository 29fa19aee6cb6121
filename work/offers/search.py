"""The search of offers and enterprises: what was typed stays encrypted in the address."""

from django.shortcuts import redirect
from django.urls import reverse

from core.listing.search import seal_search_text


def leave_search(request, address_name):
    """Lead to the list with what was searched for, or to the whole list when nothing was."""
    text = request.POST.get("text", "").strip()
    query = {"text": seal_search_text(text, request.user)} if text else None
    return redirect(reverse(address_name, query=query))
