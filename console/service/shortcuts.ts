/** Keyboard shortcuts: single keys and two in a row; single letters can be switched off. */
import { signal } from '@preact/signals';

export interface Shortcut {
  /** `/`, `?`, `n`, or two keys in a row: `g s`. */
  readonly keys: string;
  readonly act: () => void;
}

/** How long the second key of two may take, ms. */
export const PATIENCE = 1500;

/** The keys that were pressed, read as shortcuts. */
export class KeyReader {
  #pending: { readonly key: string; readonly at: number } | undefined;

  /**
   * The shortcut that a key completes; undefined if it completes none.
   *
   * @param known all shortcuts
   * @param at milliseconds
   */
  read(key: string, known: readonly string[], at: number): string | undefined {
    const first = this.#pending && at - this.#pending.at <= PATIENCE ? this.#pending.key : undefined;
    this.#pending = undefined;
    const both = `${first} ${key}`;
    if (first !== undefined && known.includes(both)) return both;
    if (known.some((keys) => keys.startsWith(`${key} `))) this.#pending = { key, at };
    else if (known.includes(key)) return key;
    return undefined;
  }
}

const STORED = 'radscore.shortcuts';

/** Whether keys without a modifier are shortcuts; kept in this browser. */
export const hasShortcuts = signal(stored() !== 'off');

/** Switches them on or off. */
export function switchShortcuts(on: boolean): void {
  hasShortcuts.value = on;
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing: it counts for this visit.
  }
}

function stored(): string | null {
  try {
    return globalThis.localStorage?.getItem(STORED) ?? null;
  } catch {
    return null;
  }
}

/** Follows the keyboard until the returned function is called. A field with the focus and an open dialog keep their keys. */
export function followKeys(shortcuts: readonly Shortcut[]): () => void {
  const reader = new KeyReader();
  const known = shortcuts.map(({ keys }) => keys);
  const onKey = (event: KeyboardEvent): void => {
    if (!hasShortcuts.value || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (isField(event.target) || document.querySelector('dialog[open]')) return;
    const keys = reader.read(event.key, known, event.timeStamp);
    const found = shortcuts.find((shortcut) => shortcut.keys === keys);
    if (!found) return;
    event.preventDefault();
    found.act();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

/** Whether the keys of an element are its own: a field of text, a list of choices, a canvas with keys. */
function isField(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[data-own-keys], [contenteditable]:not([contenteditable=false])')) return true;
  return target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=range])');
}
