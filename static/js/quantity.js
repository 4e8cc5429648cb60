// The buttons beside a number (data-step="-1" or "1") change it and tell its form.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]");
  const input = button?.parentElement.querySelector("input[type=number]");
  if (!input) return;

  const before = input.value;
  if (Number(button.dataset.step) > 0) input.stepUp();
  else input.stepDown();
  if (input.value !== before) {
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
