// Submits a form as soon as one of its choices changes; its button is then needless.
// In an open drawer several are chosen first: there the button stays.
document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-submit-on-change]") || form.matches(":popover-open")) return;

  form.requestSubmit();
});
