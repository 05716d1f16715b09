"""What a run was made with: a figure means nothing without it."""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["Environment", "describe"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Environment:
    """Date, code, model, machine and corpus of a run."""

    date: str
    """ISO 8601, UTC, to the second."""
    guillemet: str | None
    """The installed version; None when run from a folder that is not installed."""
    commit: str | None
    """Of the checkout, with `+` when files differ from it; None outside of one."""
    model: str | None
    python: str
    system: str
    cpu: str
    cores: int
    """Those this process may use."""
    documents: int
    characters: int
    """Of canonical text, all documents together."""


def describe(*, model: str | None, documents: int, characters: int) -> Environment:
    """The environment of a run that starts now."""
    affinity = getattr(os, "sched_getaffinity", None)
    return Environment(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        guillemet=_version(),
        commit=_commit(ROOT),
        model=model,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()}",
        cpu=_cpu(),
        cores=len(affinity(0)) if affinity else os.cpu_count() or 1,
        documents=documents,
        characters=characters,
    )


def _version() -> str | None:
    try:
        return version("guillemet")
    except PackageNotFoundError:
        return None


def _commit(folder: Path) -> str | None:
    """The commit that is checked out in this very folder: a repository around an installation is not ours."""
    git = shutil.which("git")
    if git is None:
        return None

    def ask(*arguments: str) -> str | None:
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
                [git, "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10, check=True
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            return None
        return done.stdout.strip()

    top = ask("rev-parse", "--show-toplevel")
    if not top or Path(top).resolve() != folder.resolve():
        return None
    commit = ask("rev-parse", "--verify", "HEAD")
    return f"{commit}+" if commit and ask("status", "--porcelain") else commit


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
