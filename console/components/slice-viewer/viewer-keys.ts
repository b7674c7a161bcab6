/** What the keys of the viewer mean. */

import type { Extent } from './view-transform.ts';
import {
  byPan,
  byPhases,
  bySlices,
  byWindow,
  byZoom,
  linked,
  reset,
  toLargest,
  type ViewerState,
} from './viewer-state.ts';

/** The parts of a key event that count. */
export interface PressedKey {
  readonly key: string;
  readonly altKey?: boolean;
  readonly shiftKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
}

const PAN_PIXELS = 24;
const WINDOW_STEP = 0.05;
const ZOOM_STEP = 1.25;
type Change = (state: ViewerState, key: string, extent: Extent) => ViewerState;

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const zoomIn: Change = (state, key, extent) => byZoom(state, key, ZOOM_STEP, extent);
const zoomOut: Change = (state, key, extent) => byZoom(state, key, 1 / ZOOM_STEP, extent);

const PLAIN: Readonly<Record<string, Change>> = {
  ArrowUp: (state, key) => bySlices(state, key, -1),
  ArrowDown: (state, key) => bySlices(state, key, 1),
  PageUp: (state, key) => bySlices(state, key, -10),
  PageDown: (state, key) => bySlices(state, key, 10),
  '[': (state, key) => byPhases(state, key, -1),
  ']': (state, key) => byPhases(state, key, 1),
  '+': zoomIn,
  '=': zoomIn,
  '-': zoomOut,
  '−': zoomOut,
  o: (state) => ({ ...state, hasOutline: !state.hasOutline }),
  l: (state) => linked(state, !state.isLinked),
  h: toLargest,
  r: reset,
};

/** The change that a key asks for; undefined for keys that are not the viewer's. */
export function changeOfKey({ key, altKey, shiftKey, ctrlKey, metaKey }: PressedKey): Change | undefined {
  // On many keyboards brackets are typed with AltGr, which arrives as Control and Alt.
  if (key === '[' || key === ']') return PLAIN[key];
  if (ctrlKey || metaKey) return undefined;
  const arrow = ARROWS[key];
  if (arrow && altKey) {
    const [x, y] = arrow;
    return (state, pane) => byWindow(state, pane, -y * WINDOW_STEP, x * WINDOW_STEP);
  }
  if (arrow && shiftKey) {
    const [x, y] = arrow;
    return (state, pane, extent) => byPan(state, pane, extent, x * PAN_PIXELS, y * PAN_PIXELS);
  }
  if (altKey) return undefined;
  return PLAIN[key.length === 1 ? key.toLowerCase() : key];
}
