"""The chat page, in Gradio: what it consists of and what happens when; what it says is made elsewhere."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

# Read by Gradio when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

from .cards import message_html
from .dialogue import Asked, Message, Stage
from .page_parts import brand, conversation_in, current_mark, given_back, hint, status_line, welcome
from .seat import Seat
from .visitor import Visitor
from .wording import ENGLISH, FRENCH, wording

if TYPE_CHECKING:
    from fastapi import FastAPI

    from .dialogue import Dialogue

__all__ = ["mount_chat"]

_STATIC = Path(__file__).parent / "static"

_SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Cantarell", "sans-serif")
_SYSTEM_MONO = ("ui-monospace", "Cascadia Mono", "Menlo", "Consolas", "monospace")

_POLL_SECONDS = 0.7
_MOST_COLLECTIONS = 1_000

_BRIDGE = """
document.addEventListener("guillemet:ask", (event) => trigger("submit", event.detail));
document.addEventListener("guillemet:open", (event) => trigger("select", event.detail));
document.addEventListener("guillemet:indexing", () => trigger("change"));
"""
"""What the page's own buttons ask for becomes events of Gradio."""

_AMONG = "(...given) => [...given.slice(0, -1), document.body.dataset.among || '']"
"""The collections that the page asks go along with every question."""

_NAMED_IN_ADDRESS = "() => [new URLSearchParams(location.search).get('conversation') || '', null]"


def mount_chat(app: "FastAPI", dialogue: "Dialogue", examples: Sequence[str] = ()) -> None:
    """Put the chat at the root of an app, behind the routes it already has."""
    gr.mount_gradio_app(
        app,
        _page(dialogue, examples),
        path="/",
        theme=_theme(),
        css_paths=[_STATIC / "chat.css"],
        js=(_STATIC / "start.js").read_text(encoding="utf-8"),
        favicon_path=str(_STATIC / "icon.svg"),
        i18n=_translations(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=1,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


class _Events:
    """What happens on the page, and what it shows afterwards."""

    def __init__(self, dialogue: "Dialogue") -> None:
        self._dialogue = dialogue

    def ask(
        self, question: str, current: str, seat: Seat, among: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        yield from self._answer(Asked(question, among=_chosen(among)), current, seat, request)

    def ask_example(
        self, current: str, seat: Seat, among: str, chosen: gr.SelectData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        yield from self._answer(Asked(str(chosen.value["text"]), among=_chosen(among)), current, seat, request)

    def ask_again(
        self, current: str, seat: Seat, among: str, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        given = _given(event)
        (query, turn) = (given.get("query"), given.get("turn"))
        asked = Asked(
            str(given.get("question", "")),
            None if query is None else str(query),
            turn if isinstance(turn, int) else None,
            _chosen(among),
        )
        yield from self._answer(asked, current, seat, request)

    def stop(self, seat: Seat) -> None:
        seat.stop()

    def open(self, seat: Seat, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        return self._turn_to(str(_given(event).get("conversation", "")), seat, request)

    def start_over(self, seat: Seat, request: gr.Request) -> tuple[Any, ...]:
        return self._turn_to("", seat, request)

    def arrive(self, named: str, seat: Seat, request: gr.Request) -> tuple[Any, ...]:
        words = wording(Visitor.of(request).language)
        # Whoever was quicker than the page's own first request has asked already, and keeps the answer.
        (identity, messages, _, told) = (gr.skip(),) * 4 if seat.known else self._turn_to(named, seat, request)
        box = gr.Textbox(label=words.ask, placeholder=words.ask)
        return identity, messages, box, told, gr.Button(words.start_over)

    def status(self, request: gr.Request) -> tuple[str, Any]:
        visitor = Visitor.of(request)
        state = self._dialogue.standing(visitor)
        line = status_line(state, wording(visitor.language))
        return line, gr.Timer(active=state.phase == "indexing")

    def _turn_to(self, conversation: str, seat: Seat, request: gr.Request) -> tuple[Any, ...]:
        stage = self._dialogue.shown(Visitor.of(request), conversation)
        seat.turn_to(stage.conversation)
        return _shown(stage)

    def _answer(self, asked: Asked, current: str, seat: Seat, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        visitor = Visitor.of(request)
        with seat.turn(conversation_in(current)) as wanted:
            if wanted:
                yield from self._stages(visitor, asked, seat)
            else:
                yield (gr.skip(),) * 4

    def _stages(self, visitor: Visitor, asked: Asked, seat: Seat) -> Iterator[tuple[Any, ...]]:
        begun = seat.turns
        for stage in self._dialogue.respond(visitor, seat.conversation, asked):
            # An earlier stage may still have been under way to the page: the last word is what was turned to.
            if seat.turns != begun:
                yield _shown(self._dialogue.shown(visitor, seat.conversation))
                return
            if seat.stopped:
                yield _shown(self._dialogue.stopped(visitor, seat.conversation, asked), typing=True)
                return
            seat.conversation = stage.conversation or seat.conversation
            told = wording(visitor.language).queued if seat.queued and stage.running else ""
            yield _shown(replace(stage, notice=message_html(told) if told else stage.notice), typing=True)


def _page(dialogue: "Dialogue", examples: Sequence[str]) -> gr.Blocks:
    translated = _translations()
    events = _Events(dialogue)

    with gr.Blocks(title="Guillemet", analytics_enabled=False, fill_height=True) as page:
        seat = gr.State(Seat())
        with gr.Row(elem_id="g-header", equal_height=True):
            gr.HTML(brand(), elem_id="g-brand")
            status_line = gr.HTML(elem_id="g-status")
            gr.HTML('<div class="g-tools"></div>', elem_id="g-tools")
            start = gr.Button(translated("start_over"), elem_id="g-start-over", size="sm", scale=0)
        thread = gr.Chatbot(
            elem_id="g-thread",
            label="Guillemet",
            show_label=False,
            scale=1,
            height="100%",
            layout="bubble",
            buttons=[],
            feedback_options=None,
            # Messages are components that show escaped text; nothing here is for the Markdown renderer.
            render_markdown=False,
            latex_delimiters=[],
            group_consecutive_messages=False,
            autoscroll=False,
            placeholder=welcome(),
            examples=[{"text": example} for example in examples] or None,
        )
        notice = gr.HTML(elem_id="g-notice")
        question = gr.Textbox(
            elem_id="g-question",
            label=translated("ask"),
            placeholder=translated("ask"),
            show_label=False,
            container=False,
            submit_btn=True,
            max_lines=6,
            autofocus=True,
        )
        gr.HTML(hint(), elem_id="g-hint")
        current = gr.HTML(current_mark(""), elem_id="g-current")
        bridge = gr.HTML("", elem_id="g-bridge", js_on_load=_BRIDGE)
        among = gr.HTML("", elem_id="g-among")
        timer = gr.Timer(_POLL_SECONDS)

        shown = [current, thread, question, notice]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # No limit: a conversation waits for its own answers only, and a question for the one before it.
        asking = {"concurrency_limit": None, "trigger_mode": "multiple", "js": _AMONG, **quiet}
        # Turning elsewhere is not `cancels`: that may close the stream that its own result would come by. And it is not
        # queued, so that it need not wait for that stream.
        at_once = {"queue": False, **quiet}
        question.submit(events.ask, [question, current, seat, among], shown, **asking)
        thread.example_select(events.ask_example, [current, seat, among], shown, **asking)
        bridge.submit(events.ask_again, [current, seat, among], shown, **asking)
        question.stop(events.stop, [seat], None, **at_once)
        bridge.select(events.open, [seat], shown, **at_once)
        gr.on([start.click, thread.clear], events.start_over, [seat], shown, **at_once)
        page.load(events.arrive, [current, seat], [*shown, start], js=_NAMED_IN_ADDRESS, **at_once)
        gr.on([page.load, timer.tick, bridge.change], events.status, None, [status_line, timer], **at_once)
    return cast("gr.Blocks", page)


def _shown(stage: Stage, *, typing: bool = False) -> tuple[Any, ...]:
    """What the page shows; a reader who may be `typing` the next question keeps what stands in the box.

    The page itself empties the box of a question that has come into the thread, and fills it with one given back.
    """
    (ask, stop) = (not stage.running, stage.running)
    notice = stage.notice
    if typing:
        box = gr.Textbox(submit_btn=ask, stop_btn=stop)
        notice = given_back(stage.question) + notice
    else:
        box = gr.Textbox(value=stage.question, submit_btn=ask, stop_btn=stop)
    return current_mark(stage.conversation), [_bubble(message) for message in stage.messages], box, notice


def _chosen(among: str) -> tuple[str, ...]:
    """The collections that the page names."""
    return tuple(among.split())[:_MOST_COLLECTIONS]


def _given(event: gr.EventData) -> dict[str, Any]:
    """What the page sent along with an event: anything at all."""
    given = getattr(event, "_data", None)
    return given if isinstance(given, dict) else {}


def _bubble(message: Message) -> dict[str, Any]:
    return {"role": message.role, "content": _html(message.html)}


@lru_cache(maxsize=500)
def _html(html: str) -> gr.HTML:
    # Even with Markdown off, the Chatbot's text messages render HTML and LaTeX; an HTML component shows what it gets.
    # Making one takes longer than a search, and every stage of an answer shows all messages again.
    return gr.HTML(html, apply_default_css=False, js_on_load=None)


def _translations() -> gr.I18n:
    return gr.I18n(
        **{
            words.language: {
                field.name: getattr(words, field.name) for field in fields(words) if field.name != "language"
            }
            for words in (ENGLISH, FRENCH)
        }
    )


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue="stone",
        secondary_hue="stone",
        neutral_hue="stone",
        radius_size="md",
        font=_SYSTEM_FONTS,
        font_mono=_SYSTEM_MONO,
    )
