"""The assistant as a tool that other programs' language models call, over the Model Context Protocol."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from ..corpus.errors import ExtraMissingError, GuillemetError
from .api import contract, fault
from .evidence import KeptAnswer

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from .assistant import Assistant
    from .citations import Citations
    from .indexing import Indexing
    from .library import Library

__all__ = ["mcp_server"]

_INSTRUCTIONS = (
    "Answers questions from the user's documents in verbatim quotes, each with the document's SHA-256 and character "
    "offsets. Repeat quotes word for word with their link. When `answered` is false, the documents do not say it."
)


_LONGEST_PASSAGE = 20_000


def _protocol() -> "tuple[type[MCPServer[Any]], type[Exception]]":
    """The server of the protocol, which says in one line what is wrong with a call, and the error that tells it."""
    try:
        from mcp.server import MCPServer  # noqa: PLC0415 - it is an extra
        from mcp.server.mcpserver.exceptions import ToolError  # noqa: PLC0415
    except ImportError as error:
        raise ExtraMissingError(
            "the tools at /mcp need the package mcp, which is not installed; add it with: pip install 'guillemet[mcp]'"
        ) from error

    class Server(MCPServer[Any]):
        async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:  # noqa: ANN401
            taken = {tool.name: set(tool.input_schema["properties"]) for tool in await self.list_tools()}.get(name)
            if taken is not None and (unknown := sorted(set(arguments) - taken)):
                raise ToolError(f"{name} takes no {unknown[0]}; it takes {', '.join(sorted(taken)) or 'nothing'}")
            try:
                return await super().call_tool(name, arguments, context)
            except ToolError as error:
                if isinstance(error.__cause__, ValidationError):
                    wrong = error.__cause__.errors()[0]
                    raise ToolError(fault(wrong, wrong["loc"])) from error
                raise

    return Server, ToolError


def mcp_server(
    assistant: "Assistant", indexing: "Indexing", citations: "Citations", library: "Library", base: str
) -> "MCPServer[Any]":
    """The tools `ask`, `documents` and `passage`; links lead to the server at `base`.

    They know what everybody may see, and nothing that a reader with a name has dropped.

    Raises ExtraMissingError where the package `mcp` is not installed.
    """
    (Server, ToolError) = _protocol()  # noqa: N806
    server = Server("guillemet", instructions=_INSTRUCTIONS, log_level="WARNING")

    @server.tool()
    def ask(
        question: str, history: Sequence[str] = (), limit: Annotated[int, Field(ge=1, le=50)] = 3
    ) -> dict[str, Any]:
        """Answer a question, in any language, in verbatim quotes from the user's documents.

        `history` are the earlier questions of the conversation, oldest first.
        """
        if not indexing.answers:
            raise ToolError("the index is being prepared; ask again in a moment")
        try:
            among = library.scope("").documents
            kept = KeptAnswer.of(assistant.ask(question, history=list(history), limit=limit, among=among))
            citations.keep(kept)
        except GuillemetError as error:
            # The one line reaches the caller only as an error of its own kind.
            raise ToolError(str(error)) from error
        return contract(kept, base)

    @server.tool()
    def documents() -> list[dict[str, Any]]:
        """List the documents that are searched."""
        names = ("title", "uri", "sha256", "date", "language")
        held = [holding.listed for holding in library.holdings("") if not holding.removed]
        return [{name: getattr(listed, name) for name in names} for listed in held]

    @server.tool()
    def passage(sha256: str, start: Annotated[int, Field(ge=0)], end: int) -> str:
        """Read characters `start` to `end` of a document, to see a quote in its context; at most 20,000."""
        document = library.seen(assistant.document(sha256), "")
        if document is None:
            raise ToolError(f"none of the indexed documents has the hash {sha256[:64]}")
        if not start < end <= len(document.text):
            raise ToolError(f"{start} to {end} is no passage of its {len(document.text):,} characters")
        return document.text[start : min(end, start + _LONGEST_PASSAGE)]

    return server
