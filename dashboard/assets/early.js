/* Figures are drawn the moment they arrive: the map first, then everything that Dash renders. What Dash does with an answer
 * takes longer than the server needs to give it, and blocks the page meanwhile. */
(function () {
  "use strict";

  const q = window.quartier;
  const plainFetch = window.fetch;
  const LONGEST = 300; // ms; a page in the background is given no frame
  const FOR_FIGURES = /^\{"output":"[^"]*\bvalues\.data\b/;
  let asked = 0; // number of the latest question for figures: an answer to an earlier one is no longer wanted

  const isQuestion = (address, options) =>
    address.includes("_dash-update-component") && options && FOR_FIGURES.test(options.body);

  /* Draw what came, and let it be seen before the answer goes on to Dash. */
  async function drawn(answer, number) {
    const body = await answer.json();
    const values = body.response && body.response.values && body.response.values.data;
    if (values && number === asked) {
      q.show(values);
      await Promise.race([q.frame(), new Promise((done) => setTimeout(done, LONGEST))]);
    }
    answer.json = () => Promise.resolve(body); // read once
    return answer;
  }

  window.fetch = async (resource, options) => {
    const address = String(resource && resource.url ? resource.url : resource);
    if (address.includes("_dash-layout")) { // building the page blocks the browser: the first map is seen before
      const layout = await plainFetch(resource, options);
      await q.firstDrawn;
      return layout;
    }
    if (!isQuestion(address, options)) return plainFetch(resource, options);
    const number = (asked += 1);
    const answer = await plainFetch(resource, options);
    return answer.status === 200 ? drawn(answer, number) : answer;
  };
})();
