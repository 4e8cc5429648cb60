// Opens the <dialog> a button names (data-opens="id") and closes it on a click outside.
document.addEventListener("click", ({ target, clientX, clientY }) => {
  const opener = target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();

  if (target.closest("[data-closes]")) target.closest("dialog")?.close();

  if (target.matches("dialog[open]")) {
    const box = target.getBoundingClientRect();
    const isOutside =
      clientX < box.x || clientX > box.right || clientY < box.y || clientY > box.bottom;
    if (isOutside) target.close();
  }
});
