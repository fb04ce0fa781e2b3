// A question before something is done that readers feel. Unlike window.confirm it does not hold up the page, which goes on telling
// meanwhile how the node does; and no browser lets people switch it off.
const dialog = document.getElementById('ask');

/** Whether the operator says yes, who reads on the button what that does. Escape and a second question are a no. */
export function ask(question, yes) {
  if (dialog.open) return Promise.resolve(false);
  document.getElementById('ask-what').textContent = question;
  document.getElementById('ask-yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener('close', () => answer(dialog.returnValue === 'yes'), { once: true }));
}
