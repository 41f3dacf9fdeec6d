// Says why a score changed: the reason of the dot that is pointed at or tapped stands below its drawing.
"use strict";
for (const drawing of document.querySelectorAll(".card")) {
  const told = drawing.querySelector("output.told");
  if (!told) continue;
  const say = (event) => {
    const mark = event.target.closest(".mark");
    if (!mark || !drawing.contains(mark)) return;
    for (const other of drawing.querySelectorAll(".mark.chosen")) other.classList.remove("chosen");
    mark.classList.add("chosen");
    told.textContent = mark.dataset.told;
  };
  drawing.addEventListener("click", say);
  drawing.addEventListener("pointerover", say);
}
