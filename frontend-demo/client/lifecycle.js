/**
 * What a browser does to a page, in the words that matter here. Returns the function that stops listening.
 *
 * - `leave`: the page goes for good; only a beacon still gets out.
 * - `suspend`, `restore`: it goes into the back/forward cache and may come back, much later, with its sockets dead and
 *   without an `onerror`. It may hold no locks there, and what it holds is given to the living before.
 * - `freeze`, `thaw`: it stays an open tab, but sleeps (Chromium tells; others do it without a word).
 * - `wake`: it is looked at again, or the network is back: look at the clock before you trust a connection.
 */
export function watchPage({ page, document }, { leave, suspend, restore, freeze, thaw, wake }) {
  const listeners = [
    [page, 'pagehide', ({ persisted }) => (persisted ? suspend() : leave())],
    [page, 'pageshow', ({ persisted }) => (persisted ? restore() : undefined)],
    [page, 'online', () => wake('online')],
    [document, 'visibilitychange', () => document.visibilityState === 'visible' && wake('visible')],
    [document, 'freeze', freeze],
    [document, 'resume', thaw],
  ].filter(([target]) => target);
  for (const [target, name, listener] of listeners) target.addEventListener(name, listener);
  return () => {
    for (const [target, name, listener] of listeners) target.removeEventListener(name, listener);
  };
}
