/** The script of the issuer's pages: keeps the secret of this browser's session, and goes on where nobody needs to be asked. */

/**
 * Plain JavaScript for a browser; what it is to do is in `data-page` of the page's main element. Storage belongs to this
 * origin with its port; the secret is sent in the body of requests to this origin only.
 */
export const PAGE_SCRIPT = `'use strict';
const KEY = 'radscore-owner';
const main = document.querySelector('main');
const { page, request = '', session = '', location: next = '' } = main.dataset;
const kept = () => localStorage.getItem(KEY) ?? '';
async function post(path, form) {
  const response = await fetch(path, { method: 'POST', body: new URLSearchParams(form) });
  return response.ok ? response.json() : {};
}
function reveal(id) {
  document.getElementById(id).hidden = false;
}
const pages = {
  // A link that the owner was given: its secret is after the #, which no server sees, and leaves the address at once.
  async link() {
    const link = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    const answer = link === '' ? {} : await post('/session', { link });
    if (!answer.session) return reveal('used');
    localStorage.setItem(KEY, answer.session);
    location.replace(answer.location);
  },
  // A browser that is known chooses who to be, or goes on at once if it has chosen.
  async ask() {
    const answer = await post('/oauth2/authorize/continue', { request, session: kept() });
    if (answer.location) return location.replace(answer.location);
    if (answer.as) {
      const form = document.querySelector('form');
      form.elements.session.value = kept();
      if (form.dataset.again === undefined) {
        form.elements.institution.value = answer.as.institution;
        form.elements.may.value = answer.as.may;
      }
      form.elements.code.required = false;
      document.getElementById('prove').hidden = true;
    }
    reveal('form');
    document.querySelector(answer.as ? '#institution' : '#code').focus();
  },
  approved() {
    localStorage.setItem(KEY, session);
    location.replace(next);
  },
  async signedOut() {
    await post('/session/end', { session: kept() });
    location.replace(next);
  },
};
pages[page]?.();
`;
