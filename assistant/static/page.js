// The chat page: its language, its names for what Gradio leaves unnamed, and the way the thread follows a new answer.
import "./asking.js";
import "./connection.js";
import { show as showDocuments } from "./documents.js";
import "./shelf.js";
import "./source.js";
import "./turns.js";
import { button, element, words } from "./words.js";

document.documentElement.lang = words.language;
// Not by way of Gradio, which confines a style sheet to its own part of the page.
for (const sheet of ["panels", "documents"]) document.head.append(element("link", { rel: "stylesheet", href: `/page/${sheet}.css` }));

// A new question moves to the top and its answer grows below it, unless the reader scrolls elsewhere meanwhile.
const covering = matchMedia("(max-width: 109.99rem)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let questions = 0;
let heard = 0;
let following = false;
const letGo = () => { following = false; };
for (const gesture of ["wheel", "touchmove", "pointerdown", "click"]) addEventListener(gesture, letGo, { passive: true, capture: true });
addEventListener("keydown", (event) => {
  if (["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", "Tab"].includes(event.key)) letGo();
});
// The button goes once it is pressed, and would take the focus with it.
addEventListener("click", ({ target }) => {
  if (target.closest?.("#g-thread .scroll-down-button-container")) document.querySelector("#g-thread .bubble-wrap").focus({ preventScroll: true });
}, true);
// A document of the list would open under it.
addEventListener("click", (event) => {
  if (event.defaultPrevented && covering.matches && event.target.closest?.('#g-docs a[data-act="show"]')) showDocuments(false);
});

const name = (selector, label) => {
  for (const found of document.querySelectorAll(`${selector}:not([aria-label])`)) found.setAttribute("aria-label", label);
};

const fill = (from, to) => {
  const box = document.querySelector("#g-question textarea");
  if (!box || box.value.trim() !== from) return;
  box.value = to;
  box.dispatchEvent(new Event("input", { bubbles: true }));
};
// A question that stands in the thread has been heard: the box is for the next one, which may be half typed by now.
const taken = (question) => fill(question, "");
// One that was stopped, or is to be mended, is in the box again, unless the next one is begun there.
const giveBack = () => {
  const given = document.querySelector("#g-notice [data-given-back]");
  if (!given) return;
  fill("", given.dataset.givenBack);
  delete given.dataset.givenBack;
};

const settle = () => {
  giveBack();
  name("#g-question .submit-button", words.send);
  name("#g-question .stop-button", words.stop);
  const scrolled = document.querySelector("#g-thread .bubble-wrap:not([tabindex])");
  if (scrolled) scrolled.tabIndex = 0;

  // Gradio calls them a list, but their buttons no items of one.
  document.querySelector("#g-thread .examples[role=list]")?.setAttribute("role", "group");

  const welcome = document.querySelector("#g-thread .g-welcome")?.parentElement;
  if (welcome && !welcome.querySelector(".g-begin")) {
    welcome.append(element("p", { class: "g-begin" }, `${words.begin} `, button(words.add_documents, () => showDocuments(true))));
  }

  const rows = document.querySelectorAll("#g-thread .user-row");
  if (rows.length > questions) following = true;
  // A row is there before its text is.
  const asked = rows[rows.length - 1]?.querySelector(".g-question");
  if (asked && rows.length > heard) taken(asked.textContent);
  heard = asked ? rows.length : Math.min(heard, rows.length);
  questions = rows.length;
  if (following && questions) {
    rows[questions - 1].scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }
};
settle();
new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
