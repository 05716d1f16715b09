"""The description of the API as a page without a script, made from its OpenAPI document."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from .viewer import page_html
from .wording import wording

__all__ = ["api_page"]


def api_page(openapi: Mapping[str, Any], *, language: str = "en") -> str:
    """Every operation with its parameters, its body and its answer."""
    words = wording(language)
    operations = "".join(
        _operation(method, path, operation, openapi)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    )
    version = openapi["info"]["version"]
    return page_html(
        "API",
        words,
        f'<nav aria-label="Guillemet"><a class="brand" href="/">«&#160;Guillemet&#160;»</a></nav>'
        f'<header><h1>API</h1><p lang="en">{escape(openapi["info"]["description"])} '
        f"OpenAPI {escape(openapi['openapi'])}, version {escape(version)}: "
        f'<a href="/api/openapi.json">openapi.json</a></p></header>'
        f'<main lang="en">{operations}</main>',
        "api",
    )


def _operation(method: str, path: str, operation: Mapping[str, Any], openapi: Mapping[str, Any]) -> str:
    parts = [
        f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2>",
        f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>",
    ]
    rows = list(_parameters(operation))
    if body := operation.get("requestBody"):
        schema = _resolved(body["content"]["application/json"]["schema"], openapi)
        rows += _fields(schema, openapi)
    if rows:
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        head = "<tr><th>name</th><th>type</th><th>default</th><th>meaning</th></tr>"
        parts.append(f"<table><thead>{head}</thead><tbody>{cells}</tbody></table>")
    for status, response in operation["responses"].items():
        content = response.get("content", {}).get("application/json", {}).get("schema")
        if status.startswith("2") and content and (shape := _shape(content, openapi)) not in ({}, "any"):
            shown = json.dumps(shape, ensure_ascii=False, indent=2)
            parts.append(
                f'<details><summary>{escape(status)}</summary><pre tabindex="0">{escape(shown)}</pre></details>'
            )
    return f"<section>{''.join(parts)}</section>"


def _parameters(operation: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for given in operation.get("parameters", ()):
        schema = given["schema"]
        meaning = given.get("description", f"in the {given['in']}")
        yield _row(given["name"], _type(schema), schema, meaning, required=given.get("required", False))


def _fields(schema: Mapping[str, Any], openapi: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, field in schema.get("properties", {}).items():
        kind = _type(_resolved(field, openapi))
        yield _row(name, kind, field, field.get("description", ""), required=name in schema.get("required", ()))


def _row(name: str, kind: str, schema: Mapping[str, Any], meaning: str, *, required: bool) -> tuple[str, ...]:
    default = "required" if required else json.dumps(schema.get("default"))
    return f"<code>{escape(name)}</code>", escape(kind), escape(default), escape(meaning)


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(map(json.dumps, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("type", "object"))


def _shape(schema: Mapping[str, Any], openapi: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """An example of what a schema describes, with types in place of values."""
    schema = _resolved(schema, openapi)
    if "properties" in schema:
        return {name: _shape(field, openapi) for name, field in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_shape(schema.get("items", {}), openapi)]
    return _type(schema) if schema else "any"


def _resolved(schema: Mapping[str, Any], openapi: Mapping[str, Any]) -> Mapping[str, Any]:
    if reference := schema.get("$ref"):
        found: Mapping[str, Any] = openapi["components"]["schemas"][reference.rpartition("/")[2]]
        return found
    return schema
