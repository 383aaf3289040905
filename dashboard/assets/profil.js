/* „Profil als PDF“: what the dialog offers, and the file of one area; all of them are a job of the server. */
(function () {
  "use strict";

  const nothing = () => window.dash_clientside.no_update;

  /* The area selected last, on either page. */
  const last = () => [...window.quartier.model.selection].at(-1);

  function nameOf(id) {
    const { place } = window.quartier.model;
    const at = place ? place.ids.indexOf(id) : -1;
    return at < 0 ? "" : place.names[at];
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.profiles = {
    /* Opened; which is offered first; the words for one area; whether there is one. */
    open: (clicks, onNeeds) => {
      if (!clicks && !onNeeds) return [nothing(), nothing(), nothing(), nothing()];
      window.dash_clientside.exporting.say("profile-say", "");
      const id = last();
      const name = id && nameOf(id);
      const label = name ? `Nur ${name}` : "Nur ein Gebiet (wählen Sie es vorher auf der Karte oder in der Rangfolge)";
      return [true, name ? "eines" : "alle", label, !name];
    },
    one: (clicks, scope, view) => {
      const id = last();
      if (!clicks || !view || scope !== "eines" || !id) return nothing();
      const url = `profile.pdf${view}&area=${encodeURIComponent(id)}`;
      window.dash_clientside.exporting.fetchFile(url, "profil.pdf", "profile-say");
      return nothing();
    },
  };
})();
