// The conversations: a list to find, open, rename and delete them, and the tools in the head of the page.
import { show as showDocuments, toggle as documents } from "./documents.js";
import { keepingFocus } from "./focus.js";
import { keepOpen } from "./source.js";
import { button, call, current, element, send, words } from "./words.js";

const OPEN = "guillemet-shelf";
const wide = matchMedia("(min-width: 80rem)");

const found = element("input", { type: "search", placeholder: words.search_conversations, "aria-label": words.search_conversations, maxlength: 200 });
const list = element("ul");
const said = element("p", { role: "status", class: "g-shelf-said" });
const shelf = element(
  "aside",
  { id: "g-shelf", "aria-label": words.conversations, hidden: true },
  element("header", {}, element("h2", {}, words.conversations), button("✕", () => show(false), { "aria-label": words.close, class: "g-icon" })),
  button(words.new_conversation, () => open(""), { class: "g-new" }),
  found,
  said,
  list,
);
const scrim = element("div", { id: "g-scrim", onclick: () => (document.body.classList.contains("g-docs-open") ? showDocuments(false) : show(false)) });
document.body.append(shelf, scrim);

const toggle = button(words.conversations, () => show(shelf.hidden), { "aria-expanded": "false", "aria-controls": "g-shelf" });
const exporting = element("div");
const taking = element("details", { class: "g-menu", hidden: true }, element("summary", {}, words.export), exporting);
const other = words.language === "fr" ? "en" : "fr";
const language = button(words.language_switch, () => {
  document.cookie = `guillemet_language=${other}; path=/; max-age=34560000; samesite=strict`;
  keepOpen();
  location.reload();
}, { lang: other });

function show(wanted) {
  shelf.hidden = !wanted;
  document.body.classList.toggle("g-shelf-open", wanted);
  toggle.setAttribute("aria-expanded", String(wanted));
  localStorage.setItem(OPEN, wanted ? "yes" : "no");
  if (wanted) { refresh(); shelf.querySelector("header button").focus(); }
  else toggle.focus();
}

function open(conversation) {
  send("open", { conversation });
  if (!wide.matches) show(false);
}

let asked = 0;
// Ends the renaming that is under way.
let letGo = null;
async function refresh() {
  if (shelf.hidden) return;
  asked += 1;
  const mine = asked;
  try {
    const conversations = await call(`/api/conversations?words=${encodeURIComponent(found.value)}`);
    // What is typed as a new name stays until it is given or let go.
    if (mine !== asked || letGo) return;
    keepingFocus(list, shelf.querySelector(".g-new"), () => list.replaceChildren(...conversations.map(row)));
    said.textContent = conversations.length ? "" : found.value.trim() ? words.none_found : words.no_conversations;
  } catch (error) {
    said.textContent = error.message;
  }
}

function row(conversation) {
  const when = new Date(conversation.changed);
  const link = element(
    "a",
    {
      href: `/?conversation=${conversation.id}`,
      "aria-current": conversation.id === current() ? "page" : false,
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        open(conversation.id);
      },
    },
    element("span", { dir: "auto" }, conversation.title),
    element("time", { datetime: conversation.changed }, when.toLocaleString(words.language, { dateStyle: "medium", timeStyle: "short" })),
  );
  const item = element("li");
  const label = (text) => ({ "aria-label": `${text}: ${conversation.title}` });
  item.append(
    link,
    element(
      "span",
      { class: "g-row-tools" },
      button(words.rename, () => rename(item, conversation), label(words.rename)),
      button(words.delete, () => remove(conversation), label(words.delete)),
    ),
  );
  return item;
}

function rename(item, conversation) {
  letGo?.();
  const shown = [...item.childNodes];
  const close = () => {
    letGo = null;
    item.replaceChildren(...shown);
    shown.at(-1).querySelector("button").focus();
  };
  const title = element("input", { value: conversation.title, maxlength: 120, "aria-label": words.rename });
  const form = element("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      await changing(async () => {
        await call(`/api/conversations/${conversation.id}`, "PATCH", { title: title.value });
        close();
      });
    },
    onkeydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); refresh(); } },
  }, title, element("button", {}, "✓"));
  form.lastChild.setAttribute("aria-label", words.rename);
  item.replaceChildren(form);
  letGo = close;
  title.select();
}

function remove(conversation) {
  const asking = element("dialog", { class: "g-dialog", "aria-labelledby": "g-dialog-asks" });
  const close = () => { asking.close(); asking.remove(); };
  asking.append(
    element("p", { id: "g-dialog-asks" }, words.delete_really),
    element("p", { class: "g-dialog-title", dir: "auto" }, conversation.title),
    element(
      "div",
      {},
      button(words.cancel, close, { autofocus: true }),
      button(words.delete, async () => {
        close();
        await changing(() => call(`/api/conversations/${conversation.id}`, "DELETE"));
        if (conversation.id === current()) send("open", { conversation: "" });
      }, { class: "g-danger" }),
    ),
  );
  document.body.append(asking);
  asking.showModal();
}

async function changing(act) {
  try {
    await act();
    await refresh();
  } catch (error) {
    said.textContent = error.message;
  }
}

let waiting;
found.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => { letGo?.(); found.focus(); refresh(); }, 200); });
shelf.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });

// The address always names the conversation on the page, so that a reload shows it again, and the way back the one before.
const named = () => new URLSearchParams(location.search).get("conversation") || "";
addEventListener("popstate", () => { if (named() !== current()) send("open", { conversation: named() }); });
let before = null;
let turns = 0;
function follow() {
  const tools = document.querySelector("#g-tools .g-tools:empty");
  if (tools) tools.append(documents, toggle, taking, language);
  const now = current();
  const count = document.querySelectorAll("#g-thread .g-answer[data-turn]").length;
  if (!document.querySelector("#g-current [data-conversation]") || (now === before && count === turns)) return;
  if (before === null && !now && named() && !settled) return;
  const address = now ? `/?conversation=${now}` : "/";
  if (now !== before && now !== named()) before ? history.pushState(null, "", address) : history.replaceState(history.state, "", address);
  [before, turns] = [now, count];
  taking.hidden = !now;
  exporting.replaceChildren(...[["HTML", "html"], ["Markdown", "md"], ["JSON", "json"]].map(([name, form]) =>
    element("a", { href: `/api/conversations/${now}/export?form=${form}`, download: true, onclick: () => { taking.open = false; } }, name)));
  refresh();
}
// Until the page has heard from the server, an empty thread says nothing of the address.
let settled = false;
setTimeout(() => { settled = true; follow(); }, 4000);
follow();
new MutationObserver(follow).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-conversation"] });

// What lies under the open menu is out of reach.
taking.addEventListener("toggle", () => { document.querySelector("#g-thread").inert = taking.open; });
addEventListener("click", (event) => {
  if (!taking.contains(event.target)) taking.open = false;
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && taking.open && taking.contains(document.activeElement)) { taking.open = false; taking.querySelector("summary").focus(); }
});

if (wide.matches && localStorage.getItem(OPEN) === "yes") { shelf.hidden = false; document.body.classList.add("g-shelf-open"); toggle.setAttribute("aria-expanded", "true"); refresh(); }
