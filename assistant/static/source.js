// The source beside the chat: a pane on wide screens; on narrow ones a page above it, which the way back leaves.
import { takeDrops } from "./dropping.js";
import { button, element, send, words } from "./words.js";

const wide = matchMedia("(min-width: 64rem)");

const frame = element("iframe", { title: words.source_pane, name: "g-source-frame" });
const apart = element("a", { target: "_blank", rel: "noopener" }, words.open_in_tab);
const passage = button(words.use_passage, choose, { class: "g-passage", hidden: true });
const lost = element("p", { role: "alert", class: "g-lost", hidden: true }, words.lost_connection);
const pane = element(
  "aside",
  { id: "g-source", "aria-label": words.source_pane, hidden: true },
  element("header", {}, element("h2", {}, words.source_pane), passage, apart, button("✕", close, { "aria-label": words.close, class: "g-icon" })),
  lost,
  frame,
);
document.body.append(pane);

let opener = null;

export function show(link) {
  opener = link;
  const address = new URL(link.href);
  address.searchParams.set("pane", "1");
  apart.href = link.href;
  pane.hidden = false;
  if (hint()) send("hinted", hint());
  document.body.classList.add("g-source-open");
  if (!wide.matches && !history.state?.source) history.pushState({ source: true }, "");
  confine();
  // Replaced, so that the way back does not lead through the pane.
  frame.contentWindow.location.replace(address);
}

document.addEventListener("guillemet:connected", () => { if (!pane.hidden && !lost.hidden) show(opener); });

// What lies beneath a page above it is out of reach.
function confine() {
  for (const other of document.body.children) if (other !== pane) other.inert = !pane.hidden && !wide.matches;
}
wide.addEventListener("change", confine);

function close() {
  if (history.state?.source) history.back();
  else putAway();
}
addEventListener("popstate", () => { if (!pane.hidden && !history.state?.source) putAway(); });

function putAway() {
  pane.hidden = true;
  document.body.classList.remove("g-source-open");
  confine();
  for (const card of document.querySelectorAll(".g-card[aria-current]")) card.removeAttribute("aria-current");
  // A document of the list was opened from a panel that is shut by now.
  (opener?.checkVisibility?.() ? opener : document.querySelector("#g-tools button"))?.focus();
}

// Whoever changes the language goes on reading where they were.
const KEPT = "guillemet-source";
export const keepOpen = () => { if (!pane.hidden) sessionStorage.setItem(KEPT, apart.href); };
const kept = sessionStorage.getItem(KEPT);
sessionStorage.removeItem(KEPT);
if (kept) show({ href: kept });

// In a conversation that was opened again, a passage is asked for from the answer whose quote was opened.
function hint() {
  return opener?.closest?.(".g-answer")?.querySelector(".g-passage-hint:not([hidden]) button");
}

export const askForPassage = (wanted) => { passage.hidden = !wanted; };

const addressOf = (link) => { const { pathname, searchParams } = new URL(link.href, location.href); return `${pathname}:${searchParams.get("start")}-${searchParams.get("end")}`; };

frame.addEventListener("load", () => {
  // What the browser itself shows where the server does not answer is closed to the page.
  lost.hidden = Boolean(frame.contentDocument);
  frame.hidden = !lost.hidden;
  if (frame.hidden) return;
  const inside = frame.contentWindow;
  if (inside.location.protocol === "about:") return;
  const here = new URL(inside.location.href);
  for (const card of document.querySelectorAll(".g-card")) {
    const shown = addressOf(card.querySelector(".g-show")) === addressOf({ href: here.href });
    if (shown) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
  }
  here.searchParams.delete("pane");
  apart.href = here;
  takeDrops(inside.document);
  inside.document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) close(); });
  inside.document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && !link.target && !apartFrom(event)) stay(event, new URL(link.href));
  });
  inside.document.addEventListener("submit", (event) => {
    const address = new URL(event.target.action);
    address.search = new URLSearchParams(new FormData(event.target));
    stay(event, address);
  });
  frame.focus();
});

// Above the chat, one step back is back to the chat, wherever in the document the reader went.
function stay(event, address) {
  if (wide.matches) return;
  event.preventDefault();
  frame.contentWindow.location.replace(address);
}

const apartFrom = (event) => event.ctrlKey || event.metaKey || event.shiftKey;

function choose() {
  send("passage", selected());
  // What comes of it is said in the chat.
  if (!wide.matches) close();
}

// What is selected in the pane, as offsets in the canonical text: every block says where its text begins.
function selected() {
  const inside = frame.contentWindow;
  const selection = inside.getSelection();
  if (!selection || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const offset = (node, at) => {
    const holder = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("[data-start]");
    if (!holder) return null;
    const before = inside.document.createRange();
    before.setStart(holder, 0);
    before.setEnd(node, at);
    return Number(holder.dataset.start) + [...before.toString()].length;
  };
  const ends = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
  if (ends.includes(null)) return null;
  // Where a long document came in with the quote first, what stands before it comes later in the tree.
  const [start, end] = ends.sort((one, other) => one - other);
  return start === end ? null : { sha256: inside.document.querySelector("main").dataset.sha256, start, end };
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[data-act="show"]');
  if (!link || apartFrom(event)) return;
  event.preventDefault();
  show(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !pane.hidden && !event.defaultPrevented && pane.contains(document.activeElement)) close();
});
