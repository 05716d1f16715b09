() => {
  const french = navigator.language.toLowerCase().startsWith("fr");
  document.documentElement.lang = french ? "fr" : "en";

  // A new question moves to the top and its answer grows below it, unless the reader scrolls elsewhere meanwhile.
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let questions = 0;
  let following = false;
  const letGo = () => { following = false; };
  for (const gesture of ["wheel", "touchmove", "pointerdown"]) addEventListener(gesture, letGo, { passive: true });
  addEventListener("keydown", (event) => {
    if (["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key)) letGo();
  });
  new MutationObserver(() => {
    // Gradio draws this button as an icon without a name.
    const send = document.querySelector("#g-question .submit-button:not([aria-label])");
    if (send) send.setAttribute("aria-label", french ? "Envoyer" : "Send");

    const rows = document.querySelectorAll("#g-thread .user-row");
    if (rows.length > questions) following = true;
    questions = rows.length;
    if (following && questions) {
      rows[questions - 1].scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
    }
  }).observe(document.body, { childList: true, subtree: true });
}
