"""Many people asking one server at once, over loopback: `python -m guillemet.eval.load URL`.

Each has a browser of their own, by its cookie, and a conversation of their own on the chat page's own path: they ask
their questions one after the other and at the end read their conversation back, which must hold exactly these.
"""

import argparse
import http.client
import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from .measures import percentile
from .questions import read_gold, shipped_gold

__all__ = ["Person", "main", "press"]

_SECONDS = 120
"""Before an answer counts as lost."""


@dataclass(slots=True)
class Person:
    """One reader and what they met with."""

    name: str
    questions: list[str]
    seconds: list[float] = field(default_factory=list)
    """Of each answer."""
    errors: list[str] = field(default_factory=list)


def press(url: str, people: Sequence[Person]) -> float:
    """Let all people ask at once; returns the seconds until the last has done."""
    gate = threading.Barrier(len(people) + 1)
    threads = [threading.Thread(target=_visit, args=(url, person, gate)) for person in people]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def main() -> None:
    """Print what so many people met with; exit with 1 where one met an error."""
    parser = argparse.ArgumentParser(prog="python -m guillemet.eval.load", description=__doc__)
    parser.add_argument("url", help="the address that `guillemet chat` printed")
    parser.add_argument("--people", type=int, default=20, help="how many ask at once (default: 20)")
    parser.add_argument("--questions", type=int, default=5, help="how many each asks, one after the other (default: 5)")
    given = parser.parse_args()
    gold = [question.question for question in read_gold(shipped_gold()) if not question.history]
    people = []
    for number in range(given.people):
        asked = [gold[(number * given.questions + step) % len(gold)] for step in range(given.questions)]
        people.append(Person(f"person {number + 1}", [f"{question} ({token_hex(2)})" for question in asked]))
    whole = press(given.url, people)
    times = sorted(second for person in people for second in person.seconds)
    errors = [f"{person.name}: {error}" for person in people for error in person.errors]
    slowest = max(people, key=lambda person: sum(person.seconds) / max(len(person.seconds), 1))
    fastest = min(people, key=lambda person: sum(person.seconds) / max(len(person.seconds), 1))
    print(f"{len(people)} people, {len(times)} answers in {whole:.1f} s: {len(times) / whole:.1f} a second")
    if times:
        print(f"answer p50 {percentile(times, 50):.2f} s, p95 {percentile(times, 95):.2f} s, longest {times[-1]:.2f} s")
        means = [sum(person.seconds) / len(person.seconds) for person in (fastest, slowest) if person.seconds]
        print(f"mean of the fastest and the slowest person: {', '.join(f'{mean:.2f} s' for mean in means)}")
    print(f"{len(errors)} errors")
    for error in errors:
        print(error, file=sys.stderr)
    sys.exit(bool(errors))


def _visit(url: str, person: Person, gate: threading.Barrier) -> None:
    parts = urlsplit(url)
    browser = _Browser(parts.hostname or "127.0.0.1", parts.port or 80)
    try:
        # The page itself, which brings the cookie.
        browser.request("GET", "/")
    except (OSError, http.client.HTTPException, ValueError) as error:
        person.errors.append(f"{type(error).__name__}: {error}")
        gate.wait()
        return
    gate.wait()
    conversation = ""
    try:
        for question in person.questions:
            begun = time.perf_counter()
            conversation = browser.ask(question, conversation)
            person.seconds.append(time.perf_counter() - begun)
        kept = json.loads(browser.request("GET", f"/api/conversations/{conversation}"))
        asked = [turn["answer"]["question"] for turn in kept["turns"]]
        if asked != person.questions:
            person.errors.append(f"asked {person.questions}, but the conversation holds {asked}")
        listed = json.loads(browser.request("GET", "/api/conversations"))
        if [held["id"] for held in listed] != [conversation]:
            person.errors.append(f"the list holds {len(listed)} conversations instead of one's own")
    except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
        person.errors.append(f"{type(error).__name__}: {error}")


class _Browser:
    """What a browser sends when a question is typed into the page: Gradio's own requests."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._cookie = ""
        self._session = token_hex(6)
        self._submit: dict[str, Any] = {}

    def request(self, method: str, path: str, body: object = None) -> str:
        connection = http.client.HTTPConnection(*self._address, timeout=_SECONDS)
        try:
            self._send(connection, method, path, body)
            response = connection.getresponse()
            text = response.read().decode("utf-8")
            if given := response.getheader("Set-Cookie"):
                self._cookie = given.partition(";")[0]
        finally:
            connection.close()
        if response.status >= 400:
            raise ValueError(f"{method} {path}: status {response.status} {text[:200]}")
        return text

    def ask(self, question: str, conversation: str) -> str:
        """Ask on the page and wait for the whole answer; returns the conversation that it belongs to."""
        if not self._submit:
            self._submit = _submitting(json.loads(self.request("GET", "/config")))
        current = f'<i data-conversation="{conversation}"></i>'
        body = {
            "data": [question, current, None, ""],
            "event_data": None,
            "fn_index": self._submit["id"],
            "trigger_id": self._submit["targets"][0][0],
            "session_hash": self._session,
        }
        self.request("POST", "/gradio_api/queue/join", body)
        connection = http.client.HTTPConnection(*self._address, timeout=_SECONDS)
        try:
            self._send(connection, "GET", f"/gradio_api/queue/data?session_hash={self._session}")
            for line in connection.getresponse():
                event = json.loads(line[6:]) if line.startswith(b"data: ") else {}
                if event.get("msg") == "process_completed":
                    if not event.get("success"):
                        raise ValueError(f"the page met an error: {event.get('output')}")
                    return self._newest()
        finally:
            connection.close()
        raise ValueError("the answer broke off")

    def _newest(self) -> str:
        return str(json.loads(self.request("GET", "/api/conversations"))[0]["id"])

    def _send(self, connection: http.client.HTTPConnection, method: str, path: str, body: object = None) -> None:
        headers = {"Cookie": self._cookie, "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)


def _submitting(config: dict[str, Any]) -> dict[str, Any]:
    """What happens on the page when a question is sent."""
    box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "g-question")
    found: dict[str, Any] = next(
        event for event in config["dependencies"] if [box, "submit"] in [list(target) for target in event["targets"]]
    )
    return found


if __name__ == "__main__":
    main()
