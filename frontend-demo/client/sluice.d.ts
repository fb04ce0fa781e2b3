/** An OpenAI chat completion request; `stream` is implied. Fields that are not named here are passed on. */
export interface ChatRequest {
  model: string;
  messages: Array<{ role: string; content: unknown; [field: string]: unknown }>;
  [parameter: string]: unknown;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  [detail: string]: unknown;
}

/** One piece of an answer. */
export interface Piece {
  /** New text; '' for a piece that carries something else, such as a role, a tool call or a gap. */
  text: string;
  /** Number of the last event that this piece stands for. */
  seq: number;
  /** The `chat.completion.chunk`, or the snapshot's data where `snapshot` is set; null for a gap. */
  raw: any;
  /** This piece stands for everything up to `seq`, after a late join or a long absence. */
  snapshot?: true;
  /** `text` is the whole text and replaces what came before. */
  replace?: true;
  /** These events are lost for good. */
  gap?: { from: number; to: number };
}

export interface Result {
  text: string;
  seq: number;
  /** `stop`, `length`, `tool_calls`, `content_filter`, or `cancelled` where somebody stopped it. */
  finish_reason: string | null;
  usage: Usage | null;
  cost_usd: number | null;
  cached: boolean;
  coalesced: boolean;
}

export interface AnswerOptions {
  /** Leave the loop without stopping the answer at the server. Default false. */
  keep?: boolean;
  /** Aborting stops the answer (unless `keep`) and ends the iteration with a SluiceError `aborted`. */
  signal?: AbortSignal | null;
}

/** One answer. Read it once; leaving the loop early stops it at the server. */
export interface Answer extends AsyncIterable<Piece> {
  /** Id at the server; null until `started`. */
  readonly stream: string | null;
  /** Token with which others may read this answer; null where the server gave none. */
  readonly share: string | null;
  readonly status: 'submitting' | 'queued' | 'streaming' | 'done' | 'failed';
  /** Place in the server's queue, while it waits there. */
  readonly queued: { position: number; eta_ms: number } | null;
  readonly text: string;
  readonly seq: number;
  readonly finished: boolean;
  /** Resolves with the stream's id once the server took the question; rejects with a SluiceError. */
  readonly started: Promise<string>;
  /** Resolves at the end, whether or not anybody iterates; rejects with a SluiceError. */
  readonly done: Promise<Result>;
  /** Stops the answer at the server. Idempotent. */
  stop(): Promise<void>;
}

export type FeedEvent =
  | { event: string; id: string | null; data: string; seq: number; gap?: undefined }
  | { gap: { from: number; to: number } };

export interface State {
  state: 'connecting' | 'open' | 'reconnecting' | 'closed';
  /** Who holds the connection: this page, another tab, or, where tabs cannot share, each for itself. */
  role: 'leader' | 'follower' | 'solo';
  /** Why it is so: `broken`, `silence`, `draining`, `offline`, `replaced` … or null. */
  reason: string | null;
  /** When the next attempt is due, in ms since 1970, while reconnecting. */
  retryAt: number | null;
  /** Living tabs that share the connection. */
  tabs: number;
}

export interface SluiceOptions {
  /** The server, such as `https://ai.example.com`. Default: where the page came from. */
  url?: string;
  /** A JWT or API key for the session. Default: none, for servers that take anonymous sessions. */
  token?: string | (() => string | Promise<string>) | null;
  /** `ticket` for a server on another site, where no cookie can travel. Default `cookie`. */
  auth?: 'cookie' | 'ticket';
  /** Pages of different groups do not share. Default ''. */
  group?: string;
  /** Replacements for parts of the browser, for tests. */
  env?: Record<string, unknown>;
}

export interface SluiceEventMap {
  state: CustomEvent<State>;
  queued: CustomEvent<{ stream: string; position: number; eta_ms: number }>;
}

export class Sluice extends EventTarget {
  constructor(options?: SluiceOptions);
  readonly state: State;
  /** This page's id at the server; new at each load. */
  readonly tab: string;
  /** Streams that this page read before it was reloaded and that may still run. */
  running(): string[];
  chat(request: ChatRequest, options?: AnswerOptions): Answer;
  /** Reads an answer from its beginning, running or done. `share`: the token of somebody else's answer. */
  resume(stream: string, options?: AnswerOptions & { share?: string | null }): Answer;
  /**
   * Reads a feed until the loop is left: from now on, or with the last `history` events before, or from behind the event
   * whose own id is `since`.
   */
  subscribe(
    feed: string,
    options?: { signal?: AbortSignal | null; history?: number; since?: string | null },
  ): AsyncIterable<FeedEvent>;
  /** Takes the channel back after state `closed`. */
  reconnect(): void;
  /** Leaves, as if the page were closed. */
  close(): void;
  addEventListener<K extends keyof SluiceEventMap>(
    type: K,
    listener: (event: SluiceEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export class SluiceError extends Error {
  /** Stable, for programs: `unreachable`, `aborted`, `closed`, or the server's own. */
  readonly code: string;
  /** HTTP status; 0 where there was none. */
  readonly status: number;
  /** Request field at fault, or null. */
  readonly field: string | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds after which the server says that it is worth trying again; null where it does not say. */
  readonly retryAfterMs: number | null;
}
