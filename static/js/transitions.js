// A page turned faster than its transition can be drawn is no fault.
addEventListener("unhandledrejection", (event) => {
  const { name, message } = event.reason ?? {};
  const isTransition = message?.startsWith("Transition was");
  if (isTransition && /AbortError|InvalidStateError/.test(name)) event.preventDefault();
});
