// A refused order that a payment script posted: the parts of the page that say why.
const form = document.querySelector("form#checkout");

form?.addEventListener("payment:refused", ({ detail }) => {
  for (const [id, html] of Object.entries(detail.parts)) {
    const old = document.getElementById(id);
    if (!old) continue;
    const part = document.createElement("template");
    part.innerHTML = html;
    // where the focus goes is said below: the page has been loaded long ago
    part.content.querySelector("[autofocus]")?.removeAttribute("autofocus");
    old.replaceWith(part.content);
    window.htmx?.process(document.getElementById(id));
  }
  document.querySelector("#checkout-errors [data-focus]")?.focus();
});

// Enter in a field goes on from the field: an order takes a press of its button.
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input, select")) return;
  event.preventDefault();
  event.target.blur();
  event.target.focus();
});

// A draft that is under way when the button is pressed may come after the order and
// find its cart ordered: it must not lead away from where the order leads.
let isOrdering = false;
form?.addEventListener("submit", () => { isOrdering = true; });
form?.addEventListener("payment:ended", () => { isOrdering = false; });
window.addEventListener("pageshow", () => { isOrdering = false; });
form?.addEventListener("htmx:beforeOnLoad", (event) => {
  const leadsAway = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (isOrdering && leadsAway) event.preventDefault();
});
