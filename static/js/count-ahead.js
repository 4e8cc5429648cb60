// In an open drawer filters are chosen before they are used: its button says at once how
// many products there would be.
document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-hx-get]:popover-open")) return;

  const button = `#${form.id}-submit`;
  const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
  window.htmx?.ajax("GET", `${form.dataset.hxGet}?${new URLSearchParams(chosen)}`, {
    source: form.querySelector(button),
    target: button,
    select: button,
    swap: "outerHTML",
    push: "false",
  });
});
