"""Fetching pictures from other people's addresses, without being led astray."""

from __future__ import annotations

import ipaddress
import socket
import time
from contextlib import closing
from datetime import timedelta

import httpx
from django.conf import settings
from django.core.files.base import ContentFile

from catalog.media.encoding import made_safe
from catalog.media.models import Picture
from shop.jobs.registry import job

TIMEOUT = httpx.Timeout(20, connect=5)
LONGEST_SECONDS = 60
MOST_REDIRECTS = 5


class FetchRefused(Exception):
    """There is nothing at the address that we may or can fetch."""


@job("picture.fetch", attempts=6, lease=timedelta(minutes=5))
def fetch_picture(picture_id: int) -> None:
    """Fetch a picture that has an address and no file yet."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None or picture.is_there or not picture.source_url:
        return
    safe = ContentFile(made_safe(fetch(picture.source_url)), name="original.jpg")
    picture.file.save("original.jpg", safe, save=False)
    picture.save(update_fields=["file", "width", "height"])


def fetch(url: str) -> bytes:
    """What lies at an address on the open internet; raises FetchRefused or
    httpx.HTTPError."""
    # no proxy from the environment: it would resolve names on its own
    with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
        for _hop in range(MOST_REDIRECTS + 1):
            with closing(_answer(client, httpx.URL(url))) as response:
                if not response.has_redirect_location:
                    response.raise_for_status()
                    return _body(response)
                url = str(httpx.URL(url).join(response.headers["Location"]))
    raise FetchRefused("too many redirects")


def _answer(client: httpx.Client, url: httpx.URL) -> httpx.Response:
    """Ask the very address that was checked: a name that leads to another one a
    moment later leads nowhere."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchRefused("only http and https addresses are fetched")
    request = client.build_request(
        "GET",
        url.copy_with(host=_open_address(url.host)),
        headers={"Host": url.netloc.decode(), "Accept": "image/*"},
        extensions={"sni_hostname": url.host},
    )
    return client.send(request, stream=True, follow_redirects=False)


def _open_address(host: str) -> str:
    """An address of the host; refused when any of them is not on the open internet."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise FetchRefused(f"{host} is not known") from fault
    addresses = [str(entry[4][0]) for entry in found]
    if not all(_is_open(address) for address in addresses):
        raise FetchRefused(f"{host} is not on the open internet")
    return addresses[0]


def _is_open(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (inner or parsed).is_global


def _body(response: httpx.Response) -> bytes:
    give_up = time.monotonic() + LONGEST_SECONDS
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > settings.PICTURE_MAX_BYTES:
            raise FetchRefused("the file is larger than a picture may be")
        if time.monotonic() > give_up:
            raise FetchRefused("the file comes too slowly")
    return bytes(body)
