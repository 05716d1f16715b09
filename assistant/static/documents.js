// The documents: what is there, in which collections, and which of them are asked.
import { drop, waiting } from "./dropping.js";
import { keepingFocus } from "./focus.js";
import { button, call, element, fill, send, words } from "./words.js";

const EXCLUDED = "guillemet-excluded";
const AT_ONCE = 200;
const NAMED = 5;

let library = { collections: [], documents: [], skipped: [], suffixes: [], max_bytes: 0 };
let sorted = { by: "title", down: false };
let shown = AT_ONCE;
const selected = new Set();
const excluded = new Set(JSON.parse(localStorage.getItem(EXCLUDED) || "[]"));

export const called = (collection) => collection.name || (collection.kind === "shipped" ? words.shipped_notes : words.dropped_files);

// -- which collections are asked

const asked = () => library.collections.filter((one) => !excluded.has(one.id));
const chip = button("", () => show(true), { id: "g-scope", "aria-controls": "g-docs", hidden: true });

function settle() {
  // Where none is left, all are asked: a question always goes somewhere.
  if (!asked().length) excluded.clear();
  const some = asked().length < library.collections.length;
  document.body.dataset.among = some ? asked().map((one) => one.id).join(" ") : "";
  chip.hidden = !some;
  chip.textContent = fill(words.asking_only, asked().map(called).join(", "));
  localStorage.setItem(EXCLUDED, JSON.stringify([...excluded]));
  all.hidden = !some;
}

function ask(only) {
  excluded.clear();
  for (const one of library.collections) if (only && one.id !== only) excluded.add(one.id);
  settle();
  draw();
}

// -- the parts of the panel

const collections = element("ul", { class: "g-collections" });
const all = button(words.ask_all, () => { ask(null); }, { hidden: true });
const said = element("p", { role: "status", class: "g-shelf-said" });
const filters = {
  words: element("input", { type: "search", placeholder: words.filter_words, "aria-label": words.filter_words, maxlength: 200 }),
  language: element("select"),
  type: element("select"),
  collection: element("select"),
  from: element("input", { type: "date" }),
  to: element("input", { type: "date" }),
};
const labelled = (label, control) => element("label", {}, element("span", {}, label), control);
const whole = element("input", { type: "checkbox", "aria-label": words.select_all });
const body = element("tbody");
const heads = { title: words.title, date: words.date, language: words.document_language, type: words.type, collection: words.collection };
const table = element("table", {},
  element("thead", {}, element("tr", {}, element("th", { scope: "col" }, whole), ...Object.entries(heads).map(([by, label]) =>
    element("th", { scope: "col", "data-by": by }, button(label, () => sort(by)))))),
  body);
const count = element("p", { role: "status", class: "g-count" });
const more = button("", () => { shown += AT_ONCE; draw(); }, { class: "g-new", hidden: true });
const move = element("select", { "aria-label": words.move_to });
const tools = element("div", { class: "g-chosen", hidden: true },
  element("span", {}), move, button(words.remove, () => remove()));
const unread = element("details", { class: "g-unread", hidden: true }, element("summary"), element("ul"));
const put = element("details", { class: "g-unread", hidden: true }, element("summary"), element("ul"));
const target = element("select");

const panel = element("aside", { id: "g-docs", "aria-label": words.documents, hidden: true },
  element("header", {}, element("h2", {}, words.documents), button("✕", () => show(false), { "aria-label": words.close, class: "g-icon" })),
  element("div", { class: "g-scroll" },
    drop(() => library, () => target.value, () => refresh(), target),
    said,
    element("section", { "aria-label": words.collections }, element("div", { class: "g-head" }, element("h3", {}, words.collections), all,
      button(words.new_collection, () => name(null))), collections),
    element("section", { "aria-label": words.documents, class: "g-list" },
      filters.words,
      element("details", { class: "g-narrowing", open: matchMedia("(min-width: 40rem)").matches }, element("summary", {}, words.filters),
        element("div", { class: "g-filters" }, labelled(words.document_language, filters.language), labelled(words.type, filters.type),
          labelled(words.collection, filters.collection), labelled(words.from_date, filters.from), labelled(words.to_date, filters.to))),
      element("div", { class: "g-bar" }, count, tools), table, more),
    unread, put));
document.body.append(panel);

export const toggle = button(words.documents, () => show(panel.hidden), { "aria-expanded": "false", "aria-controls": "g-docs", id: "g-documents" });

export function show(wanted) {
  panel.hidden = !wanted;
  document.body.classList.toggle("g-docs-open", wanted);
  toggle.setAttribute("aria-expanded", String(wanted));
  if (wanted) { refresh(); panel.querySelector("header button").focus(); } else toggle.focus();
}

export async function refresh() {
  try {
    library = await call("/api/library");
    said.textContent = "";
  } catch (error) {
    said.textContent = error.message;
    return;
  }
  settle();
  draw();
}

// -- drawing

const option = (value, label) => element("option", { value }, label);
const name_of = new Intl.DisplayNames([words.language], { type: "language" });
const spoken = (code) => { try { return code ? name_of.of(code) : "–"; } catch { return code; } };

function options(select, first, values) {
  const held = select.value;
  select.replaceChildren(...(first === null ? [] : [option("", first)]), ...values.map(([value, label]) => option(value, label)));
  if ([...select.options].some((one) => one.value === held)) select.value = held;
}

const draw = () => keepingFocus(panel, panel.querySelector("header button"), redraw);

function redraw() {
  const named = new Map(library.collections.map((one) => [one.id, called(one)]));
  const present = library.documents.filter((one) => !one.removed);
  const values = (of, label = (value) => value) => [...new Set(present.map(of))].filter(Boolean).sort().map((value) => [value, label(value)]);
  options(filters.language, words.any, values((one) => one.language, spoken));
  options(filters.type, words.any, values((one) => one.type, (type) => type.toUpperCase()));
  options(filters.collection, words.any, library.collections.map((one) => [one.id, called(one)]));
  options(move, words.move_to, library.collections.map((one) => [one.id, called(one)]));
  options(target, words.new_collection, library.collections.filter((one) => ["dropped", "made"].includes(one.kind)).map((one) => [one.id, called(one)]));
  collections.replaceChildren(...library.collections.map(collection));

  const wanted = filters.words.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const key = { title: (one) => one.title, date: (one) => one.date || "", language: (one) => spoken(one.language), type: (one) => one.type, collection: (one) => named.get(one.collection) || "" }[sorted.by];
  const order = new Intl.Collator(words.language, { numeric: true });
  const rows = present.filter((one) =>
    wanted.every((word) => `${one.title} ${decodeURI_(one.uri)}`.toLocaleLowerCase().includes(word))
    && (!filters.language.value || one.language === filters.language.value)
    && (!filters.type.value || one.type === filters.type.value)
    && (!filters.collection.value || one.collection === filters.collection.value)
    && (!filters.from.value || (one.date || "") >= filters.from.value)
    && (!filters.to.value || (one.date && one.date.slice(0, 10) <= filters.to.value)));
  rows.sort((one, other) => (order.compare(key(one), key(other)) || order.compare(one.title, other.title)) * (sorted.down ? -1 : 1));
  body.replaceChildren(...rows.slice(0, shown).map((one) => row(one, named)));
  table.hidden = !rows.length;
  more.hidden = rows.length <= shown;
  more.textContent = fill(words.show_more, rows.length - shown);
  count.textContent = present.length ? rows.length ? fill(words.shown_of, rows.length, present.length) : words.none_match : waiting() ? "" : words.no_documents_yet;
  for (const head of table.querySelectorAll("th[data-by]")) {
    if (head.dataset.by === sorted.by) head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  // What is not on view shall not be moved or removed with what is.
  const listed = new Set(rows.map((one) => one.id));
  for (const id of selected) if (!listed.has(id)) selected.delete(id);
  whole.checked = rows.length > 0 && rows.every((one) => selected.has(one.id));
  whole.onchange = () => { for (const one of rows) if (whole.checked) selected.add(one.id); else selected.delete(one.id); draw(); };
  tools.hidden = !selected.size;
  tools.firstChild.textContent = fill(words.selected, selected.size);

  const listing = (details, label, items) => {
    details.hidden = !items.length;
    details.firstChild.textContent = fill(label, items.length);
    details.lastChild.replaceChildren(...items);
  };
  listing(unread, words.not_read, library.skipped.map((one) => element("li", {}, element("b", { dir: "auto" }, one.name), ` ${one.reason}`)));
  listing(put, words.removed_list, library.documents.filter((one) => one.removed).map((one) =>
    element("li", {}, element("b", { dir: "auto" }, one.title), " ", button(words.put_back, () => changing(() => call("/api/library/restore", "POST", { documents: [one.id] })),
      { "aria-label": `${words.put_back}: ${one.title}` }))));
}

const decodeURI_ = (uri) => { try { return decodeURIComponent(uri); } catch { return uri; } };

function row(one, named) {
  const check = element("input", { type: "checkbox", "aria-label": fill(words.select_one, one.title), onchange: () => { if (check.checked) selected.add(one.id); else selected.delete(one.id); draw(); focusOn(one.id); } });
  check.checked = selected.has(one.id);
  check.dataset.id = one.id;
  const cell = (by, text) => element("td", { "data-by": by, "data-label": heads[by] }, text || "–");
  return element("tr", {}, element("td", {}, check),
    element("td", { "data-by": "title" }, element("a", { href: `/document/${one.sha256}`, target: "_blank", rel: "noopener", "data-act": "show", dir: "auto" }, one.title)),
    cell("date", one.date), cell("language", spoken(one.language)), cell("type", one.type.toUpperCase()), cell("collection", named.get(one.collection)));
}

// What is drawn anew is another element: the focus stays where it was.
const focusOn = (id) => body.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus();

function collection(one) {
  const label = called(one);
  const check = element("input", { type: "checkbox", onchange: () => { if (check.checked) excluded.delete(one.id); else excluded.add(one.id); settle(); draw(); collections.querySelector(`[data-id="${one.id}"]`)?.focus(); } });
  check.checked = !excluded.has(one.id);
  check.dataset.id = one.id;
  const labelled_ = (text) => ({ "aria-label": `${text}: ${label}` });
  return element("li", {},
    element("label", { title: one.place }, check, element("span", { dir: "auto" }, label), element("small", {}, String(one.documents))),
    element("span", { class: "g-row-tools" },
      ...(library.collections.length > 1 ? [button(words.ask_only, () => ask(one.id), labelled_(words.ask_only))] : []),
      button(words.rename, () => name(one), labelled_(words.rename)),
      ...(["dropped", "made"].includes(one.kind) ? [button(words.delete, () => dissolve(one), labelled_(words.delete))] : [])));
}

function sort(by) {
  sorted = { by, down: sorted.by === by && !sorted.down };
  draw();
}

for (const control of Object.values(filters)) control.addEventListener("input", () => { shown = AT_ONCE; draw(); });
move.addEventListener("change", () => {
  const documents = [...selected];
  const collection_ = move.value;
  move.value = "";
  if (collection_) changing(async () => { await call("/api/library/assign", "POST", { documents, collection: collection_ }); selected.clear(); });
});

// -- changing

async function changing(act) {
  try {
    await act();
    await refresh();
    send("indexing");
  } catch (error) {
    await refresh();
    said.textContent = error.message;
  }
}

const note = (text) => element("p", { class: "g-dialog-title", dir: "auto" }, text);

function asking(question, notes, label, act, field = null) {
  const close = () => { dialog.close(); dialog.remove(); };
  const dialog = element("dialog", { class: "g-dialog", "aria-labelledby": "g-docs-asks", onclose: () => dialog.remove() },
    element("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); const value = field?.value; close(); changing(() => act(value)); } },
      element("p", { id: "g-docs-asks" }, question), ...notes,
      ...(field ? [field] : []),
      element("div", {}, button(words.cancel, close), element("button", { class: field ? "g-primary" : "g-danger" }, label))));
  document.body.append(dialog);
  dialog.showModal();
  (field || dialog.querySelector("button")).focus();
}

function name(one) {
  const field = element("input", { maxlength: 80, required: true, value: one ? called(one) : "", "aria-labelledby": "g-docs-asks" });
  const act = (value) => (one ? call(`/api/library/collections/${one.id}`, "PATCH", { name: value }) : call("/api/library/collections", "POST", { name: value }));
  asking(words.name_collection, [], one ? words.rename : words.make, act, field);
}

function dissolve(one) {
  asking(fill(words.delete_collection, called(one)), [note(words.delete_collection_note)], words.delete, () => call(`/api/library/collections/${one.id}`, "DELETE"));
}

function remove() {
  const going = library.documents.filter((one) => selected.has(one.id));
  const [own, others] = [going.filter((one) => one.own).length, going.filter((one) => !one.own).length];
  const named = going.length > 1 ? [element("ul", { class: "g-dialog-title" }, ...going.slice(0, NAMED).map((one) => element("li", { dir: "auto" }, one.title)),
    ...(going.length > NAMED ? [element("li", {}, fill(words.and_more, going.length - NAMED))] : []))] : [];
  const notes = [...named, ...(own ? [note(fill(words.remove_own, own))] : []), ...(others ? [note(fill(words.remove_others, others))] : [])];
  asking(going.length === 1 ? fill(words.remove_one, going[0].title) : fill(words.remove_many, going.length), notes, words.remove,
    () => call("/api/library/remove", "POST", { documents: going.map((one) => one.id) }));
}

panel.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) show(false); });
document.addEventListener("guillemet:dropped", () => show(true));

const place = () => {
  const hint = document.querySelector("#g-hint .html-container, #g-hint > div, #g-hint");
  if (hint && !chip.isConnected) hint.prepend(chip);
};
place();
new MutationObserver(place).observe(document.body, { childList: true, subtree: true });
refresh();
