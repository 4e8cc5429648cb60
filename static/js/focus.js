// After a swap the focus is on what the new fragment marks with data-focus; or it stays
// where it was (htmx finds the id again); or, if that is gone, on the first thing to
// press in what came.
const PRESSED = "a[href], button, input, select, textarea, summary";

let wasSomewhere = false;

function first(fragment) {
  const all = [fragment, ...fragment.querySelectorAll(PRESSED)];
  return all.find((one) => one.matches(PRESSED) && one.tabIndex >= 0 && one.checkVisibility());
}

function focus(place) {
  if (!place.matches(PRESSED)) place.setAttribute("tabindex", "-1");
  place.focus();
}

document.addEventListener("htmx:beforeSwap", () => {
  wasSomewhere = document.activeElement !== document.body;
});

document.addEventListener("htmx:afterSettle", ({ detail: { elt, target } }) => {
  const asked = elt.matches("[data-focus]") ? elt : elt.querySelector("[data-focus]");
  if (asked) return focus(asked);

  const isLost = wasSomewhere && document.activeElement === document.body;
  const isWhatCame = target.contains(elt) || target.id === elt.id;
  if (isLost && isWhatCame) focus(first(elt) ?? elt);
});
