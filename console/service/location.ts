/** The address of the view: a signal that follows it, and links that change it without loading the page again. */
import { computed, signal } from '@preact/signals';

const current = signal(new URL(globalThis.location?.href ?? 'http://localhost/'));

/** The address now: filters, sort, slice, phase and compared versions are in its query. */
export const address = computed(() => current.value);

let isFirstView = true;

/** Whether the visitor went from one view to another: the first view takes no focus. */
export function hasMoved(): boolean {
  return !isFirstView;
}

let isReturn = false;

/** Whether the present view was come to by the browser's back and forward buttons: it is to look as it was left. */
export function hasReturned(): boolean {
  return isReturn;
}

/** Goes to an address of the console. `replace` for what changes within a view: a filter, a slice. */
export function navigate(to: string, { replace = false } = {}): void {
  const url = new URL(to, current.value);
  if (url.href === current.value.href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  const isOtherView = url.pathname !== current.value.pathname;
  current.value = url;
  if (isOtherView) {
    isFirstView = false;
    isReturn = false;
    scrollTo(0, 0);
  }
}

/** A value of the query. */
export function query(name: string): string | undefined {
  return current.value.searchParams.get(name) ?? undefined;
}

/** Changes values of the query; undefined or '' removes one. */
export function setQuery(values: Readonly<Record<string, string | undefined>>): void {
  const url = new URL(current.value);
  for (const [name, value] of Object.entries(values)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  navigate(url.href, { replace: true });
}

/** Follows the browser's buttons, and the links of the page that lead to other views. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    const url = new URL(location.href);
    if (url.pathname !== current.value.pathname) {
      isFirstView = false;
      isReturn = true;
    }
    current.value = url;
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    navigate(link.href);
  });
}
