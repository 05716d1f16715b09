() => {
  // Conversations may be there before the page's own scripts: what is clicked meanwhile is done once they are.
  let clicked = null;
  const keep = (event) => {
    const found = event.target.closest?.("[data-act]");
    if (!found || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    clicked = found;
  };
  addEventListener("click", keep, true);
  import("/page/page.js").finally(() => {
    removeEventListener("click", keep, true);
    clicked?.click();
  });
}
