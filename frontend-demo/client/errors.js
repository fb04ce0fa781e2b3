/** The one error that the client throws. `code` is stable and meant for programs, `message` for people. */
export class SluiceError extends Error {
  constructor({ code, message, status = 0, field = null, retryable = false, retryAfterMs = null, cause }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SluiceError';
    this.code = code;
    this.status = status;
    this.field = field;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A response that is not 2xx, as an error. Its body is RFC 9457 problem+json; anything else is told by status alone. */
export async function errorOf(response) {
  let problem = null;
  try {
    problem = await response.json();
  } catch {
    // A proxy in between answered for itself: the status is all that is known.
  }
  const status = response.status;
  return new SluiceError({
    code: problem?.code ?? `http_${status}`,
    message: problem?.detail ?? problem?.title ?? `The server answered ${status}`,
    status,
    field: problem?.field ?? null,
    retryable: problem?.retryable ?? (status === 429 || status >= 500),
    retryAfterMs: retryAfter(response.headers.get('retry-after')),
  });
}

/** The server could not be reached, or the connection broke before it answered. */
export function unreachable(cause) {
  return new SluiceError({
    code: 'unreachable',
    message: `The server could not be reached: ${cause?.message ?? cause}`,
    retryable: true,
    cause,
  });
}

/** Retry-After in whole seconds. Its other form, a date, is not used by Sluice and depends on the reader's clock. */
function retryAfter(header) {
  return /^\d+$/.test(header ?? '') ? Number(header) * 1000 : null;
}
