// What can be done with a question and its answer: copy a quote, ask anew, judge.
import { askForPassage } from "./source.js";
import { button, call, element, fill, send, words } from "./words.js";

const acts = {
  copy: async (pressed) => {
    await copy(pressed.dataset.text);
    const opener = pressed.closest(".g-card").querySelector(".g-copy");
    offer(opener, false);
    opener.textContent = words.copied;
    opener.focus();
    setTimeout(() => { opener.textContent = words.copy; }, 1500);
  },
  copies: (pressed) => offer(pressed, pressed.getAttribute("aria-expanded") === "false"),
  "edit-question": (pressed) => {
    const shown = pressed.parentElement.querySelector(".g-question");
    edit(shown, [shown, pressed], shown.textContent, words.edit_question, (question) => ({ turn: Number(pressed.dataset.turn), question }));
  },
  "edit-query": (pressed) => {
    const line = pressed.closest(".g-query");
    const turn = Number(pressed.closest("[data-turn]").dataset.turn);
    edit(line, [line], line.querySelector(".g-query-text").textContent, words.edit_query, (query) => ({ turn, question: asked(turn), query }));
  },
  judge: (pressed) => judge(pressed, { good: pressed.dataset.good === "true" }),
  reason: (pressed) => judge(pressed, { good: false, reason: pressed.dataset.reason }),
  again: (pressed) => {
    const turn = Number(pressed.closest("[data-turn]").dataset.turn);
    send("ask", { turn, question: asked(turn) });
  },
  // Word for word: what is searched for is what stands in the document.
  suggest: (pressed) => send("ask", { question: pressed.dataset.words, query: pressed.dataset.words }),
  passage: (pressed) => { judged = pressed; document.querySelector("#g-source .g-passage").click(); },
};

const asked = (turn) => document.querySelector(`[data-act="edit-question"][data-turn="${turn}"]`).parentElement.querySelector(".g-question").textContent;

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button[data-act]");
  if (pressed) acts[pressed.dataset.act]?.(pressed);
});

function offer(opener, wanted) {
  opener.setAttribute("aria-expanded", String(wanted));
  const copies = document.getElementById(opener.getAttribute("aria-controls"));
  copies.hidden = !wanted;
  if (wanted) copies.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const opener = event.key === "Escape" && event.target.closest?.(".g-card")?.querySelector('.g-copy[aria-expanded="true"]');
  if (!opener) return;
  offer(opener, false);
  opener.focus();
});

const GAP = 4;

// The context opens where there is room for it: beside the card, or over its words, but never over the number itself.
function place(context, number) {
  const thread = number.closest(".bubble-wrap").getBoundingClientRect();
  const room = { top: Math.max(thread.top, 0), bottom: Math.min(thread.bottom, innerHeight) };
  const [card, own] = [context.offsetParent.getBoundingClientRect(), number.getBoundingClientRect()];
  context.style.maxHeight = "";
  const wanted = context.offsetHeight;
  const places = [["below", card.bottom], ["above", card.top], ["below", own.bottom], ["above", own.top]]
    .map(([side, edge]) => ({ side, edge, free: (side === "below" ? room.bottom - edge : edge - room.top) - 2 * GAP }));
  const chosen = places.find((one) => one.free >= wanted) || places.reduce((most, one) => (one.free > most.free ? one : most));
  const below = chosen.side === "below";
  context.style.maxHeight = chosen.free < wanted ? `${chosen.free}px` : "";
  context.style.top = below ? `${chosen.edge + GAP - card.top}px` : "auto";
  context.style.bottom = below ? "auto" : `${card.bottom - chosen.edge + GAP}px`;
  // From its beginning, unless the quote is further down.
  const mark = context.querySelector("mark");
  const line = parseFloat(getComputedStyle(mark).lineHeight);
  // What has to be scrolled can be reached by the keyboard.
  context.tabIndex = context.scrollHeight > context.clientHeight ? 0 : -1;
  context.scrollTop = mark.offsetTop + mark.offsetHeight > context.clientHeight ? mark.offsetTop - Math.min(line, context.clientHeight / 3) : 0;
}

for (const coming of ["pointerover", "focusin"]) {
  document.addEventListener(coming, (event) => {
    const number = event.target.closest?.(".g-number");
    const context = number?.nextElementSibling;
    if (!context?.matches(".g-context")) return;
    context.classList.remove("g-dismissed");
    place(context, number);
  });
}

// It stays while the pointer is on its way to it, through its card, however slowly.
let held = null;
let leaving = 0;
function letGo() {
  clearTimeout(leaving);
  leaving = 0;
  held?.classList.remove("g-held");
  held = null;
}
document.addEventListener("pointerover", ({ target }) => {
  const context = target.closest?.(".g-number")?.nextElementSibling;
  if (context?.matches(".g-context")) {
    letGo();
    held = context;
    held.classList.add("g-held");
  }
  if (!held) return;
  if (held.parentElement.contains(target)) {
    clearTimeout(leaving);
    leaving = 0;
  } else leaving ||= setTimeout(letGo, 500);
});

// Between the number and its context the focus is for a moment on neither, and what is hidden then cannot take it.
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  target.classList.remove("g-held");
  if (relatedTarget?.matches(".g-context")) relatedTarget.classList.add("g-held");
});

// Escape puts it away without moving the pointer or the focus.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const context of document.querySelectorAll(".g-context")) {
    if (getComputedStyle(context).display === "none") continue;
    if (context.contains(document.activeElement)) context.previousElementSibling.focus();
    context.classList.add("g-dismissed");
    event.preventDefault();
  }
}, true);

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure address a browser has no clipboard but this one.
    const held = element("textarea", { class: "g-unseen" });
    held.value = text;
    document.body.append(held);
    held.select();
    document.execCommand("copy");
    held.remove();
  }
}

function edit(place, hidden, text, label, asked) {
  const box = element("textarea", { rows: 2, "aria-label": label, dir: "auto" });
  box.value = text;
  const opener = hidden.at(-1);
  const close = () => {
    form.remove();
    for (const part of hidden) part.hidden = false;
    (opener.matches("button") ? opener : opener.querySelector("button"))?.focus();
  };
  const form = element(
    "form",
    {
      class: "g-editing",
      onsubmit: (event) => {
        event.preventDefault();
        if (box.value.trim()) send("ask", asked(box.value));
      },
      onkeydown: (event) => {
        if (event.key === "Escape") { event.stopPropagation(); close(); }
        if (event.key === "Enter" && event.target === box && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
      },
    },
    box,
    element("div", {}, element("button", { class: "g-primary" }, words.send), button(words.cancel, close)),
  );
  for (const part of hidden) part.hidden = true;
  place.before(form);
  box.focus();
  box.select();
}

let judged = null;

async function judge(pressed, verdict) {
  const answer = pressed.closest(".g-answer");
  const told = answer.querySelector(".g-judged");
  const why = answer.querySelector(".g-why");
  try {
    const { gold, passage } = await call("/api/feedback", "POST", { turn: Number(answer.dataset.turn), ...verdict });
    for (const choice of answer.querySelectorAll('[data-act="judge"]')) choice.setAttribute("aria-pressed", String(choice.dataset.good === String(verdict.good)));
    for (const choice of answer.querySelectorAll('[data-act="reason"]')) choice.setAttribute("aria-pressed", String(choice.dataset.reason === verdict.reason));
    why.hidden = verdict.good;
    const wanted = verdict.reason === "wrong-passage" && !passage;
    answer.querySelector(".g-passage-hint").hidden = !wanted;
    askForPassage(wanted);
    judged = wanted ? pressed : null;
    told.textContent = passage ? `${fill(words.passage_kept, passage)} ${words.thanks}` : gold ? words.thanks : words.noted;
    answer.querySelector(".g-judging").scrollIntoView({ block: "nearest" });
  } catch (error) {
    told.textContent = error.message;
  }
}

document.addEventListener("guillemet:hinted", ({ detail }) => {
  judged = detail;
  askForPassage(true);
});

document.addEventListener("guillemet:passage", ({ detail }) => {
  if (!judged?.isConnected) return;
  if (detail) judge(judged, { good: false, reason: "wrong-passage", passage: detail });
  else judged.closest(".g-answer").querySelector(".g-judged").textContent = words.no_passage;
});
