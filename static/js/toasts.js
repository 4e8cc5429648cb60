// Toasts leave when told to, and by themselves after a while unless they tell of an
// error or somebody is at them.
const PATIENCE = 7000;

function leave(toast) {
  toast.classList.add("leaving");
  setTimeout(() => toast.remove(), 350);
}

function wait(toast) {
  if (toast.dataset.toast === "error") return;
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) wait(toast);
    else leave(toast);
  }, PATIENCE);
}

document.addEventListener("click", ({ target }) => {
  const toast = target.closest("[data-dismiss]")?.closest("[data-toast]");
  if (toast) leave(toast);
});

const toasts = document.getElementById("toasts");
if (toasts) {
  for (const toast of toasts.children) wait(toast);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.dataset?.toast) wait(node);
    }
  }).observe(toasts, { childList: true });
}
