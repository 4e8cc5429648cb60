// Submits a form as soon as one of its choices changes; its button is then needless.
document.addEventListener("change", ({ target }) => {
  target.closest("form[data-submit-on-change]")?.requestSubmit();
});
