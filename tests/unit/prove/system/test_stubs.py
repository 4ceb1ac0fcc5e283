import json

import pytest

from mainstay.model.errors import MainstayError
from mainstay.prove import Request, Response, Stub

GET = Request(method="GET", path="/rates")


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        ({"a": 1}, 200, b'{"a": 1}'),
        ((402, {"a": 1}), 402, b'{"a": 1}'),
        ((204, None), 204, b""),
        (None, 204, b""),
        (Response(status=418, body=b"x"), 418, b"x"),
    ],
)
def test_what_a_handler_gives_becomes_a_response(answer, status, body) -> None:
    stub = Stub("http://bank.example:81", lambda _: answer)
    told = stub.answer(GET)
    assert (told.status, told.body) == (status, body)
    assert stub.requests == [GET]
    assert (stub.name, stub.port) == ("bank.example", 81)


def test_recorded_answers_are_given_again_and_nothing_else(tmp_path) -> None:
    file = tmp_path / "bank.json"
    file.write_text(json.dumps([{"path": "/rates", "json": {"eur": 1}}, {"path": "/x", "method": "POST", "text": "y"}]))
    stub = Stub("http://bank.example", file)
    assert json.loads(stub.answer(GET).body) == {"eur": 1}
    assert stub.answer(Request(method="POST", path="/x")).body == b"y"
    missing = stub.answer(Request(method="GET", path="/x"))
    assert (missing.status, missing.body) == (502, b"bank.json has no answer to GET /x")


@pytest.mark.parametrize("url", ["https://bank.example", "bank.example", "http://"])
def test_a_stub_is_plain_http(url) -> None:
    with pytest.raises(MainstayError, match="must have a URL with http"):
        Stub(url, lambda _: None)
