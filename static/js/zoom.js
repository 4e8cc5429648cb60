// A picture of a gallery (a link marked data-zooms) opens as large as the screen in the
// gallery's dialog (data-zoom); there a click brings it nearer. Without this script the
// link shows the file.
function copyOf(gallery) {
  const row = document.createElement("ul");
  row.tabIndex = 0;
  for (const picture of gallery.querySelectorAll("[data-zooms] > picture")) {
    const item = document.createElement("li");
    item.append(picture.cloneNode(true));
    for (const each of item.querySelectorAll("source, img")) each.sizes = "100vw";
    row.append(item);
  }
  return row;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-zooms]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;

  event.preventDefault();
  const gallery = link.closest("[data-gallery]");
  const dialog = gallery.querySelector("dialog[data-zoom]");
  const links = [...gallery.querySelectorAll("a[data-zooms]")];
  const row = copyOf(gallery);
  dialog.querySelector("ul")?.remove();
  dialog.append(row);
  dialog.showModal();
  row.children[links.indexOf(link)].scrollIntoView({ behavior: "instant" });
});

document.addEventListener("click", ({ target, clientX, clientY }) => {
  const item = target.closest("dialog[data-zoom] li");
  const picture = item?.querySelector("img");
  if (!picture) return;

  const box = item.getBoundingClientRect();
  picture.style.transformOrigin = `${clientX - box.x}px ${clientY - box.y}px`;
  item.classList.toggle("is-near");
});
