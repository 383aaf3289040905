/* Legends: each row is a button that selects its areas; rows of hovered and selected areas are marked. */
(function () {
  "use strict";

  const q = window.quartier;
  const LEGENDS = ["legend", "legend-2"]; // by number of the map

  const keysOf = (legend) => document.querySelectorAll(`#${legend} [data-cls]`);

  /* Areas of each row, all of them and the selected ones; counted anew only for other figures or another selection. */
  const counted = [];
  function counts(number) {
    const { selection, maps, place } = q.model;
    const figures = maps[number];
    const known = counted[number];
    if (known && known.figures === figures && known.selection === selection) return known;
    const found = { figures, selection, members: new Map(), held: new Map() };
    const count = (key, id) => {
      for (const of of [found.members, ...(selection.has(id) ? [found.held] : [])]) of.set(key, (of.get(key) || 0) + 1);
    };
    place.ids.forEach((id, i) => {
      count(q.keyOf(figures, i), id);
      if (q.isUnsure(figures, i)) count(q.UNSURE, id);
    });
    counted[number] = found;
    return found;
  }

  function mark() {
    const { hovered, maps, place } = q.model;
    if (!place) return;
    LEGENDS.forEach((legend, number) => {
      const figures = maps[number];
      if (!figures) return;
      const { members, held } = counts(number);
      const pointed = hovered === null ? "" : q.keyOf(figures, q.position(hovered));
      const unsure = hovered !== null && q.isUnsure(figures, q.position(hovered));
      for (const button of keysOf(legend)) {
        const key = button.dataset.cls;
        const all = members.get(key) > 0 && members.get(key) === held.get(key);
        button.setAttribute("aria-pressed", String(all));
        button.classList.toggle("is-hovered", key === pointed || (key === q.UNSURE && unsure));
        button.classList.toggle("is-selected", held.has(key));
      }
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(".legend-key");
    if (!button) return;
    const number = LEGENDS.indexOf(button.closest(".legend").id);
    const ids = q.idsOfKey(q.model.maps[number], button.dataset.cls);
    const pressed = button.getAttribute("aria-pressed") === "true";
    if (event.shiftKey || event.ctrlKey) q.toggle(ids, { origin: "class" });
    else q.select(pressed && q.model.selection.size === ids.length ? [] : ids, { origin: "class" });
  });

  /* React may exchange the rows after the figures have come. */
  document.addEventListener("DOMContentLoaded", () => {
    const found = (records) => records.some((r) => r.target.closest && r.target.closest(".legend"));
    const observer = new MutationObserver((records) => found(records) && mark());
    observer.observe(document.body, { childList: true, subtree: true });
  });

  q.views.push({ name: "legend", order: 1, figures: mark, hover: mark, selection: mark });
})();
