// Files and folders dropped onto the page: sent one after the other, and what becomes of each.
import { button, call, element, fill, send, words } from "./words.js";

const SENDING = 3;
const POLL = 700;
const LISTED = 300;
const RULES = ".guillemetignore";

// What is under way, by name: { state, reason }.
const files = new Map();
let left = null;
let polling = false;
let library = () => ({ suffixes: [], max_bytes: 0 });
let wanted = () => "";
let changed = () => {};

export const waiting = () => [...files.values()].some((one) => !["ready", "skipped", "same"].includes(one.state));

const told = element("p", { role: "status" });
const bar = element("progress", { "aria-label": words.progress });
const list = element("ul");
const whole = element("details", {}, element("summary", {}, words.each_file), list);
const arrivals = element("div", { class: "g-arrivals", hidden: true }, told, bar, whole);

// The part of the panel for what is dropped. `known` gives the library, `into` the collection that was chosen for it.
export function drop(known, into, after, target) {
  [library, wanted, changed] = [known, into, after];
  const chosen = (attributes) => element("input", { type: "file", multiple: true, hidden: true, onchange: (event) => {
    take([...event.target.files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
    event.target.value = "";
  }, ...attributes });
  const [some, folder] = [chosen({ id: "g-files" }), chosen({ id: "g-folder", webkitdirectory: true })];
  return element("div", { class: "g-drop" },
    element("p", {}, words.drop_here),
    element("div", {}, button(words.add_files, () => some.click(), { class: "g-primary" }), button(words.add_folder, () => folder.click()),
      element("label", {}, element("span", {}, words.add_to), target)),
    element("small", {}, words.drop_note), some, folder, arrivals);
}

// -- from what was dropped to files

// What a walk through folders passes over by its name, itself or a folder above it, which counts once; else null.
function passedOver(path) {
  const parts = path.split("/");
  const at = parts.findIndex((part) => part.startsWith(".") || part.toLowerCase() === "__macosx");
  return at < 0 ? null : { path: parts.slice(0, at + 1).join("/"), reason: parts[at].startsWith(".") ? words.hidden_file : words.left_behind };
}

async function within(entry, path) {
  if (passedOver(entry.name) && !(entry.isFile && entry.name === RULES)) return [{ path: `${path}${entry.name}` }];
  if (entry.isFile) return [{ path: `${path}${entry.name}`, file: await new Promise((resolve, reject) => { entry.file(resolve, reject); }) }];
  const reader = entry.createReader();
  const found = [];
  // It gives a hundred at a time.
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return found;
    for (const one of some) found.push(...await within(one, `${path}${entry.name}/`));
  }
}

// The files that no ignore file among them names; the others are told.
async function heeding(dropped) {
  const texts = dropped.filter(({ path, file }) => file && path.split("/").pop() === RULES);
  if (!texts.length) return dropped;
  try {
    const rules = Object.fromEntries(await Promise.all(texts.map(async ({ path, file }) => [path, await file.text()])));
    const paths = dropped.map((one) => one.path).filter((path) => !passedOver(path));
    const found = await call("/api/library/ignored", "POST", { rules, paths });
    for (const [path, reason] of Object.entries(found.reasons)) files.set(path, { state: "skipped", reason });
    return dropped.filter(({ path }) => !Object.hasOwn(found.within, path) && !Object.hasOwn(found.reasons, path));
  } catch (error) {
    for (const { path } of dropped) files.set(path, { state: "skipped", reason: error.message });
    return [];
  }
}

async function take(dropped) {
  if (!dropped.length) return;
  if (!waiting()) files.clear();
  send("dropped");
  const groups = new Map();
  for (const one of await heeding(dropped)) {
    const out = passedOver(one.path);
    if (out || !one.file) {
      files.set(out?.path || one.path, { state: "skipped", reason: out?.reason || words.not_given });
      continue;
    }
    const top = one.path.includes("/") ? one.path.slice(0, one.path.indexOf("/")) : "";
    groups.set(top, [...(groups.get(top) || []), one]);
  }
  for (const [top, some] of groups) {
    const sent = some.filter((one) => fits(one));
    if (!sent.length) continue;
    try {
      const collection = wanted() || (await call("/api/library/collections", "POST", { name: named(top, some), reuse: true })).id;
      // The same path in a folder of the same name is a later version of the file; loose files of one name may be anything.
      for (const one of sent) Object.assign(one, { collection, inside: top && !wanted() ? one.path.slice(top.length + 1) : one.path, replace: Boolean(top) });
    } catch (error) {
      for (const one of sent) files.set(one.path, { state: "skipped", reason: error.message });
      continue;
    }
    waitingToSend.push(...sent);
  }
  draw();
  for (let at = 0; at < SENDING; at += 1) transmit();
  poll();
}

function named(top, some) {
  if (top) return top.slice(0, 80);
  if (some.length === 1) return some[0].file.name.replace(/\.[^.]*$/, "").slice(0, 80) || some[0].file.name;
  return fill(words.dropped_on, new Date().toLocaleString(words.language, { dateStyle: "medium", timeStyle: "short" }));
}

function fits({ path, file }) {
  const { suffixes, max_bytes: most } = library();
  const dot = file.name.lastIndexOf(".");
  const suffix = dot >= 0 ? file.name.slice(dot).toLowerCase() : "";
  const reason = suffixes.length && !suffixes.includes(suffix) ? fill(words.no_reader, suffix || file.name)
    : !file.size ? words.empty_file
    : most && file.size > most ? fill(words.too_large, Math.floor(most / 1_000_000)) : null;
  files.set(path, reason ? { state: "skipped", reason } : { state: "sending" });
  return !reason;
}

// -- sending

const waitingToSend = [];
let transmitting = 0;

async function transmit() {
  if (transmitting >= SENDING) return;
  transmitting += 1;
  for (let one = waitingToSend.shift(); one; one = waitingToSend.shift()) {
    try {
      const response = await fetch(`/api/library/files/${one.collection}?path=${encodeURIComponent(one.inside)}${one.replace ? "&replace=true" : ""}`, { method: "PUT", body: one.file });
      const found = await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(found.error || words.no_connection);
      files.set(one.path, { state: found.new ? "waiting" : found.reason ? "skipped" : "same", reason: found.reason, changed: found.changed, key: `${one.collection}/${one.inside}` });
    } catch (error) {
      files.set(one.path, { state: "skipped", reason: error instanceof TypeError ? words.no_connection : error.message });
    }
    draw();
  }
  transmitting -= 1;
}

// -- how far it is

async function poll() {
  if (polling) return;
  polling = true;
  let drawn = 0;
  send("indexing");
  try {
    for (;;) {
      // What comes in meanwhile may have stood there before, and that is not what is asked of it.
      const sent = [...files.values()].filter((one) => one.key);
      const { status, drop: found } = await call("/api/library/progress");
      const states = new Map(found.files.map((one) => [`${one.collection}/${one.name}`, one]));
      for (const one of sent) {
        const { state, reason } = states.get(one.key) || one;
        if (one.state !== "same" || state !== "ready") Object.assign(one, { state, reason });
      }
      left = found.left;
      draw();
      const done = [...files.values()].filter((one) => one.state === "ready").length;
      const over = status !== "indexing" && !waiting();
      // The list grows with what is ready, but is not drawn anew for every file.
      if (over || done - drawn >= 20 || (!waiting() && done > drawn)) { drawn = done; changed(); send("indexing"); }
      if (over) return;
      await new Promise((resolve) => { setTimeout(resolve, POLL); });
    }
  } catch (error) {
    told.textContent = error.message;
  } finally {
    polling = false;
    send("indexing");
  }
}

let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; drawNow(); });
}

function drawNow() {
  const held = [...files];
  arrivals.hidden = !held.length;
  const of = (...states) => held.filter(([, one]) => states.includes(one.state)).length;
  const [read, skipped] = [of("ready", "same"), of("skipped")];
  const over = read + skipped === held.length;
  const minutes = left === null || over ? "" : left < 60 ? words.seconds_left : fill(words.minutes_left, Math.ceil(left / 60));
  told.textContent = [fill(words.read_of, read, held.length), skipped ? fill(words.skipped, skipped) : "", minutes].filter(Boolean).join(" · ");
  bar.hidden = over;
  bar.max = held.length || 1;
  bar.value = read + skipped + of("waiting", "reading") * 0.1;
  // What was skipped first, then what is under way.
  const rank = { skipped: 0, reading: 1, sending: 2, waiting: 3, same: 4, ready: 5 };
  held.sort(([, one], [, other]) => rank[one.state] - rank[other.state]);
  list.replaceChildren(...held.slice(0, LISTED).map(([path, one]) => element("li", { "data-state": one.state },
    element("span", { dir: "auto" }, path), element("small", {}, one.reason ? fill(words.skipped_why, one.reason) : words[`state_${one.state === "ready" && one.changed ? "changed" : one.state}`]))));
  if (skipped && !whole.dataset.opened) { whole.open = true; whole.dataset.opened = "yes"; }
}

// -- the whole page takes what is dropped onto it

const veil = element("div", { id: "g-veil", hidden: true, "aria-hidden": "true" }, element("p", {}, words.drop_now));
document.body.append(veil);
const carries = (event) => event.dataTransfer?.types.includes("Files");
const unveil = () => { veil.hidden = true; };

// Of the page or of a document within it. Where the drag is, is told before what it has left.
let over = null;
export function takeDrops(of) {
  for (const coming of ["dragenter", "dragover"]) {
    of.addEventListener(coming, (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      over = event.target;
      veil.hidden = false;
    }, true);
  }
  of.addEventListener("dragleave", (event) => { if (event.target === over) unveil(); }, true);
  of.addEventListener("drop", dropped, true);
  of.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || veil.hidden) return;
    event.preventDefault();
    unveil();
  }, true);
}

async function dropped(event) {
  if (!carries(event)) return;
  event.preventDefault();
  event.stopPropagation();
  unveil();
  // Entries are gone after the first wait.
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile(), type: item.type }));
  const found = [];
  for (const { entry, file, type } of items) {
    if (entry) found.push(...await within(entry, "").catch(() => [{ path: entry.name }]));
    else found.push({ path: file?.name || type || "?", file });
  }
  take(found);
}

takeDrops(document);
// No pointer moves during a drag: one that does has outlived it, whatever became of it.
document.addEventListener("pointermove", unveil, true);

// What was not sent yet is known to this page alone.
addEventListener("beforeunload", (event) => { if ([...files.values()].some((one) => one.state === "sending")) event.preventDefault(); });
