/* Legends: each row is a button that selects its areas; rows of hovered and selected areas are marked. */
(function () {
  "use strict";

  const q = window.quartier;
  const LEGENDS = ["legend", "legend-2"]; // by number of the map

  const keysOf = (legend) => document.querySelectorAll(`#${legend} [data-cls]`);

  function mark() {
    const { hovered, selection, maps, place } = q.model;
    if (!place) return;
    LEGENDS.forEach((legend, number) => {
      const figures = maps[number];
      if (!figures) return;
      const members = new Map();
      const held = new Map();
      place.ids.forEach((id, i) => {
        const key = q.keyOf(figures, i);
        members.set(key, (members.get(key) || 0) + 1);
        if (selection.has(id)) held.set(key, (held.get(key) || 0) + 1);
        if (!q.isUnsure(figures, i)) return;
        members.set(q.UNSURE, (members.get(q.UNSURE) || 0) + 1);
        if (selection.has(id)) held.set(q.UNSURE, (held.get(q.UNSURE) || 0) + 1);
      });
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
