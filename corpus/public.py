"""Keeps requests away from private networks: an address is checked at the moment when it is connected to.

A name is resolved here, every address that it stands for is checked, and the connection goes to the address that was
checked: neither a redirect nor a name that changes its mind in between leads anywhere else.
"""

import ipaddress
import socket
from collections.abc import Iterable

import httpcore

from .errors import PageError

__all__ = ["PublicNetwork", "is_public"]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address, by all it may stand for, is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(held is not None and not held.is_global for held in inside):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return ip.is_global and not ip.is_multicast


class PublicNetwork(httpcore.SyncBackend):
    """Connects to public addresses alone; PageError for any other."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise PageError(f"the name {host} is not known ({error})") from error
        addresses = list(dict.fromkeys(str(address[0]) for (*_, address) in found))
        private = [address for address in addresses if not is_public(address)]
        if private:
            raise PageError(f"{host} is in a private network ({private[0]}); to fetch from there, add --allow-private")
        last: Exception | None = None
        for address in addresses:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or PageError(f"the name {host} has no address")
