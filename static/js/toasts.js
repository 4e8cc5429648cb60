// Toasts are said aloud, and leave when told to, or by themselves after a while unless
// they tell of an error or somebody is at them.
import { say } from "./news.js";

const PATIENCE = 7000;
const toasts = document.getElementById("toasts");
let before;

function leave(toast) {
  if (toast.contains(document.activeElement)) {
    (before?.isConnected ? before : document.getElementById("main")).focus();
  }
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

function greet(toast) {
  // an error is an alert of its own
  if (toast.dataset.toast !== "error") say(toast.innerText);
  wait(toast);
}

document.addEventListener("click", ({ target }) => {
  const toast = target.closest("[data-dismiss]")?.closest("[data-toast]");
  if (toast) leave(toast);
});

if (toasts) {
  toasts.addEventListener("focusin", ({ relatedTarget }) => {
    if (!toasts.contains(relatedTarget)) before = relatedTarget;
  });
  for (const toast of toasts.children) greet(toast);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.dataset?.toast) greet(node);
    }
  }).observe(toasts, { childList: true });
}
