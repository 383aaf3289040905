/* The first screen: headline, legend and map, drawn from what stands in the page itself before Dash has built anything
 * (layouts/first.py). It lies over the page without taking part in it, and goes when the page shows the same. */
(function () {
  "use strict";

  const q = window.quartier;
  const LONGEST = 800; // ms that Dash waits for the first map
  const AT_MOST = 8000; // ms after which the first screen goes whatever happened

  const screen = document.getElementById("first-screen");
  const container = document.getElementById("first-map");
  q.firstDrawn = Promise.resolve();
  if (!screen || container.offsetParent === null) return; // a narrow window shows none

  /* The page shows the same when its headline has come and its own map is drawn: thousands of areas take a moment. */
  const built = new MutationObserver(() => {
    const own = q.maps[0];
    if (!document.querySelector("#headline > *") || !own || own.map.getContainer() === container) return;
    built.disconnect();
    own.ready.then(q.frame).then(uncover);
  });
  const uncover = () => screen.remove();
  built.observe(document.body, { childList: true, subtree: true });
  setTimeout(uncover, AT_MOST);
  if (!q.take(JSON.parse(document.getElementById("first-figures").textContent))) return;
  const map = window.L.map(container, { center: [51.48, 7.55], zoom: 8, zoomSnap: 0, attributionControl: false });
  window.L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 150 }).addTo(map);
  const late = new Promise((done) => setTimeout(done, LONGEST));
  q.firstDrawn = Promise.race([q.maps[0].ready.then(q.frame), late]);
})();
