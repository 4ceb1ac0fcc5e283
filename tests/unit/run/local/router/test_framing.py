import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.run.local.router.framing import Chunked, Emit, Framing, Length, MalformedBodyError, UntilClose


def feed(framing: Framing, data: bytes, cuts: list[int]) -> bytes:
    """Feed in pieces that end at `cuts`; what follows the body is in `framing.rest`, with all that was not fed."""
    out, start = b"", 0
    for cut in [*sorted({c % (len(data) + 1) for c in cuts}), len(data)]:
        if cut > start and not framing.done:
            out += framing.feed(data[start:cut])
            start = cut
    framing.rest += data[start:]
    return out


def chunks(parts: list[bytes], *, extension: bytes = b"", trailers: bytes = b"") -> bytes:
    body = b"".join(b"%x%b\r\n%b\r\n" % (len(part), extension, part) for part in parts if part)
    return body + b"0" + extension + b"\r\n" + trailers + b"\r\n"


PARTS = st.lists(st.one_of(st.binary(max_size=40), st.text("\r\n0", max_size=12).map(str.encode)), max_size=6)
CUTS = st.lists(st.integers(0, 500), max_size=30)


@given(parts=PARTS, cuts=CUTS, rest=st.sampled_from([b"", b"GET / HTTP/1.1\r\n\r\n", b"\r\n", b"0\r\n\r\n"]))
def test_chunks_pass_and_what_follows_is_found(parts, cuts, rest):
    data = chunks(parts, extension=b";a=1", trailers=b"X-T: 1\r\n")
    raw, anew, plain = Chunked(Emit.AS_IS), Chunked(Emit.ANEW), Chunked(Emit.PLAIN)
    assert feed(raw, data + rest, cuts) == data
    assert feed(plain, data + rest, cuts) == b"".join(parts)
    again = feed(anew, data + rest, cuts)
    assert raw.rest == plain.rest == anew.rest == rest
    assert raw.done
    assert plain.done
    assert anew.done
    assert b"X-T" not in again
    assert feed(Chunked(Emit.PLAIN), again, []) == b"".join(parts)


@given(data=st.binary(min_size=1, max_size=80), cuts=CUTS, extra=st.binary(max_size=10))
def test_a_length_is_kept(data, cuts, extra):
    framing = Length(len(data))
    assert feed(framing, data + extra, cuts) == data
    assert framing.done
    assert framing.rest == extra


@pytest.mark.parametrize(
    "data",
    [
        b"5\nhello\r\n0\r\n\r\n",
        b"5\r\nhello\n0\r\n\r\n",
        b"5\r\nhello\r\n0\n\n",
        b"5\r\nhello\r\n0\r\n\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b" 5\r\nhello\r\n0\r\n\r\n",
        b"5 \r\nhello\r\n0\r\n\r\n",
        b"g\r\nhello\r\n0\r\n\r\n",
        b"\r\nhello\r\n0\r\n\r\n",
        b"FFFFFFFFFFFFFFFFF\r\nhello",
        b"5\r\nhelloXX0\r\n\r\n",
        b"5\r\nhell\r\n0\r\n\r\n",
        b"5;a\nb\r\nhello\r\n0\r\n\r\n",
        b"5;\x00\r\nhello\r\n0\r\n\r\n",
        b"5\r\rhello\r\n0\r\n\r\n",
        b"0\r\nX : y\r\n\r\n",
        b"0\r\nX: y\nZ: q\r\n\r\n",
        b"0\r\nContent-Length: 5\r\n\r\n",
    ],
)
@pytest.mark.parametrize("emit", list(Emit))
def test_malformed_chunks(data, emit):
    with pytest.raises(MalformedBodyError):
        Chunked(emit).feed(data)
    with pytest.raises(MalformedBodyError):
        feed(Chunked(emit), data, list(range(len(data))))


@pytest.mark.parametrize("endless", [b"5;" + b"a" * 30_000, b"0\r\n" + b"X: y\r\n" * 5000])
def test_extensions_and_trailers_have_an_end(endless):
    with pytest.raises(MalformedBodyError, match="no content"):
        Chunked(Emit.ANEW).feed(endless)


def test_bodies_that_end_with_the_connection():
    raw, chunked = UntilClose(chunks=False), UntilClose(chunks=True)
    assert raw.feed(b"abc") == b"abc"
    assert raw.end() == b""
    assert chunked.feed(b"abc") + (chunked.end() or b"") == b"3\r\nabc\r\n0\r\n\r\n"


def test_others_are_incomplete_when_the_connection_ends():
    assert Length(3).end() is None
    assert Chunked(Emit.AS_IS).end() is None
