/* Controls whose effect needs no server. */
(function () {
  "use strict";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.quartier = {
    ...window.dash_clientside.quartier,
    openFilters: () => true,
    viewIfOpen: (opened, view) => (opened && view ? view : window.dash_clientside.no_update),
  };
})();
