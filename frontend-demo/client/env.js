/**
 * What the client needs from the world around it. Everything that waits, draws lots or touches the network comes from
 * here, so that a test can be the world. In a browser nothing has to be given.
 */
export function browserEnv(given = {}) {
  const g = globalThis;
  const fallback = {
    fetch: g.fetch?.bind(g),
    EventSource: g.EventSource,
    BroadcastChannel: g.BroadcastChannel,
    locks: g.navigator?.locks,
    beacon: g.navigator?.sendBeacon?.bind(g.navigator),
    online: () => g.navigator?.onLine !== false,
    hidden: () => g.document?.visibilityState === 'hidden',
    /** Target of pagehide, pageshow, online. */
    page: typeof g.addEventListener === 'function' ? g : null,
    /** Target of visibilitychange, freeze and resume. */
    document: g.document ?? null,
    origin: g.location?.origin ?? 'null',
    sessionStorage: storageOf(g, 'sessionStorage'),
    localStorage: storageOf(g, 'localStorage'),
    setTimeout: g.setTimeout.bind(g),
    clearTimeout: g.clearTimeout.bind(g),
    now: () => Date.now(),
    random: Math.random,
    id: () => randomId(g.crypto),
    log: (line) => g.console?.info(line),
  };
  return { ...fallback, ...given };
}

/** 96 random bits in the characters that ids may have. `randomUUID` is missing on plain-http pages, this is not. */
function randomId(crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/** Reading `sessionStorage` throws where the user forbade it, as in a third-party frame. */
function storageOf(global, name) {
  try {
    return global[name] ?? null;
  } catch {
    return null;
  }
}

/** FNV-1a, 32 bits, in hex: a short tag for names of locks and channels, not a secret. */
export function tagOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
