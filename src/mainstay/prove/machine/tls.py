"""TLS on simulated sockets: `ssl.SSLSocket`, made of the memory BIOs that Python's `ssl` offers beside it.

The real class hands its descriptor to OpenSSL, which reads and writes it itself. This one keeps its API; bytes pass
through two memory buffers, and the socket below is the simulated one. asyncio does the same by itself.

OpenSSL draws from its own generator, which no fork and no seed control; `seed_openssl` puts ours in its place, so that
the same seed gives the same records.
"""

# ruff: noqa: ANN401, SLF001, S101, A002
# The class has the signatures of the real one, and makes instances without its constructor, as that does.

import _ssl
import ctypes
import ssl as real
from typing import Any

from mainstay.prove.machine import entropy
from mainstay.prove.machine.net import sockets

_RECORD = 16_384 + 512  # the largest TLS record with what wraps it (RFC 8446, 5.2)


class TlsSocket(sockets.Socket):
    """`ssl.SSLSocket`. Made by `SSLContext.wrap_socket`."""

    _context: real.SSLContext
    server_side: bool
    server_hostname: str | None
    do_handshake_on_connect: bool
    suppress_ragged_eofs: bool
    _tls: real.SSLObject | None

    def __init__(self, *args: object, **options: object) -> None:
        del args, options
        message = f"{type(self).__name__} does not have a public constructor; use SSLContext.wrap_socket()."
        raise TypeError(message)

    @classmethod
    def _create(
        cls,
        sock: Any,
        *,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | None = None,
        context: real.SSLContext | None = None,
        session: Any = None,
    ) -> "TlsSocket":
        """What `SSLContext.wrap_socket` calls: takes the descriptor away from `sock`."""
        if sock.type != real.SOCK_STREAM:
            message = "only stream sockets are supported"
            raise NotImplementedError(message)
        if server_side and server_hostname:
            message = "server_hostname can only be specified in client mode"
            raise ValueError(message)
        made = cls.__new__(cls)
        made.__dict__.update(sock.__dict__)
        made._io_refs, made._closed = 0, False
        sock.detach()
        assert context is not None
        made._context, made.server_side, made.server_hostname = context, server_side, server_hostname
        made.do_handshake_on_connect, made.suppress_ragged_eofs = do_handshake_on_connect, suppress_ragged_eofs
        made._session = session
        made._tls = None
        if made._connected():
            made._begin()
            if do_handshake_on_connect:
                if made.gettimeout() == 0.0:
                    message = "do_handshake_on_connect should not be specified for non-blocking sockets"
                    raise ValueError(message)
                made.do_handshake()
        return made

    def _connected(self) -> bool:
        try:
            self.getpeername()
        except OSError:
            return False
        return True

    def _begin(self) -> None:
        self._incoming, self._outgoing = real.MemoryBIO(), real.MemoryBIO()
        self._tls = self._context.wrap_bio(
            self._incoming, self._outgoing, self.server_side, self.server_hostname, self._session
        )
        self._unsent = b""

    # -- moving bytes between OpenSSL and the simulated socket

    def _run(self, call: Any, *args: Any) -> Any:
        """Call until OpenSSL needs nothing more; raises `SSLWantReadError` where the socket may not block."""
        while True:
            try:
                result = call(*args)
            except real.SSLWantReadError:
                self._flush()
                self._fill()
            except real.SSLError:
                self._flush()  # the alert that tells the other side
                raise
            else:
                self._flush()
                return result

    def _flush(self) -> None:
        self._unsent += self._outgoing.read()
        while self._unsent:
            try:
                sent = sockets.Socket.send(self, self._unsent)
            except BlockingIOError:
                raise real.SSLWantWriteError(
                    real.SSL_ERROR_WANT_WRITE, "The operation did not complete (write)"
                ) from None
            self._unsent = self._unsent[sent:]

    def _fill(self) -> None:
        try:
            data = sockets.Socket.recv(self, _RECORD)
        except BlockingIOError:
            raise real.SSLWantReadError(real.SSL_ERROR_WANT_READ, "The operation did not complete (read)") from None
        except TimeoutError:
            message = "The read operation timed out"
            raise TimeoutError(message) from None
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def _started(self) -> real.SSLObject:
        if self._tls is None:
            message = "No SSL wrapper around " + str(self)
            raise ValueError(message)
        return self._tls

    # -- what programs call

    def do_handshake(self, block: bool = False) -> None:
        """Agree on keys."""
        timeout = self.gettimeout()
        if timeout == 0.0 and block:
            self.settimeout(None)
        try:
            self._run(self._started().do_handshake)
        finally:
            self.settimeout(timeout)

    def connect(self, address: Any) -> None:
        """Connect, and shake hands unless told not to."""
        super().connect(address)
        self._begin()
        if self.do_handshake_on_connect:
            self.do_handshake()

    def connect_ex(self, address: Any) -> int:
        """Connect; the errno instead of an exception."""
        number = super().connect_ex(address)
        if number == 0:
            self._begin()
            if self.do_handshake_on_connect:
                self.do_handshake()
        return number

    def accept(self) -> tuple["TlsSocket", Any]:
        """A connection, wrapped."""
        plain, address = super().accept()
        return self._create(
            plain,
            server_side=True,
            do_handshake_on_connect=self.do_handshake_on_connect,
            suppress_ragged_eofs=self.suppress_ragged_eofs,
            context=self._context,
        ), address

    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        """Up to `len` bytes; b"" at the end, or how many came into `buffer`."""
        try:
            return self._run(self._started().read, len) if buffer is None else self._read_into(len, buffer)
        except real.SSLEOFError:
            if not self.suppress_ragged_eofs:
                raise
        except real.SSLZeroReturnError:
            pass
        return b"" if buffer is None else 0

    def _read_into(self, size: int, buffer: Any) -> int:
        data = self._run(self._started().read, size)
        memoryview(buffer).cast("B")[: len(data)] = data
        return len(data)

    def write(self, data: Any) -> int:
        """Encrypt and send; how many bytes were taken."""
        return self._run(self._started().write, data)

    def recv(self, bufsize: int = 1024, flags: int = 0) -> bytes:
        """As `socket.recv`."""
        return self.read(bufsize) if self._plain_flags(flags) else super().recv(bufsize, flags)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """As `socket.recv_into`."""
        if self._plain_flags(flags):
            return self.read(nbytes or memoryview(buffer).nbytes or 1024, buffer)
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: Any, flags: int = 0) -> int:
        """As `socket.send`."""
        return self.write(data) if self._plain_flags(flags) else super().send(data, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """As `socket.sendall`."""
        view = memoryview(data).cast("B")
        while view.nbytes:
            view = view[self.send(view, flags) :]

    def _plain_flags(self, flags: int) -> bool:
        """Whether TLS has begun; flags are refused then, as the real class does."""
        if self._tls is not None and flags:
            message = f"non-zero flags not allowed in calls on {type(self)}"
            raise ValueError(message)
        return self._tls is not None

    def recvfrom(self, bufsize: int, flags: int = 0) -> tuple[bytes, Any]:
        """Not on TLS."""
        self._not_on_tls("recvfrom")
        return super().recvfrom(bufsize, flags)

    def sendto(self, data: Any, *args: Any) -> int:
        """Not on TLS."""
        self._not_on_tls("sendto")
        return super().sendto(data, *args)

    def _not_on_tls(self, name: str) -> None:
        if self._tls is not None:
            message = f"{name} not allowed on instances of {type(self)}"
            raise ValueError(message)

    def unwrap(self) -> sockets.Socket:
        """End TLS in an orderly way; the socket goes on without."""
        self._run(self._started().unwrap)
        self._tls = None
        return self

    def shutdown(self, how: int) -> None:
        """As `socket.shutdown`: TLS ends without a word."""
        self._tls = None
        super().shutdown(how)

    def pending(self) -> int:
        """How many decrypted bytes wait."""
        return 0 if self._tls is None else self._tls.pending()

    def dup(self) -> sockets.Socket:
        """Not possible, as in ssl."""
        message = f"Can't dup() {type(self).__name__} instances"
        raise NotImplementedError(message)

    # -- what is known of the connection

    @property
    def context(self) -> real.SSLContext:
        """The context that it was made with."""
        return self._context if self._tls is None else self._tls.context

    @context.setter
    def context(self, context: real.SSLContext) -> None:
        self._context = context
        self._started().context = context

    @property
    def session(self) -> Any:
        """The session, to be taken up again."""
        return None if self._tls is None else self._tls.session

    @session.setter
    def session(self, session: Any) -> None:
        self._session = session
        if self._tls is not None:
            self._tls.session = session

    @property
    def session_reused(self) -> bool | None:
        """Whether an earlier session was taken up."""
        return None if self._tls is None else self._tls.session_reused

    def getpeercert(self, binary_form: bool = False) -> Any:
        """The other side's certificate."""
        return self._started().getpeercert(binary_form)

    def selected_alpn_protocol(self) -> str | None:
        """What both sides speak, by ALPN."""
        return None if self._tls is None else self._tls.selected_alpn_protocol()

    def selected_npn_protocol(self) -> None:
        """NPN is gone from OpenSSL."""

    def cipher(self) -> Any:
        """The cipher in use."""
        return None if self._tls is None else self._tls.cipher()

    def shared_ciphers(self) -> Any:
        """The ciphers that both sides know."""
        return None if self._tls is None else self._tls.shared_ciphers()

    def compression(self) -> Any:
        """The compression in use."""
        return None if self._tls is None else self._tls.compression()

    def version(self) -> str | None:
        """The version of TLS in use."""
        return None if self._tls is None else self._tls.version()

    def get_channel_binding(self, cb_type: str = "tls-unique") -> bytes | None:
        """Data that is bound to this connection."""
        return None if self._tls is None else self._tls.get_channel_binding(cb_type)


class _Method(ctypes.Structure):
    """RAND_METHOD in openssl/rand.h."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in ("seed", "bytes", "cleanup", "add", "pseudorand", "status"))


_kept: list[Any] = []  # OpenSSL refers to them


def seed_openssl() -> bool:
    """Let OpenSSL, as Python's `ssl` uses it, draw from the seed; False where it offers no way."""
    try:
        library = ctypes.CDLL(_ssl.__file__)
        install = library.RAND_set_rand_method
    except (OSError, AttributeError):
        return False

    def drawn(buffer: int, size: int) -> int:
        ctypes.memmove(buffer, entropy.urandom(size), size)
        return 1

    bytes_of = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(drawn)
    status = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1)
    pointer = ctypes.cast(bytes_of, ctypes.c_void_p).value
    method = _Method(bytes=pointer, pseudorand=pointer, status=ctypes.cast(status, ctypes.c_void_p).value)
    _kept.extend((bytes_of, status, method))
    return install(ctypes.byref(method)) == 1


def random_bytes(size: int) -> bytes:
    """ssl.RAND_bytes."""
    return entropy.urandom(size)


FUNCTIONS: dict[str, Any] = {"SSLSocket": TlsSocket, "RAND_bytes": random_bytes}
