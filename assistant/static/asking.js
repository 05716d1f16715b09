// A question is asked once, however often its key or button is pressed before the page has heard of it.
const SOON = 1000;
const SENT = "#g-question .submit-button";
const EXAMPLE = "#g-thread .example";

let last = "";
let at = -SOON;

function again(asked) {
  const now = performance.now();
  const same = asked === last && now - at < SOON;
  [last, at] = [asked, now];
  return same;
}

const refuse = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
const box = () => document.querySelector("#g-question textarea");

addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === box() && again(box().value)) refuse(event);
}, true);
addEventListener("click", (event) => {
  const pressed = event.target.closest?.(`${SENT}, ${EXAMPLE}`);
  if (pressed && again(pressed.matches(SENT) ? box().value : pressed.textContent)) refuse(event);
}, true);
addEventListener("guillemet:ask", (event) => { if (again(JSON.stringify(event.detail))) refuse(event); }, true);

// Once it is in the thread, taken back or written otherwise, the same words are another question.
const forget = () => { last = ""; };
addEventListener("input", forget, true);
addEventListener("click", (event) => { if (event.target.closest?.("#g-question .stop-button, #g-start-over")) forget(); }, true);
