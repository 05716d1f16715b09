"""The figures as Markdown."""

from collections.abc import Sequence
from typing import Any

__all__ = ["tables"]


def tables(found: dict[str, Any]) -> str:
    """Tables of what `speed` measured, after a line that says where and when."""
    where = found["environment"]
    commit = (where["commit"] or "no commit")[:10]
    parts = [f"{where['date'][:10]}, {where['cpu']}, {where['cores']} cores, {where['system']}, commit {commit}.\n"]
    if found["asking"]:
        parts.append(_asking(found["asking"]))
    if told := found.get("embedding"):
        parts.append(_embedding(told))
    if found["pipelines"]:
        parts.append(_pipelines(found["pipelines"]))
    if dropped := found.get("dropped"):
        parts.append(_dropped(dropped))
    if held := found.get("cold"):
        rows = [[name.removesuffix("_s").replace("_", "-"), f"{value:.2f}"] for (name, value) in held.items()]
        parts.append(_table(["from nothing", "seconds"], rows))
    return "\n".join(parts)


def _asking(rows: Sequence[dict[str, Any]]) -> str:
    lines = [["vectors", *(f"{row['vectors']:,}" for row in rows)]]
    lines += [
        [f"{kind} {share}, ms, {clock}", *(f"{row[clock][kind][share]:.1f}" for row in rows)]
        for clock in ("wall", "processor")
        for kind in ("ask", "search")
        for share in ("p50", "p95", "p99")
    ]
    lines += [
        [f"of it {stage}, ms", *(f"{row['processor']['stages_p50'][stage]:.1f}" for row in rows)]
        for stage in rows[0]["processor"]["stages_p50"]
    ]
    lines.append(["recall@10 of passages", *(f"{row['recall_at_10']:.3f}" for row in rows)])
    lines.append(["first question of a process, s", *(f"{row['open_s']:.2f}" for row in rows)])
    lines.append(["resident, MB", *(f"{row['resident_mb']:.0f}" for row in rows)])
    lines.append(["disk, MB for 1,000 chunks", *(f"{row['disk_mb_per_1000_chunks']:.1f}" for row in rows)])
    lines.append(["page added and found, s", *(f"{row['add_s']:.2f}" for row in rows)])
    lines.append(["page deleted and gone, s", *(f"{row['delete_s']:.2f}" for row in rows)])
    lines += [
        [f"questions a second, {users} at once", *(f"{row['questions_per_second'][users]:.1f}" for row in rows)]
        for users in rows[0]["questions_per_second"]
    ]
    return _table(["chunks", *(f"{row['chunks']:,}" for row in rows)], lines)


def _pipelines(rows: dict[str, dict[str, Any]]) -> str:
    head = [
        "pipeline",
        "first answer, s",
        "processor, s",
        "pages a second",
        "query p50, ms",
        "query p95, ms",
        "peak, MB",
    ]
    lines = [
        [
            name,
            f"{row['first_answer_s']:.1f}",
            f"{row['first_answer_processor_s']:.1f}",
            f"{row['pages_per_second']:.2f}",
            f"{row['query_p50_ms']:.1f}",
            f"{row['query_p95_ms']:.1f}",
            f"{row['peak_mb']:.0f}",
        ]
        for (name, row) in rows.items()
    ]
    share = rows.get("guillemet", {}).get("not_embedding_share")
    note = f"\nOf Guillemet's processor time {share:.0%} is not embedding.\n" if share is not None else ""
    return _table(head, lines) + note


def _embedding(told: dict[str, Any]) -> str:
    lines = [
        [
            name,
            f"{rate['tokens_per_second']:,.0f}",
            f"{rate['tokens_per_processor_second']:,.0f}",
            f"{rate['share_of_limit']:.0%}",
        ]
        for (name, rate) in told["engines"].items()
    ]
    lines.append(["ratio", f"{told['ratio']:.2f}", f"{told['processor_ratio']:.2f}", ""])
    (limit, cosine) = (told["limit"], told["cosine"])
    note = (
        f"\nThe smallest cosine between both is {cosine['smallest']:.4f}. The machine multiplies large matrices at "
        f"{limit['fp32_operations'] / 1e9:,.0f} billion operations a second in fp32 and "
        f"{limit['int8_operations'] / 1e9:,.0f} in int8, and copies {limit['bytes'] / 1e9:.1f} GB/s; a token takes "
        f"{told['operations_per_token'] / 1e6:.0f} million operations.\n"
    )
    return _table(["engine", "tokens/s", "tokens/s of a core", "of the limit"], lines) + note


def _dropped(told: dict[str, Any]) -> str:
    lines = [
        [
            name,
            f"{row['seconds']:.1f}",
            f"{row['processor_s']:.1f}",
            f"{told['pages'] - row['unread']:,}",
            f"{row['pending']:,}",
        ]
        for (name, row) in (("first answer", told["first"]), ("asked again", told["again"]))
    ]
    head = [f"{told['pages']:,} pages dropped", "s", "processor, s", "pages read", "passages without vector"]
    return _table(head, lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
