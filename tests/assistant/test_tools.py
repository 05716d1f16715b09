"""The assistant as tools of another program, called by a real client over a real connection."""

import asyncio
import json
import socket
import subprocess
import sys
import threading

import pytest
from evidence_made import SKOPJE

from guillemet.assistant import Assistant
from guillemet.assistant.access import Doors
from guillemet.assistant.application import create_app
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

mcp = pytest.importorskip("mcp")


@pytest.fixture
def address(letters, state):
    """Of a server in a thread, whose index is ready."""
    import uvicorn

    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assistant = Assistant(letters, settings=Settings(home=state), embedder=HashingEmbedder())
        assistant.update()
        app = create_app(assistant, base=base, doors=Doors({}, "a token for tools"))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        yield base
        server.should_exit = True
        running.join(30)
        assert not running.is_alive()


async def talk(address):
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    headers = {"Authorization": "Bearer a token for tools"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        mcp.Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
    ):
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "documents", "passage"}
        assert "verbatim" in tools["ask"].description
        question = "the tenth meeting of the network took place in Skopje"
        for _ in range(100):
            answered = await client.call_tool("ask", {"question": question})
            if not answered.is_error:
                break
            await asyncio.sleep(0.1)
        answer = answered.structured_content or json.loads(answered.content[0].text)
        (quote, *_) = answer["quotes"]
        assert quote["exact"] == SKOPJE
        assert quote["link"].startswith(f"{address}/document/")
        span = {"sha256": quote["document"]["sha256"], "start": quote["start"], "end": quote["end"]}
        assert (await client.call_tool("passage", span)).content[0].text == SKOPJE
        refused = await client.call_tool("passage", {**span, "sha256": "0" * 64})
        assert refused.is_error
        assert "none of the indexed documents" in refused.content[0].text
        for tool, wrong, said in (
            ("ask", {"question": question, "limit": 10**9}, "limit"),
            ("ask", {"question": question, "limits": 3}, "ask takes no limits; it takes history, limit, question"),
            ("ask", {"limit": 3}, "question"),
            ("passage", {**span, "end": span["start"]}, "no passage of its"),
        ):
            refused = await client.call_tool(tool, wrong)
            assert refused.is_error
            (line,) = refused.content[0].text.splitlines()
            assert said in line


def test_a_client_asks_and_reads_the_quote_in_its_document(address):
    asyncio.run(talk(address))


def test_without_the_package_the_address_says_what_to_install():
    script = (
        "import sys; sys.modules['mcp'] = None\n"
        "from guillemet.assistant.tools import mcp_server\n"
        "from guillemet.corpus.errors import ExtraMissingError\n"
        "try: mcp_server(None, None, None, None, '')\n"
        "except ExtraMissingError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "pip install 'guillemet[mcp]'" in done.stdout
