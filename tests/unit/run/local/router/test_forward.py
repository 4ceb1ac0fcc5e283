import pytest

from mainstay.run.local.router.forward import Arrival, forwarded_lines, told_host
from mainstay.run.local.router.head import read_fields
from mainstay.run.local.router.limits import Limits

ARRIVAL = Arrival(client=b"10.0.0.1", host=b"127.0.0.1:80", port=b"80")


@pytest.mark.parametrize(
    "own", [b"localhost", b"localhost:8000", b"LocalHost:1", b"127.0.0.1:8000", b"127.3.2.1", b"[::1]:80"]
)
def test_names_of_this_machine_give_way_to_what_the_upstream_insists_on(own):
    assert told_host(own, b"shop.example.com") == b"shop.example.com"


@pytest.mark.parametrize(
    "other", [b"shop.example.com", b"localhost.example.com", b"127.0.0.1.example.com", b"my-localhost"]
)
def test_other_names_are_told_as_they_are(other):
    assert told_host(other, b"insisted.example.com") == other


def test_without_anything_insisted_on_nothing_changes():
    assert told_host(b"localhost", b"") == b"localhost"


def test_the_name_that_the_client_used_is_kept_beside_it():
    fields = read_fields(b"Host: localhost:8000\r\n", Limits())
    lines = forwarded_lines(fields, ARRIVAL, host=b"localhost:8000", minor=1, known_as=b"a.example.com").split(b"\r\n")
    assert b"Host: a.example.com" in lines
    assert b"X-Forwarded-Host: localhost:8000" in lines
