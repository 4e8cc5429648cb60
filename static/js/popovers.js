// A menu or drawer closes when the focus goes on behind it: nothing that has the focus is
// hidden under it.
document.addEventListener("focusin", ({ target }) => {
  for (const open of document.querySelectorAll("[popover]:popover-open")) {
    const isOpener = target.popoverTargetElement === open;
    if (!isOpener && !open.contains(target)) open.hidePopover();
  }
});
