"""A state folder for the tests of the installed program, in processes of its own."""

import pytest

GUARD = '''
"""Started with Python: refuses every connection but those to this machine, and says so on stderr."""

import socket
import sys


def guard(name):
    original = getattr(socket.socket, name)

    def guarded(self, address, *arguments):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            sys.stderr.write(f"SECRET NETWORK: {name} {address}\\n")
            raise OSError(101, "no network in this test")
        return original(self, address, *arguments)

    setattr(socket.socket, name, guarded)


for name in ("connect", "connect_ex"):
    guard(name)

resolve = socket.getaddrinfo


def guarded_resolve(host, *arguments, **options):
    if host not in (None, "", "127.0.0.1", "::1", "localhost"):
        sys.stderr.write(f"SECRET NETWORK: lookup {host}\\n")
        raise socket.gaierror(-3, "no network in this test")
    return resolve(host, *arguments, **options)


socket.getaddrinfo = guarded_resolve
'''


@pytest.fixture(scope="session")
def no_network(tmp_path_factory):
    """Environment of a process that can reach nothing but this machine."""
    folder = tmp_path_factory.mktemp("guard")
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    return {"PYTHONPATH": str(folder), "HF_HUB_OFFLINE": "1"}


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory, unpacked_home):
    """A state folder with the unpacked model, whose index grows from test to test."""
    home = tmp_path_factory.mktemp("home")
    (home / "models").symlink_to(unpacked_home / "models")
    return home
