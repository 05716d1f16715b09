"""The figures as pictures, in SVG."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...corpus.errors import ExtraMissingError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["check_plotting", "write_plots"]

_OURS = "#8a1c1c"
_OTHERS = "#8c8c8c"
_SIZE = (7.0, 3.2)
"""Inches."""


def check_plotting() -> None:
    """Raises ExtraMissingError, which names the extra, when the library that draws is not installed."""
    if find_spec("matplotlib") is None:
        raise ExtraMissingError("matplotlib is not installed; install it with: pip install 'guillemet[speed]'")


def write_plots(found: dict[str, Any], folder: Path) -> list[Path]:
    """Write a picture for each part that `speed` measured, into `folder`; returns them. See `check_plotting`."""
    import matplotlib as mpl

    mpl.use("svg")
    # The same figures make the same file.
    mpl.rcParams.update({"svg.hashsalt": "guillemet", "font.size": 10, "axes.spines.top": False})
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    if found["asking"]:
        written.append(_drawn(folder / "asking.svg", found["asking"], _asking))
    if found.get("embedding"):
        written.append(_drawn(folder / "embedding.svg", found["embedding"], _embedding))
    if found["pipelines"]:
        written.append(_drawn(folder / "pipelines.svg", found["pipelines"], _pipelines))
    return written


def _drawn(path: Path, figures: Any, draw: Any) -> Path:  # noqa: ANN401 - whatever part it is
    from matplotlib import pyplot as plt

    (figure, axes) = plt.subplots(figsize=_SIZE, layout="constrained")
    axes.spines["right"].set_visible(False)
    draw(axes, figures)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path


def _asking(axes: "Axes", rows: Sequence[dict[str, Any]]) -> None:
    sizes = [row["chunks"] for row in rows]
    for kind, share, style in (("ask", "p95", ":"), ("ask", "p50", "-"), ("search", "p95", "--")):
        times = [row["processor"][kind][share] for row in rows]
        axes.plot(sizes, times, style, marker="o", color=_OURS if kind == "ask" else _OTHERS, label=f"{kind} {share}")
    axes.set(xscale="log", xlabel="chunks", ylabel="ms of the processor", ylim=(0, None))
    axes.legend(frameon=False)


def _embedding(axes: "Axes", told: dict[str, Any]) -> None:
    rates = {name: rate["tokens_per_processor_second"] for (name, rate) in told["engines"].items()}
    _bars(axes, rates, "tokens a second of one core")


def _pipelines(axes: "Axes", rows: dict[str, dict[str, Any]]) -> None:
    _bars(axes, {name: row["first_answer_processor_s"] for (name, row) in rows.items()}, "first answer, processor s")


def _bars(axes: "Axes", values: dict[str, float], label: str) -> None:
    names = list(values)[::-1]
    bars = axes.barh(
        names, [values[name] for name in names], color=[_OURS if name == "guillemet" else _OTHERS for name in names]
    )
    axes.bar_label(bars, fmt="{:,.4g}", padding=3)
    axes.set(xlabel=label)
    axes.margins(x=0.12)
