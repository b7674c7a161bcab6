/** Mouse, wheel, pen and fingers on one canvas of the viewer. */
import type { Signal } from '@preact/signals';
import { type Extent, fromScreen, placeSlice } from './view-transform.ts';
import { atPoint, byPan, bySlices, byWindow, byZoom, shownSlice, type Tool, type ViewerState } from './viewer-state.ts';

/** Pixels that a wheel or a touch pad turns for one slice. */
const WHEEL_SLICE = 40;
/** Pixels of a drag for a change of the window by its first width, and for a zoom by e. */
const WINDOW_DRAG = 300;
const ZOOM_DRAG = 150;

/** The place under a pixel of the canvas becomes the cursor. */
export function pointedAt(state: ViewerState, key: string, extent: Extent, x: number, y: number): ViewerState {
  const pane = state.panes[key];
  if (!pane) return state;
  const { plane, toPatient } = pane.placed;
  const [column, row] = fromScreen(placeSlice(plane, extent, pane.view), x, y);
  const within = (value: number, count: number): number => Math.max(-0.499, Math.min(count - 0.501, value));
  return atPoint(state, key, toPatient([within(column, plane.columns), within(row, plane.rows), shownSlice(pane)]));
}

/** What a drag by pixels does with each tool. */
export function dragged(
  state: ViewerState,
  key: string,
  extent: Extent,
  tool: Tool,
  [x, y]: readonly [number, number],
  [dx, dy]: readonly [number, number],
): ViewerState {
  if (tool === 'window') return byWindow(state, key, dy / WINDOW_DRAG, dx / WINDOW_DRAG);
  if (tool === 'zoom') return byZoom(state, key, Math.exp(-dy / ZOOM_DRAG), extent);
  if (tool === 'pan') return byPan(state, key, extent, dx, dy);
  return pointedAt(state, key, extent, x, y);
}

/** Two fingers: pinch to zoom about their middle, move to pan. */
export function pinched(
  state: ViewerState,
  key: string,
  extent: Extent,
  before: readonly (readonly [number, number])[],
  after: readonly (readonly [number, number])[],
): ViewerState {
  const middle = ([a, b]: typeof before): readonly [number, number] => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const apart = ([a, b]: typeof before): number => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]));
  const [from, to] = [middle(before), middle(after)];
  const moved = byPan(state, key, extent, to[0] - from[0], to[1] - from[1]);
  return byZoom(moved, key, apart(after) / apart(before), extent, to);
}

/**
 * Listens on a canvas. The wheel changes the slice, with Control the zoom; the first button uses the chosen tool, the
 * middle one pans, the second one sets the window; two fingers zoom and pan.
 *
 * @returns ends the listening
 */
export function listenOn(canvas: HTMLCanvasElement, key: string, state: Signal<ViewerState>): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const fingers = new Map<number, readonly [number, number]>();
  let tool: Tool = 'cursor';
  let turned = 0;
  const extent = (): Extent => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  const at = (event: MouseEvent): readonly [number, number] => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : WHEEL_SLICE);
      if (event.ctrlKey || event.metaKey) {
        state.value = byZoom(state.value, key, Math.exp(-pixels / 400), extent(), at(event));
        return;
      }
      // A mouse turns a hundred pixels at a time, a touch pad a few: both move slice by slice.
      turned += Math.max(-WHEEL_SLICE, Math.min(WHEEL_SLICE, pixels));
      const count = Math.trunc(turned / WHEEL_SLICE);
      turned -= count * WHEEL_SLICE;
      if (count !== 0) state.value = bySlices(state.value, key, count);
    },
    { signal, passive: false },
  );

  canvas.addEventListener(
    'pointerdown',
    (event) => {
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, at(event));
      tool = event.button === 2 ? 'window' : event.button === 1 ? 'pan' : state.value.tool;
      if (event.button === 1) event.preventDefault();
      if (tool === 'cursor' && fingers.size === 1) state.value = pointedAt(state.value, key, extent(), ...at(event));
      else state.value = { ...state.value, active: key };
    },
    { signal },
  );

  canvas.addEventListener(
    'pointermove',
    (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      if (fingers.size === 2) {
        const others = [...fingers.entries()];
        const from = others.map(([, place]) => place);
        const to = others.map(([id, place]) => (id === event.pointerId ? now : place));
        state.value = pinched(state.value, key, extent(), from, to);
      } else {
        state.value = dragged(state.value, key, extent(), tool, now, [now[0] - before[0], now[1] - before[1]]);
      }
      fingers.set(event.pointerId, now);
    },
    { signal },
  );

  const lifted = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
  };
  canvas.addEventListener('pointerup', lifted, { signal });
  canvas.addEventListener('pointercancel', lifted, { signal });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  return () => ending.abort();
}
