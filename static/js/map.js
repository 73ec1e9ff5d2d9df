// The map of complexes: one tab stop, arrow keys walk from mark to mark, and the name stands beside it.
// Without this file every mark is still a link with a name.

for (const map of document.querySelectorAll("[data-cluster-map]")) {
  const marks = [...map.querySelectorAll(".map-mark:not(.is-muted)")];
  for (const muted of map.querySelectorAll(".map-mark.is-muted")) muted.tabIndex = -1;
  if (!marks.length) continue;
  const place = (mark) => ({ x: Number(mark.dataset.x), y: Number(mark.dataset.y) });
  const callout = map.querySelector(".map-callout");
  const byNorth = [...marks].sort((a, b) => place(a).y - place(b).y);

  const holdTabStop = (mark) => {
    for (const other of marks) other.tabIndex = other === mark ? 0 : -1;
  };
  holdTabStop(byNorth[0]);

  const name = (mark) => {
    callout.textContent = mark.getAttribute("aria-label");
    callout.hidden = false;
    const frame = map.getBoundingClientRect();
    const box = mark.getBoundingClientRect();
    const left = box.right - frame.left + 8;
    const fits = left + callout.offsetWidth < frame.width;
    callout.style.left = `${fits ? left : Math.max(4, box.left - frame.left - callout.offsetWidth - 8)}px`;
    callout.style.top = `${Math.max(4, Math.min(box.top - frame.top - 4, frame.height - callout.offsetHeight - 4))}px`;
  };
  const hush = () => {
    const focused = map.querySelector(".map-mark:focus");
    if (focused) name(focused);
    else callout.hidden = true;
  };

  // The nearest mark in the direction of the key; going sideways counts double.
  const next = (from, dx, dy) => {
    const here = place(from);
    let best = null;
    let least = Infinity;
    for (const mark of marks) {
      const there = place(mark);
      const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const across = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
      if (along > 0.5 && along + 2 * across < least) [best, least] = [mark, along + 2 * across];
    }
    return best;
  };
  const arrows = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  map.addEventListener("keydown", (event) => {
    const mark = event.target.closest(".map-mark");
    if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = arrows[event.key]
      ? next(mark, ...arrows[event.key])
      : event.key === "Home" ? byNorth[0] : event.key === "End" ? byNorth.at(-1) : null;
    if (arrows[event.key] || target) event.preventDefault();
    if (target) target.focus();
  });
  map.addEventListener("focusin", (event) => {
    const mark = event.target.closest(".map-mark");
    if (!mark) return;
    if (marks.includes(mark)) holdTabStop(mark);
    name(mark);
  });
  map.addEventListener("focusout", hush);
  map.addEventListener("pointerover", (event) => {
    const mark = event.target.closest(".map-mark");
    if (mark) name(mark);
  });
  map.addEventListener("pointerout", hush);
}
