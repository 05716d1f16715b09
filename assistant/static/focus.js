// Controls that are drawn anew are other elements: the focus goes to what has taken the place of the one that had it.
const controls = (place) => [...place.querySelectorAll("a[href], button, input, select, summary")].filter((one) => one.checkVisibility());
const named = (control) => control.getAttribute("aria-label") || control.getAttribute("href");

// Draws within a place; `otherwise` is a control that is always there.
export function keepingFocus(place, otherwise, draw) {
  const held = document.activeElement;
  const inside = place.contains(held);
  const at = Math.max(controls(place).indexOf(held), 0);
  draw();
  const now = controls(place);
  if (!inside || now.includes(held) || held === place) return;
  const same = now.find((one) => named(held) && named(one) === named(held));
  (same || now[Math.min(at, now.length - 1)] || otherwise).focus();
}
