/** Messages between the tabs of one group: a BroadcastChannel that says who speaks. Never brings what it sent itself. */
export class Bus {
  #channel;
  #self;

  /** @param receive called with each message `{kind, from, …}` of another tab */
  constructor({ env, name, self, receive }) {
    this.#self = self;
    this.#channel = new env.BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => receive(data);
  }

  post(message) {
    this.#channel?.postMessage({ ...message, from: this.#self });
  }

  /** Idempotent; what is posted afterwards is lost. */
  close() {
    this.#channel?.close();
    this.#channel = null;
  }
}
