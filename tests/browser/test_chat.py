"""From a question typed in the browser to the highlighted words in the document."""

import signal
import socket

import pytest
from chat_process import HOSTILE, Server, is_foreign
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ABOLITIONIST = "what does the abolitionist model change?"


def ask(page: Page, question: str) -> None:
    box = page.locator("#g-question textarea")
    expect(box).to_be_editable(timeout=30_000)
    answers = page.locator("#g-thread .bot-row").count()
    box.fill(question)
    box.press("Enter")
    expect(page.locator("#g-thread .bot-row")).to_have_count(answers + 1, timeout=60_000)
    expect(page.locator(".g-answer[aria-busy=false], .g-error").last).to_be_visible(timeout=60_000)
    expect(page.locator(".g-waiting")).to_have_count(0, timeout=60_000)
    expect(page.locator("[aria-busy=true].g-answer")).to_have_count(0)


def sideways(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def in_viewport(page: Page, selector: str) -> bool:
    return page.evaluate(
        """selector => {
            const box = document.querySelector(selector).getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
        }""",
        selector,
    )


@pytest.fixture
def fresh(home, shipped, tmp_path):
    """Starts a server on a folder that no index knows yet; the model is unpacked already."""
    (own, folder) = (tmp_path / "state", tmp_path / "orchards")
    own.mkdir()
    folder.mkdir()
    (own / "models").symlink_to(home / "models")
    servers = []

    def start(texts):
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        servers.append(Server(own, folder))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def orchard(number, rows):
    return "\n\n".join(f"In row {row} of orchard {number} stand {number + row} pear trees." for row in range(rows))


def test_it_answers_while_the_index_is_prepared(fresh, open_page):
    page = open_page(fresh({f"orchard {number}.txt": orchard(number, 4) for number in range(300)}).url)
    ask(page, "How many pear trees stand in row 3 of orchard 7?")
    expect(page.locator(".g-answer").last.locator(".g-exact").first).to_contain_text("pear trees")
    expect(page.locator("#g-status .g-ready")).to_contain_text("300 documents", timeout=400_000)


def test_a_question_that_waits_is_stopped_and_given_back(fresh, open_page):
    """The one document there is takes long to read: until then there is nothing to answer from."""
    page = open_page(fresh({"orchards.txt": orchard(1, 400_000)}).url)
    box = page.locator("#g-question textarea")
    box.fill("Who waits for this?")
    box.press("Enter")
    expect(page.locator("#g-thread")).to_contain_text("The index is still being prepared")
    stop = page.locator("#g-question .stop-button")
    stop.click()
    expect(page.locator("#g-notice .g-stopped")).to_have_text("Stopped.")
    expect(box).to_have_value("Who waits for this?")
    expect(page.locator(".g-answer, .g-abstention")).to_have_count(0)
    box.press("Enter")
    expect(box).to_have_value("")
    box.fill("And who reads it?")
    stop.click()
    expect(page.locator("#g-notice .g-stopped")).to_have_text("Stopped.")
    expect(box).to_have_value("And who reads it?")
    box.press("Enter")
    expect(box).to_have_value("")
    stop.click()
    box.fill("What was typed since then")
    expect(page.locator("#g-notice .g-stopped")).to_have_text("Stopped.")
    expect(stop).to_have_count(0)
    expect(box).to_have_value("What was typed since then")
    box.press("Enter")
    expect(stop).to_be_visible()
    stop.click()
    box.fill("What is asked at once?")
    box.press("Enter")
    expect(page.locator("#g-thread .g-question")).to_have_text(["What is asked at once?"])
    expect(page.locator("#g-thread .g-waiting")).to_be_visible()


def test_from_question_to_highlighted_source(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, ABOLITIONIST)
    expect(page.locator(".g-query")).to_contain_text("Searched for:")
    expect(page.locator("#g-thread .g-question")).to_have_text(ABOLITIONIST)
    card = page.locator(".g-card", has_text="racolage").first
    quote = card.locator(".g-exact").text_content()
    expect(card.locator("cite")).not_to_be_empty()
    with page.context.expect_page() as opening:
        card.locator(".g-show").click(modifiers=["Control"])
    viewer = opening.value
    viewer.wait_for_load_state()
    marks = viewer.locator("mark").all_text_contents()
    assert "".join(marks) == quote
    assert in_viewport(viewer, "#quote")
    expect(viewer.locator("h1")).to_have_text(card.locator("cite").text_content())
    assert viewer.locator("script").count() == 0


def test_a_question_quicker_than_the_page_keeps_its_answer(shipped, open_page):
    page = open_page("about:blank")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/gradio_api/run/**", hold)
    page.goto(shipped.url)
    ask(page, ABOLITIONIST)
    assert held
    for route in held:
        route.continue_()
    page.unroute("**/gradio_api/run/**")
    expect(page.get_by_role("button", name="Start over")).to_be_visible()
    expect(page.locator("#g-status .g-ready")).to_be_visible()
    expect(page.locator("#g-thread .g-answer blockquote").first).to_be_visible()


def test_answers_come_in_stages(shipped, open_page):
    page = open_page(shipped.url)
    page.evaluate(
        """() => {
            window.stages = [];
            new MutationObserver(() => {
                const busy = document.querySelector(".g-waiting") ? -1 : document.querySelectorAll(".g-card").length;
                const searched = document.querySelector(".g-query") !== null || busy < 0;
                if (searched && window.stages.at(-1) !== busy) window.stages.push(busy);
            }).observe(document.body, {childList: true, subtree: true});
        }"""
    )
    ask(page, ABOLITIONIST)
    stages = page.evaluate("window.stages")
    assert stages == sorted(stages)
    assert len(stages) >= 3


def test_a_follow_up_is_understood_from_the_conversation(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, "Où s’est tenue la réunion des coordonnateurs en novembre 2017 ?")
    ask(page, "Et qui l’a ouverte ?")
    searched = page.locator(".g-query-text").last.text_content()
    assert searched
    assert searched != "Et qui l’a ouverte ?"
    # The words of the page are in its language; the answer's own are in that of the question.
    expect(page.locator(".g-query").last).to_contain_text("Searched for:")


def test_readers_do_not_share_a_conversation(shipped, open_page):
    first, second = open_page(shipped.url), open_page(shipped.url)
    ask(first, ABOLITIONIST)
    expect(second.locator("#g-thread .user-row")).to_have_count(0)


def test_what_the_documents_do_not_say(shipped, open_page):
    page = open_page(shipped.url)
    ask(page, "How many moons does the planet Jupiter have?")
    expect(page.locator(".g-verdict")).to_have_text("The documents do not say.")
    expect(page.get_by_label("Quotes that answer")).to_have_count(0)


def test_examples_can_be_clicked_and_the_start_found_again(shipped, open_page):
    page = open_page(shipped.url)
    examples = page.locator("#g-thread .example")
    expect(examples.first).to_be_visible(timeout=30_000)
    assert examples.count() >= 3
    text = examples.first.inner_text().strip()
    examples.first.click()
    expect(page.locator("#g-thread .g-question")).to_have_text(text)
    expect(page.locator(".g-card").first).to_be_visible(timeout=60_000)
    # While the answer is still coming in.
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#g-thread .user-row")).to_have_count(0)
    expect(examples.first).to_be_visible()
    page.wait_for_timeout(1000)
    expect(page.locator("#g-thread .user-row")).to_have_count(0)
    ask(page, "Et quand ?")
    expect(page.locator(".g-query-text")).to_have_text("Et quand ?")


def test_a_question_at_fault_is_one_clear_line(shipped, open_page):
    page = open_page(shipped.url)
    box = page.locator("#g-question textarea")
    box.fill("   ")
    box.press("Enter")
    expect(page.locator("#g-notice")).to_have_text("Please type a question first.")
    box.fill("why " * 25_000)
    box.press("Enter")
    expect(page.locator("#g-notice [role=alert]")).to_contain_text("long", timeout=30_000)
    expect(page.locator("#g-thread .user-row")).to_have_count(0)
    assert "Traceback" not in page.content()
    ask(page, ABOLITIONIST)
    expect(page.locator("#g-notice")).to_be_hidden()


def test_text_of_documents_and_questions_is_never_interpreted(hostile, open_page):
    page = open_page(hostile.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    question = f"What is the vinegar of Orlane made from? {HOSTILE}"
    ask(page, question)
    expect(page.locator("#g-thread .user-row .g-question")).to_have_text(question)
    ask(page, "What is the vinegar of the village of Orlane made from?")
    card = page.locator(".g-card", has_text="apples").first
    expect(card).to_contain_text("<script>window.hacked=1</script> **bold** $$x^2$$")
    assert page.locator("#g-thread").locator("img, script, strong, .katex").count() == 0
    with page.context.expect_page() as opening:
        card.locator(".g-show").click(modifiers=["Control"])
    viewer = opening.value
    viewer.wait_for_load_state()
    assert "".join(viewer.locator("mark").all_text_contents()) == card.locator(".g-exact").text_content()
    assert viewer.locator("img, script").count() == 0
    for shown in (page, viewer):
        assert shown.evaluate("window.hacked") is None


def test_right_to_left_documents(hostile, open_page):
    page = open_page(hostile.url)
    expect(page.locator("#g-status .g-ready")).to_be_visible(timeout=300_000)
    ask(page, "من ماذا ينتج النحالون في القرية العسل؟")
    card = page.locator(".g-card").first
    expect(card.locator("blockquote")).to_have_attribute("dir", "rtl")
    card.locator(".g-number").hover()
    for part in ("blockquote", ".g-context p"):
        expect(card.locator(part)).to_have_css("text-align", "start")
    with page.context.expect_page() as opening:
        card.locator(".g-show").click(modifiers=["Control"])
    viewer = opening.value
    viewer.wait_for_load_state()
    expect(viewer.locator("main")).to_have_attribute("dir", "rtl")
    assert in_viewport(viewer, "#quote")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_every_width_in_light_and_dark(shipped, open_page, tmp_path, width, scheme):
    page = open_page(shipped.url, width=width, scheme=scheme)
    expect(page.locator("#g-question textarea")).to_be_visible()
    assert sideways(page) <= 0
    ask(page, ABOLITIONIST)
    assert sideways(page) <= 0
    expect(page.locator("#g-question textarea")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Guillemet")).to_be_in_viewport()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background.removeprefix("rgb(").rstrip(")").split(","))) > 384) == (scheme == "light")
    shot = tmp_path / "chat.png"
    page.screenshot(path=shot)
    assert shot.stat().st_size > 5_000
    viewer = page.context.new_page()
    viewer.goto(shipped.url.rstrip("/") + page.locator(".g-show").first.get_attribute("href"))
    assert sideways(viewer) <= 0
    assert in_viewport(viewer, "#quote")
    viewer.screenshot(path=tmp_path / "viewer.png")


@pytest.mark.parametrize("state", ["ready", "indexing"])
@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_the_head_of_the_page_is_tidy_at_every_width(shipped, open_page, locale, state):
    page = open_page(shipped.url, locale=locale)
    ask(page, ABOLITIONIST)
    expect(page.locator(".g-menu")).to_be_visible()
    page.evaluate(
        """state => {
            const line = document.querySelector("#g-status .g-status");
            line.className = `g-status g-${state}`;
            line.innerHTML = (state === "ready" ? "" : "<progress max=9 value=4></progress>")
                + `<span>550 documents · 1 skipped${state === "ready" ? "" : " · about 3 minutes left"}</span>`;
        }""",
        state,
    )
    for width in (320, 360, 500, 640, 720, 768, 900, 1024, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) <= 0, width
        parts = "#g-brand h1, #g-status span, #g-tools .g-tools > :not([hidden]), #g-start-over"
        boxes = [part.bounding_box() for part in page.locator(parts).all() if part.is_visible()]
        assert all(box["height"] <= 44 for box in boxes), (width, boxes)
        for at, one in enumerate(boxes):
            for other in boxes[:at]:
                apart = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
                assert apart or one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
        # The way to start over stands beside the name, not below it.
        assert boxes[-1]["y"] < boxes[0]["y"] + boxes[0]["height"], (width, boxes)


def test_the_interface_speaks_the_language_of_the_browser(shipped, open_page):
    page = open_page(shipped.url, locale="fr-FR")
    expect(page.get_by_role("button", name="Recommencer")).to_be_visible()
    expect(page.locator("#g-question textarea")).to_have_attribute("placeholder", "Interrogez vos documents")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Envoyer")).to_be_visible()
    assert page.title() == "Guillemet"
    assert page.locator("footer a").count() == 0


def test_a_request_to_another_host_would_be_seen_and_is_refused(shipped, open_page):
    page = open_page(shipped.url)
    refused = page.evaluate("fetch('http://elsewhere.example/').then(() => 'reached', error => error.message)")
    assert refused != "reached"
    assert is_foreign("http://elsewhere.example/")
    open_page.foreign.clear()


def test_addresses_that_lead_nowhere_say_so(shipped, open_page):
    page = open_page(shipped.url)
    root = shipped.url.rstrip("/")
    ask(page, ABOLITIONIST)
    address = page.locator(".g-show").first.get_attribute("href").partition("?")[0]
    for path, status, words in (
        (f"/document/{'0' * 64}?start=0&end=3", 404, "No such document"),
        ("/document/%3Cscript%3E?start=0&end=3", 404, "No such document"),
        (f"{address}?start=x&end=-3", 400, "nothing is marked"),
        (f"{address}?start=5&end=99999999", 400, "nothing is highlighted"),
        (address, 200, "SHA-256"),
    ):
        viewer = page.context.new_page()
        response = viewer.goto(root + path)
        assert response.status == status, path
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        expect(viewer.locator("body")).to_contain_text(words)
        assert viewer.locator("mark").count() == 0


def test_health_and_closed_doors(shipped, open_page):
    context = open_page(shipped.url).context
    root = shipped.url.rstrip("/")
    health = context.request.get(f"{root}/health").json()
    assert health["status"] == "ready"
    assert health["documents"] > 0
    for path in ("/docs", "/openapi.json", "/gradio_api/file=http://elsewhere.example/"):
        assert context.request.get(root + path).status == 404, path
    assert context.request.get(f"{root}/health", headers={"Host": "elsewhere.example"}).status == 400


def test_a_busy_port_is_one_clear_line(shipped, home):
    port = int(shipped.url.rstrip("/").rpartition(":")[2])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for busy in (port, taken.getsockname()[1]):
            with pytest.raises(pytest.fail.Exception) as failed:
                Server(home, port=busy)
            assert f"port {busy}" in str(failed.value)
            assert "--port" in str(failed.value)
            assert "Traceback" not in str(failed.value)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_while_a_page_is_open(home, shipped, browser, number):
    server = Server(home)
    page = browser.new_page()
    page.goto(server.url)
    expect(page.locator("#g-question textarea")).to_be_visible()
    assert server.stop(number) == 0
    page.close()
    assert "Traceback" not in "".join(server.output)
    with (
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.1", int(server.url.rstrip("/").rpartition(":")[2])), timeout=2),
    ):
        pass
