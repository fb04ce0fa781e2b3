import { byId } from './dom.js';

/** The field and its one button, which sends, or stops while an answer runs. */
export class Composer {
  #form = byId('composer');
  #prompt = byId('prompt');
  #send = byId('send');
  #running = false;

  constructor({ onSend, onStop }) {
    const submit = () => {
      const text = this.#prompt.value.trim();
      if (this.#running || !text) return;
      this.#prompt.value = '';
      this.#fit();
      onSend(text);
    };
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#running) onStop();
      else submit();
    });
    this.#prompt.addEventListener('input', () => this.#fit());
    this.#prompt.addEventListener('keydown', (event) => {
      // While an input method composes, Enter chooses a word; 229 is how Safari tells.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    });
    addEventListener('keydown', (event) => event.key === 'Escape' && this.#running && onStop());
  }

  /** Whether the open conversation's answer runs. */
  set running(running) {
    this.#running = running;
    this.#send.dataset.mode = running ? 'stop' : 'send';
    this.#send.setAttribute('aria-label', running ? 'Stop' : 'Send');
    this.#send.querySelector('use').setAttribute('href', running ? '#i-stop' : '#i-up');
    this.#enable();
  }

  focus() {
    // On a phone the keyboard would cover the answer that is to be read.
    if (matchMedia('(hover: hover)').matches) this.#prompt.focus({ preventScroll: true });
  }

  #fit() {
    this.#prompt.style.height = 'auto';
    this.#prompt.style.height = `${this.#prompt.scrollHeight}px`;
    this.#enable();
  }

  #enable() {
    this.#send.disabled = !this.#running && !this.#prompt.value.trim();
  }
}
