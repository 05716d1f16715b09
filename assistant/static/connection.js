// Says when the server does not answer, and takes the page up again when it is back.
import { keepOpen } from "./source.js";
import { element, send, words } from "./words.js";

const EVERY = 4000;
const TOAST = ".toast-body";
const DRAFT = "guillemet-draft";

const banner = element("p", { id: "g-connection", role: "alert", hidden: true });
document.body.append(banner);
// The page makes room for it, so that it lies over nothing.
new ResizeObserver(() => document.documentElement.style.setProperty("--g-banner", `${banner.offsetHeight}px`)).observe(banner);

let begun = null;
const box = () => document.querySelector("#g-question textarea");

async function look() {
  let now;
  try {
    const response = await fetch("/health", { cache: "no-store" });
    now = (await response.json()).begun;
  } catch {
    banner.textContent = words.lost_connection;
    banner.hidden = false;
    return;
  }
  if (begun && now !== begun) {
    // Another server: it knows the conversation by the address, and nothing of this page.
    const draft = box()?.value;
    if (draft) sessionStorage.setItem(DRAFT, draft);
    keepOpen();
    location.reload();
    return;
  }
  begun = now;
  if (!banner.hidden) send("connected");
  banner.hidden = true;
}

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, banner.hidden ? EVERY : EVERY / 4);
}
watch();
// Gradio notices first, and says so in its own words.
new MutationObserver((changes) => {
  if (changes.some((change) => [...change.addedNodes].some((one) => one.matches?.(TOAST) || one.querySelector?.(TOAST)))) look();
}).observe(document.body, { childList: true, subtree: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });

const draft = sessionStorage.getItem(DRAFT);
if (draft) {
  const restore = () => {
    const found = box();
    if (!found) { setTimeout(restore, 200); return; }
    sessionStorage.removeItem(DRAFT);
    found.value = draft;
    found.dispatchEvent(new Event("input", { bubbles: true }));
  };
  restore();
}
