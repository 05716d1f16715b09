"""The layout that does not drift."""

from checkout import ROOT, files, modules

TOP = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "assistant",
    "corpus",
    "docs",
    "eval",
    "index",
    "pyproject.toml",
    "tests",
}
VAGUE = {"utils", "util", "helpers", "helper", "types", "common", "misc", "base"}
LONGEST = 300


def test_top_level_is_fixed():
    assert {path.parts[0] for path in files()} <= TOP


def test_no_module_is_long():
    lengths = {str(module): len((ROOT / module).read_text(encoding="utf-8").splitlines()) for module in modules()}
    assert {module: length for module, length in lengths.items() if length > LONGEST} == {}


def test_modules_are_named_for_their_duty():
    assert [module for module in modules() if module.stem in VAGUE] == []


def test_packages_are_typed():
    assert all((ROOT / package / "py.typed").is_file() for package in ("corpus", "index", "assistant", "eval"))


def test_every_module_says_its_duty():
    for module in modules():
        assert (ROOT / module).read_text(encoding="utf-8").startswith(('"""', 'r"""')), f"{module} has no docstring"


def test_decisions_are_short():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for decision in decisions:
        text = decision.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 25, decision.name
        assert all(f"\n## {part}\n" in text for part in ("Context", "Decision", "Considered")), decision.name
