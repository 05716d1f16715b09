// Says when the server does not answer, and takes the page up again when it is back.
import { element, words } from "./words.js";

const EVERY = 4000;
const DRAFT = "guillemet-draft";

const banner = element("p", { id: "g-connection", role: "alert", hidden: true });
document.body.append(banner);

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
    location.reload();
    return;
  }
  begun = now;
  banner.hidden = true;
}

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, banner.hidden ? EVERY : EVERY / 4);
}
watch();
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
