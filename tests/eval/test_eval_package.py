"""What the package exports."""

import doctest
import importlib
import subprocess
import sys

import pytest

import guillemet.eval


def test_every_exported_name_is_there():
    assert guillemet.eval.__all__ == sorted(guillemet.eval.__all__, key=lambda name: (not name.isupper(), name))
    for name in guillemet.eval.__all__:
        assert getattr(guillemet.eval, name) is not None
    assert set(dir(guillemet.eval)) == set(guillemet.eval.__all__)


def test_a_wrong_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        guillemet.eval.nothing  # noqa: B018


def test_importing_the_package_loads_nothing():
    script = "import sys, guillemet.eval; print([name for name in sys.modules if name.startswith('guillemet.eval.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "name", ["benchmarks.record", "calibration", "matching", "measures", "risk", "summary", "table"]
)
def test_the_examples_in_docstrings(name):
    tried = doctest.testmod(importlib.import_module(f"guillemet.eval.{name}"))
    assert tried.attempted > 0
    assert tried.failed == 0
