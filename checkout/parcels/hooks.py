from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from checkout.parcels.carriers.protocol import Deed, Forged
from checkout.parcels.carriers.registry import interface_called, ways_to
from checkout.parcels.hearing import keep_news


@csrf_exempt
@require_POST
def hook(request: HttpRequest, interface: str) -> HttpResponse:
    """Where carriers post their news."""
    if interface not in ways_to(Deed.WEBHOOK):
        raise Http404
    try:
        news = interface_called(interface).hear(request.body, request.headers)
    except Forged:
        return HttpResponse("The signature does not fit.", status=400)
    keep_news(interface, news)
    return HttpResponse("ok", content_type="text/plain")
