"""Sends requests of httpx over a given network, and none takes longer than its limit, however slowly the answer drips.

Limits of httpx and httpcore begin anew with every byte that comes.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from .errors import PageError

__all__ = ["TimedTransport"]


class TimedTransport(httpx.BaseTransport):
    """Gives a request and its whole answer, headers and body, so many seconds; PageError after that."""

    def __init__(self, network: httpcore.NetworkBackend, seconds: float) -> None:
        self._network = _TimedNetwork(network, seconds)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=self._network, max_connections=4
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the one before it is over."""
        self._network.begin()
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=b"",
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _TimedNetwork(httpcore.NetworkBackend):
    def __init__(self, network: httpcore.NetworkBackend, seconds: float) -> None:
        self._network = network
        self._seconds = seconds
        self._end = 0.0

    def begin(self) -> None:
        self._end = time.monotonic() + self._seconds

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise PageError(f"did not come within {self._seconds:g} seconds")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._network.connect_tcp(host, port, timeout, local_address, socket_options), self)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, network: _TimedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._network.check()
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._network)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)
