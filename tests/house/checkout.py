"""The checkout that the tests stand in: its files, its modules, and its tools."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("corpus", "index", "assistant", "eval")


def files() -> list[Path]:
    """What is tracked, or would be: relative paths of files that exist."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (ROOT / (path := Path(name))).is_file()]


def modules() -> list[Path]:
    """The modules of the four packages: relative paths."""
    return sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def import_name(module: Path) -> str:
    """`index/search.py` is imported as `guillemet.index.search`."""
    parts = module.with_suffix("").parts
    return ".".join(("guillemet", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def tool(name: str) -> str:
    """A program of the environment that runs the tests."""
    path = Path(sys.executable).parent / name
    assert path.exists(), f"{name} is not installed in this environment; pip install -e '.[dev]'"
    return str(path)


def succeed(*command: str, cwd: Path = ROOT, timeout: float = 900, env: dict[str, str] | None = None) -> str:
    """Run a command that must succeed; its stdout. A failure shows what it printed."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}\n{done.stderr}", pytrace=False)
    return done.stdout
