// A popover that opens puts the cursor into its field marked data-first. (The autofocus
// attribute would also take the focus while the page loads.)
document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (newState === "open") target.querySelector("[data-first]")?.focus();
  },
  true,
);
