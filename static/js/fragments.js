// What htmx needs to know of the shop: the CSRF token, what is no change, and what to say
// when a call fails.
function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function sayThatItFailed() {
  const toast = document.getElementById("toast-failed").content.cloneNode(true);
  document.getElementById("toasts").append(toast);
}

// Whoever reads or listens at a place that asks again and again keeps their place there
// until there is something new.
function isKnown({ elt, target, serverResponse }) {
  if (!elt.dataset.hxTrigger?.startsWith("every")) return false;
  const answer = new DOMParser().parseFromString(serverResponse, "text/html");
  return answer.body.textContent.trim() === target.textContent.trim();
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = cookie("csrftoken");
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isKnown(detail)) detail.shouldSwap = false;
});

document.addEventListener("htmx:responseError", sayThatItFailed);
document.addEventListener("htmx:sendError", sayThatItFailed);
