const SAVE_MS = 500;

/**
 * The answers that run in this page, bound to the messages that they fill. They run on while another conversation is
 * looked at; a reload picks them up again by the stream's id that the message keeps.
 */
export class Replies {
  #sluice;
  #conversations;
  #changed;
  #running = new Map();

  /** @param changed called with (conversation, message) at each new word and at the end */
  constructor(sluice, conversations, changed) {
    this.#sluice = sluice;
    this.#conversations = conversations;
    this.#changed = changed;
  }

  /** Asks for the next message of a conversation. */
  ask(conversation) {
    const { model, messages } = conversation;
    const said = messages.filter(({ content, state }) => content && state !== 'failed');
    const message = { role: 'assistant', content: '', state: 'running', askedAt: Date.now() };
    messages.push(message);
    const request = { model, messages: said.map(({ role, content }) => ({ role, content })) };
    this.#follow(conversation, message, this.#sluice.chat(request, { keep: true }));
    return message;
  }

  /** Reads on in what was running when the page was reloaded, or is running in another tab. */
  resume(conversation) {
    const message = conversation.messages.at(-1);
    if (message?.state !== 'running' || this.runs(conversation.id)) return;
    if (!message.stream) {
      Object.assign(message, { state: 'failed', trouble: 'The page was closed before the question reached the server.' });
      this.#conversations.save(conversation);
    } else this.#follow(conversation, message, this.#sluice.resume(message.stream, { keep: true }));
  }

  /** The conversation object that a running answer fills, or null. */
  conversation(id) {
    return this.#running.get(id)?.conversation ?? null;
  }

  runs(id) {
    return this.#running.has(id);
  }

  queued(id) {
    return this.#running.get(id)?.answer.queued ?? null;
  }

  stop(id) {
    this.#running.get(id)?.answer.stop();
  }

  /** Stops it and forgets it: its conversation was deleted. */
  discard(id) {
    const running = this.#running.get(id);
    if (!running) return;
    running.discarded = true;
    running.answer.stop();
  }

  async #follow(conversation, message, answer) {
    const running = { conversation, message, answer, savedAt: 0 };
    this.#running.set(conversation.id, running);
    answer.started.then((stream) => {
      message.stream = stream;
      this.#save(running, true);
    }, () => {});
    this.#save(running, true);
    try {
      for await (const { text } of answer) {
        if (text && !message.content) message.firstMs ??= Date.now() - message.askedAt;
        message.content = answer.text;
        this.#save(running);
        this.#changed(conversation, message);
      }
      const { finish_reason: reason, usage, cost_usd: cost } = await answer.done;
      Object.assign(message, { state: reason === 'cancelled' ? 'stopped' : 'done', content: answer.text });
      Object.assign(message, { tokens: usage?.completion_tokens ?? null, cost, tookMs: Date.now() - message.askedAt });
    } catch (error) {
      // A page that is on its way out takes nothing down with it: the next one reads on.
      if (error.code === 'closed') return;
      Object.assign(message, { state: 'failed', trouble: error.message, code: error.code });
    }
    this.#running.delete(conversation.id);
    this.#save(running, true);
    this.#changed(conversation, message);
  }

  #save(running, now = false) {
    if (running.discarded || (!now && Date.now() - running.savedAt < SAVE_MS)) return;
    running.savedAt = Date.now();
    this.#conversations.save(running.conversation);
  }
}
