"""The server: where it listens, how it begins and how it ends."""

import errno
import logging
import signal
import socket
import sys
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import uvicorn

from ..corpus.errors import ServerError
from .access import Doors, is_loopback
from .application import create_app

if TYPE_CHECKING:
    from .assistant import Assistant

__all__ = ["serve"]

_GRACE_SECONDS = 1
"""How long open pages may hold up the end of the server."""


def serve(assistant: "Assistant", *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the chat until Ctrl-C or SIGTERM; port 0 takes any free one. The address is printed on stdout.

    Raises ServerError for an address that others can reach while there is no password, and where it cannot listen.
    """
    doors = Doors.of(assistant.index.settings)
    doors.must_suffice_for(host)
    with closing(_listen(host, port)) as listening:
        bound = listening.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        hosts = ("127.0.0.1", "localhost", name) if is_loopback(host) else ("*",)
        (base, told) = _addresses(name, bound)
        app = create_app(assistant, hosts=hosts, doors=doors, base=base)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=_GRACE_SECONDS, server_header=False
        )
        server = uvicorn.Server(config)
        # Open pages hold requests that never end; that these are cut off at the end is no error to tell.
        logging.getLogger("uvicorn.error").addFilter(lambda _record: not server.should_exit)

        def end(_number: int, _frame: object) -> None:
            server.should_exit = True

        # The server listens to signals only once it runs, and after its own clean end raises the signal again: one that
        # comes before ends it too, and the one after does nothing more.
        previous = signal.signal(signal.SIGTERM, end)
        sys.stdout.write(f"Guillemet is at {told} (Ctrl-C stops it)\n")
        sys.stdout.flush()
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            signal.signal(signal.SIGTERM, previous)


def _addresses(name: str, port: int) -> tuple[str, str]:
    """What links out of tools begin with, and where the chat is: the address of every network leads nowhere itself."""
    here = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(name)  # noqa: S104 - nothing is bound
    if here is None:
        return f"http://{name}:{port}", f"http://{name}:{port}/"
    everywhere = f"http://{socket.gethostname()}:{port}"
    return everywhere, f"http://{here}:{port}/ on this machine and {everywhere}/ for others"


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise ServerError(f"{port} is no port; choose one from 1 to 65535 with --port, or 0 for any free one")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServerError(f"cannot listen on {host}: {_reason(error)}; use --host 127.0.0.1") from error
    try:
        if sys.platform != "win32":
            # Without this a port stays taken for a minute after the last server on it.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise ServerError(f"cannot listen on {host}: {_reason(error)}; use --host 127.0.0.1") from error
        raise ServerError(
            f"cannot listen on {host}, port {port}: {_reason(error)}; "
            "choose another with --port, or --port 0 for any free one"
        ) from error
    return listening


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
