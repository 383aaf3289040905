/* „Profil als PDF“: what the dialog offers, and the file of one area; all of them are a job of the server. */
(function () {
  "use strict";

  const nothing = () => window.dash_clientside.no_update;

  function nameOf(id) {
    const { place } = window.quartier.model;
    const at = place ? place.ids.indexOf(id) : -1;
    return at < 0 ? "" : place.names[at];
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.profiles = {
    /* Opened; which is offered first; the words for one area; whether there is one. */
    open: (clicks, selection) => {
      if (!clicks) return [nothing(), nothing(), nothing(), nothing()];
      window.dash_clientside.exporting.say("profile-say", "");
      const id = (selection || []).at(-1);
      const name = id && nameOf(id);
      const label = name ? `Nur ${name}` : "Nur ein Gebiet (wählen Sie es vorher auf der Karte oder in der Rangfolge)";
      return [true, name ? "eines" : "alle", label, !name];
    },
    one: (clicks, scope, selection, view) => {
      const id = (selection || []).at(-1);
      if (!clicks || !view || scope !== "eines" || !id) return nothing();
      const url = `profile.pdf${view}&area=${encodeURIComponent(id)}`;
      window.dash_clientside.exporting.fetchFile(url, "profil.pdf", "profile-say");
      return nothing();
    },
  };
})();
