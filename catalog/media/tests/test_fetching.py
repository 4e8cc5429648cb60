from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import httpx
import pytest
from pytest_django import Settings

from catalog.media import fetching
from catalog.media.encoding import BadPicture
from catalog.media.fetching import FetchRefused, fetch, fetch_picture
from catalog.media.models import Picture
from catalog.media.renditions import picture_from
from catalog.testing import make_picture, make_product, picture_bytes
from shop.jobs.models import Job

pytestmark = pytest.mark.django_db

Answer = Callable[[httpx.Request], httpx.Response]
NAMES = {
    "pictures.example": ["93.184.215.14"],
    "elsewhere.example": ["2606:2800:220:1:248:1893:25c8:1946"],
    "inside.example": ["10.0.0.7"],
    "half-inside.example": ["93.184.215.14", "127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "link-local.example": ["fe80::1%eth0"],
}


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        try:
            addresses = NAMES.get(host) or [socket.inet_ntoa(socket.inet_aton(host))]
        except OSError as fault:
            raise socket.gaierror(host) from fault
        return [(None, None, None, "", (address, 0)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def internet(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Answer], list[httpx.Request]]:
    """Let requests be answered by a function; what was asked is noted."""

    def answer_with(answer: Answer) -> list[httpx.Request]:
        asked: list[httpx.Request] = []

        def handle(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return answer(request)

        real = httpx.Client
        transport = httpx.MockTransport(handle)
        monkeypatch.setattr(
            httpx,
            "Client",
            lambda **options: real(transport=transport, **options),
        )
        return asked

    return answer_with


Internet = Callable[[Answer], list[httpx.Request]]


def test_job_fetches_the_picture_and_makes_its_renditions(
    internet: Internet, run_jobs: Callable[[], int]
) -> None:
    asked = internet(lambda _: httpx.Response(200, content=picture_bytes(50, 40)))
    variant = make_product().variants.get()

    picture = picture_from(
        variant.product,
        "https://pictures.example/mug.png",
        alt="A mug",
        position=2,
        variants=[variant],
    )
    run_jobs()

    picture.refresh_from_db()
    assert (picture.is_there, picture.has_renditions) == (True, True)
    assert (picture.width, picture.height, picture.alt) == (50, 40, "A mug")
    assert [*picture.variants.all()] == [variant]
    assert [(str(each.url), each.headers["Host"]) for each in asked] == [
        ("https://93.184.215.14/mug.png", "pictures.example")
    ]
    assert asked[0].extensions["sni_hostname"] == "pictures.example"
    assert asked[0].extensions["timeout"]["read"] == 20


def test_picture_that_is_there_is_not_fetched_again(internet: Internet) -> None:
    asked = internet(lambda _: httpx.Response(500))
    picture = make_picture(make_product())
    Picture.objects.update(source_url="https://pictures.example/mug.png")

    fetch_picture(picture.pk)

    assert asked == []


def test_picture_that_was_removed_meanwhile_is_not_fetched(internet: Internet) -> None:
    asked = internet(lambda _: httpx.Response(500))

    fetch_picture(10**6)

    assert asked == []


def test_failure_of_the_other_side_is_tried_again(
    internet: Internet, run_jobs: Callable[[], int]
) -> None:
    internet(lambda _: httpx.Response(503))
    picture = picture_from(make_product(), "https://pictures.example/mug.png")

    run_jobs()

    job = Job.objects.get(name="picture.fetch")
    assert (job.status, job.attempts) == ("waiting", 1)
    assert "503" in job.last_error
    picture.refresh_from_db()
    assert not picture.is_there


def test_page_instead_of_a_picture_is_refused(internet: Internet) -> None:
    internet(lambda _: httpx.Response(200, content=b"<html>"))
    picture = picture_from(make_product(), "https://pictures.example/mug.png")

    with pytest.raises(BadPicture):
        fetch_picture(picture.pk)

    picture.refresh_from_db()
    assert not picture.is_there


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.png",
        "http://127.1/a.png",
        "http://2130706433/a.png",
        "http://0.0.0.0/a.png",
        "http://10.1.2.3/a.png",
        "http://192.168.0.1:8080/a.png",
        "http://100.64.0.1/a.png",
        "http://inside.example/a.png",
        "http://half-inside.example/a.png",
        "http://mapped.example/a.png",
        "http://metadata.example/latest/meta-data",
        "http://link-local.example/a.png",
        "http://pictures.example@inside.example/a.png",
        "http://nowhere.example/a.png",
        "file:///etc/passwd",
        "ftp://pictures.example/a.png",
        "gopher://pictures.example/a.png",
        "//pictures.example/a.png",
        "mug.png",
        "",
    ],
)
def test_address_that_is_not_on_the_open_internet_is_not_asked(
    url: str, internet: Internet
) -> None:
    asked = internet(lambda _: httpx.Response(200, content=b"secret"))

    with pytest.raises(FetchRefused):
        fetch(url)

    assert asked == []


def test_redirect_is_followed_and_checked_like_the_first_address(
    internet: Internet,
) -> None:
    hops: Iterator[str] = iter(
        ["/other.png", "http://elsewhere.example/x", "http://inside.example/secret"]
    )
    asked = internet(lambda _: httpx.Response(302, headers={"Location": next(hops)}))

    with pytest.raises(FetchRefused, match=r"inside\.example is not on the open"):
        fetch("https://pictures.example/mug.png")

    assert [str(each.url) for each in asked] == [
        "https://93.184.215.14/mug.png",
        "https://93.184.215.14/other.png",
        "http://[2606:2800:220:1:248:1893:25c8:1946]/x",
    ]


def test_circle_of_redirects_ends(internet: Internet) -> None:
    asked = internet(lambda _: httpx.Response(302, headers={"Location": "/again"}))

    with pytest.raises(FetchRefused, match="too many redirects"):
        fetch("https://pictures.example/mug.png")

    assert len(asked) == 6


def test_file_without_end_is_broken_off(internet: Internet, settings: Settings) -> None:
    settings.PICTURE_MAX_BYTES = 1000
    sent: list[int] = []

    def forever() -> Iterator[bytes]:
        while True:
            sent.append(1)
            yield b"x" * 100

    internet(lambda _: httpx.Response(200, content=forever()))

    with pytest.raises(FetchRefused, match="larger than a picture may be"):
        fetch("https://pictures.example/mug.png")

    assert len(sent) == 11


def test_file_that_trickles_is_broken_off(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LONGEST_SECONDS", -1)
    internet(lambda _: httpx.Response(200, content=b"x"))

    with pytest.raises(FetchRefused, match="comes too slowly"):
        fetch("https://pictures.example/mug.png")
