import { byId, el, icon } from './dom.js';

/** The list of conversations, a drawer on narrow screens. */
export class Side {
  #list = byId('list');
  #menu = byId('menu');

  constructor({ onNew }) {
    byId('new').addEventListener('click', () => {
      this.close();
      onNew();
    });
    this.#menu.addEventListener('click', () => this.#open(true));
    byId('scrim').addEventListener('click', () => this.close());
    byId('side').addEventListener('keydown', ({ key }) => key === 'Escape' && this.close());
  }

  /** @param entries {id, title, live, current}, newest first */
  show(entries, { onOpen, onDrop }) {
    const rows = entries.map(({ id, title, live, current }) => {
      const open = el('button', { type: 'button', className: 'open' });
      if (live) open.append(el('span', { className: 'live', title: 'Streaming' }));
      open.append(el('span', {}, title));
      if (current) open.setAttribute('aria-current', 'true');
      open.addEventListener('click', () => {
        this.close();
        onOpen(id);
      });
      const drop = el('button', { type: 'button', className: 'drop', 'aria-label': `Delete ${title}` }, icon('bin'));
      drop.addEventListener('click', () => onDrop(id));
      return el('li', {}, open, drop);
    });
    this.#list.replaceChildren(...(rows.length ? rows : [el('li', { className: 'none' }, 'No conversations yet')]));
  }

  close() {
    if (document.body.dataset.side === 'open') this.#open(false);
  }

  #open(yes) {
    document.body.dataset.side = yes ? 'open' : '';
    this.#menu.setAttribute('aria-expanded', String(yes));
    (yes ? byId('new') : this.#menu).focus();
  }
}
