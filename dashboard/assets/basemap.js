/* Tiles below the areas, if the operator named their address; the areas then let them shine through (basemap.css). */
(function () {
  "use strict";

  const L = window.L;

  L.Map.addInitHook(function adopt() {
    const panel = this.getContainer().closest("[data-basemap]");
    if (!panel) return;
    const { url } = JSON.parse(panel.dataset.basemap);
    L.tileLayer(url, { maxZoom: 19, crossOrigin: false }).addTo(this);
  });
})();
