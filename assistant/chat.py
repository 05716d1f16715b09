"""The chat page, in Gradio: what it consists of and what happens when; what it says is made elsewhere."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

# Read by Gradio when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

from .cards import status_html
from .dialogue import Dialogue, Message, Stage, respond
from .wording import ENGLISH, FRENCH, Wording, preferred, wording

if TYPE_CHECKING:
    from fastapi import FastAPI

    from .assistant import Assistant
    from .indexing import Indexing, IndexingState

__all__ = ["mount_chat"]

_STATIC = Path(__file__).parent / "static"

_SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Cantarell", "sans-serif")
_SYSTEM_MONO = ("ui-monospace", "Cascadia Mono", "Menlo", "Consolas", "monospace")

_POLL_SECONDS = 0.7


def mount_chat(app: "FastAPI", assistant: "Assistant", indexing: "Indexing", examples: Sequence[str] = ()) -> None:
    """Put the chat at the root of an app, behind the routes it already has."""
    gr.mount_gradio_app(
        app,
        _page(assistant, indexing, examples),
        path="/",
        theme=_theme(),
        css_paths=[_STATIC / "chat.css"],
        js=(_STATIC / "chat.js").read_text(encoding="utf-8"),
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


@dataclass(slots=True)
class _Restarts:
    """How often one reader started over: an answer begun before the last time is nobody's any more."""

    count: int = 0


def _page(assistant: "Assistant", indexing: "Indexing", examples: Sequence[str]) -> gr.Blocks:
    translated = _translations()

    def answer(
        question: str, dialogue: Dialogue, restarts: _Restarts, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        begun = restarts.count
        for stage in respond(assistant, indexing, dialogue, question, _language(request)):
            if restarts.count != begun:
                # An earlier stage may still have been under way to the page: the last word is the empty thread.
                yield _shown(Stage(Dialogue()))
                return
            yield _shown(stage)

    def restart(restarts: _Restarts) -> tuple[Any, ...]:
        restarts.count += 1
        return _shown(Stage(Dialogue()))

    def answer_example(
        dialogue: Dialogue, restarts: _Restarts, chosen: gr.SelectData, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        yield from answer(str(chosen.value["text"]), dialogue, restarts, request)

    def status(request: gr.Request) -> tuple[str, Any]:
        state = indexing.state
        return _status(state, wording(_language(request))), gr.Timer(active=state.phase == "indexing")

    with gr.Blocks(title="Guillemet", analytics_enabled=False, fill_height=True) as page:
        dialogue = gr.State(Dialogue())
        restarts = gr.State(_Restarts())
        with gr.Row(elem_id="g-header", equal_height=True):
            gr.HTML(_brand(), elem_id="g-brand")
            status_line = gr.HTML(elem_id="g-status")
            start_over = gr.Button(translated("start_over"), elem_id="g-start-over", size="sm", scale=0)
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
            placeholder=_welcome(),
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
        gr.HTML(_hint(), elem_id="g-hint")
        timer = gr.Timer(_POLL_SECONDS)

        shown = [dialogue, thread, question, notice]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # No limit: a conversation waits for its own answers only.
        question.submit(answer, [question, dialogue, restarts], shown, concurrency_limit=None, **quiet)
        thread.example_select(answer_example, [dialogue, restarts], shown, concurrency_limit=None, **quiet)
        gr.on(
            [start_over.click, thread.clear],
            restart,
            [restarts],
            shown,
            # Not `cancels`: cancelling may close the stream that this event's own result would come by. And not queued,
            # so that it need not wait for that stream.
            queue=False,
            **quiet,
        )
        gr.on([page.load, timer.tick], status, None, [status_line, timer], queue=False, **quiet)
    return cast("gr.Blocks", page)


def _shown(stage: Stage) -> tuple[Any, ...]:
    return stage.dialogue, [_bubble(message) for message in stage.dialogue.messages], stage.question, stage.notice


def _bubble(message: Message) -> dict[str, Any]:
    # Even with Markdown off, the Chatbot's text messages render HTML and LaTeX; an HTML component shows what it gets.
    return {"role": message.role, "content": gr.HTML(message.html, apply_default_css=False, js_on_load=None)}


def _language(request: gr.Request) -> str:
    return preferred(request.headers.get("accept-language"))


def _status(state: "IndexingState", words: Wording) -> str:
    if state.phase == "failed":
        return status_html(words.failed.format(state.error), kind="failed")
    if state.phase == "indexing":
        line = words.preparing_files.format(state.done, state.total) if state.total else words.preparing
        return status_html(line, done=state.done, total=state.total, kind="indexing")
    line = words.ready_one if state.documents == 1 else words.ready_many.format(state.documents)
    if state.skipped:
        line = f"{line} · {words.skipped.format(state.skipped)}"
    return status_html(line)


def _brand() -> str:
    return '<h1><span aria-hidden="true">«</span> Guillemet <span aria-hidden="true">»</span></h1>'


def _welcome() -> str:
    return "".join(
        f'<p class="g-welcome" lang="{words.language}">{escape(words.tagline)}</p>' for words in (ENGLISH, FRENCH)
    )


def _hint() -> str:
    return "".join(f'<p lang="{words.language}">{escape(words.send_hint)}</p>' for words in (ENGLISH, FRENCH))


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
