"""What users can name is documented: commands, options, modules, measures, public names, settings."""

import re
from dataclasses import fields, is_dataclass

import pytest
import typer
from checkout import PACKAGES, ROOT, files, modules


def page(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def sections(text):
    """The text under each heading of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def command_line():
    from guillemet.assistant.command import app
    from guillemet.eval import command  # noqa: F401 - adds its own command

    return typer.main.get_command(app).commands


@pytest.mark.parametrize("name", sorted(command_line()))
def test_command_is_documented(name):
    section = sections(page("command-line.md"))[f"guillemet {name}"]
    options = {option for parameter in command_line()[name].params for option in parameter.opts if option[0] == "-"}
    options.discard("--help")
    documented = set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE))
    assert documented == options
    usage = section.strip().splitlines()[0]
    assert set(re.findall(r"--[a-z-]+", usage)) == options
    for parameter in command_line()[name].params:
        if parameter.default not in (None, False, ()) and parameter.opts[0] in options:
            row = re.search(rf"^\| `{parameter.opts[0]}\b.*$", section, re.MULTILINE)
            assert f"| `{parameter.default}` |" in row.group()


def test_no_other_command_is_documented():
    documented = {
        heading.split()[1] for heading in sections(page("command-line.md")) if heading.startswith("guillemet ")
    }
    assert documented == command_line().keys()


@pytest.mark.parametrize("name", ["docs/command-line.md", "README.md"])
def test_settings_are_documented(name):
    from guillemet.index.settings import Settings

    text = (ROOT / name).read_text(encoding="utf-8")
    assert {f"GUILLEMET_{field.upper()}" for field in Settings.model_fields} == set(re.findall(r"GUILLEMET_\w+", text))
    for field in Settings.model_fields.values():
        if field.default_factory is None:
            assert f"`{field.default}`" in text


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_is_in_the_architecture(package):
    documented = re.findall(r"^\| `([\w/]+)` \|", sections(page("architecture.md"))[package], re.MULTILINE)
    present = {
        module.relative_to(package).with_suffix("").as_posix()
        for module in modules()
        if module.parts[0] == package and not module.name.startswith("__")
    }
    assert set(documented) == present
    assert len(documented) == len(present)


def test_public_names_are_documented():
    from guillemet import assistant
    from guillemet.corpus import Document

    text = page("python.md")
    for shown in [*(getattr(assistant, name) for name in assistant.__all__), Document]:
        assert re.search(rf"\b{shown.__name__}\b", text)
        names = {name for name in vars(shown) if not name.startswith("_")} if isinstance(shown, type) else set()
        names |= {field.name for field in fields(shown)} if is_dataclass(shown) else set()
        missing = [name for name in names if not re.search(rf"`{name}\b", text)]
        assert not missing, f"{shown.__name__}: {missing}"


def test_gold_files_and_measures_are_documented():
    from guillemet.eval.measures import MEASURES
    from guillemet.eval.questions import FIELDS, Kind
    from guillemet.eval.table import LATENCIES

    text = page("gold.md")
    wanted = [*MEASURES, *FIELDS, *(kind.value for kind in Kind), *(name.split(",")[0] for name in LATENCIES.values())]
    assert [name for name in wanted if f"`{name}`" not in text] == []


def test_benchmarks_are_documented():
    from guillemet.eval.benchmarks.command import app
    from guillemet.eval.benchmarks.record import COLUMNS
    from guillemet.eval.benchmarks.rows import QuestionRow

    text = page("benchmarks.md")
    options = {option for parameter in typer.main.get_command(app).params for option in parameter.opts}
    options = {option for option in options if option[0] == "-"} - {"--help", "--references"} | {"--no-references"}
    assert set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE)) == options
    assert [name for name in (*COLUMNS, *QuestionRow.model_fields) if f"`{name}`" not in text] == []


def test_gold_example_is_read(tmp_path):
    from guillemet.eval import read_gold

    example = re.search(r"```jsonl\n(.*?)```", page("gold.md"), re.DOTALL).group(1)
    (tmp_path / "gold.jsonl").write_text(example, encoding="utf-8")
    assert len(read_gold([tmp_path / "gold.jsonl"])) == 3


def test_links_lead_somewhere():
    for path in files():
        if path.suffix != ".md" or path.parts[0] == "corpus":
            continue
        text = re.sub(r"```.*?```", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#]+)", text):
            if not target.startswith(("http:", "https:")):
                assert ((ROOT / path).parent / target).exists(), f"{path} links to {target}"
