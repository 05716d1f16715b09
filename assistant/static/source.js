// The source beside the chat: a pane on wide screens; on narrow ones a link opens the same page by itself.
import { button, element, send, words } from "./words.js";

const wide = matchMedia("(min-width: 64rem)");

const frame = element("iframe", { title: words.source_pane, name: "g-source-frame" });
const apart = element("a", { target: "_blank", rel: "noopener" }, words.open_in_tab);
const passage = button(words.use_passage, () => send("passage", selected()), { class: "g-passage", hidden: true });
const pane = element(
  "aside",
  { id: "g-source", "aria-label": words.source_pane, hidden: true },
  element("header", {}, element("h2", {}, words.source_pane), passage, apart, button("✕", close, { "aria-label": words.close, class: "g-icon" })),
  frame,
);
document.body.append(pane);

let opener = null;

export function show(link) {
  opener = link;
  const address = new URL(link.href);
  address.searchParams.set("pane", "1");
  pane.hidden = false;
  document.body.classList.add("g-source-open");
  // Replaced, so that the way back does not lead through the pane.
  frame.contentWindow.location.replace(address);
}

function close() {
  pane.hidden = true;
  document.body.classList.remove("g-source-open");
  for (const card of document.querySelectorAll(".g-card[aria-current]")) card.removeAttribute("aria-current");
  if (opener?.isConnected) opener.focus();
}

// Whoever changes the language goes on reading where they were.
const KEPT = "guillemet-source";
export const keepOpen = () => { if (!pane.hidden) sessionStorage.setItem(KEPT, apart.href); };
const kept = sessionStorage.getItem(KEPT);
sessionStorage.removeItem(KEPT);
if (kept && wide.matches) show({ href: kept });

export const askForPassage = (wanted) => { passage.hidden = !wanted; };

const addressOf = (link) => { const { pathname, searchParams } = new URL(link.href, location.href); return `${pathname}:${searchParams.get("start")}-${searchParams.get("end")}`; };

frame.addEventListener("load", () => {
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
  inside.document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  frame.focus();
});

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
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !pane.hidden && !event.defaultPrevented && pane.contains(document.activeElement)) close();
});
