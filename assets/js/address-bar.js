// A page writes what it shows into the address bar, without a step in the history. The server says what a moment later:
// whoever has gone on since then, to another page, another address of this one, or back, stays there.
(() => {
  let kept = {}; // the query that was written last, and the place in the history that it belongs to
  const place = () => history.state?.key;

  // `asked` is the query of whoever asked: the router does not know of what is written here.
  window.keepAddress = (path, asked, href) => {
    if (location.pathname.replace(/\/+$/, "") !== path) return;
    if (location.search !== asked && (location.search !== kept.query || place() !== kept.place)) return;
    history.replaceState(history.state, "", href);
    kept = { query: location.search, place: place() };
  };
})();
