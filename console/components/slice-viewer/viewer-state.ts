/** The state of the viewer, and what each gesture and key makes of it: no drawing, no events. */
import { gridOf, isSameGrid, type Vector3, type Volume } from '@radscore/imaging';
import { middleOfLargest } from './section.ts';
import { type PlacedPlane, placePlane, sliceOf } from './slice-plane.ts';
import { type Extent, panned, type View, WHOLE_SLICE, zoomed } from './view-transform.ts';
import { firstVolume, type ViewedImage } from './viewed-image.ts';
import { changedWindow, type Window, windowOf } from './window-level.ts';

export const TOOLS = ['cursor', 'window', 'zoom', 'pan'] as const;
export type Tool = (typeof TOOLS)[number];

/** One image that has come, and how it is shown. */
export interface Pane {
  readonly image: ViewedImage;
  readonly placed: PlacedPlane;
  /** Patient position (mm, LPS) of its cursor; its slice is the one that shows it. */
  readonly point: Vector3;
  readonly phase: number;
  readonly window: Window;
  readonly initialWindow: Window;
  readonly view: View;
}

export interface ViewerState {
  readonly panes: Readonly<Record<string, Pane>>;
  /** The pane whose keys and gestures came last. */
  readonly active: string;
  readonly isLinked: boolean;
  readonly hasOutline: boolean;
  readonly tool: Tool;
  /** Whether a person or the address chose the place: until then it is the region of the first image that has one. */
  readonly isPlaced: boolean;
}

export const EMPTY_VIEWER: ViewerState = {
  panes: {},
  active: '',
  isLinked: true,
  hasOutline: true,
  tool: 'cursor',
  isPlaced: false,
};

/** Which slice and phase an address names for one image. */
export interface NamedPlace {
  readonly slice?: number;
  readonly phase?: number;
}

/**
 * Takes in the images that have come or changed; those that are there keep how they are shown.
 *
 * @param named slice and phase by key, as an address gives them
 */
export function withImages(
  state: ViewerState,
  images: readonly ViewedImage[],
  named: Readonly<Record<string, NamedPlace>> = {},
): ViewerState {
  let next = state;
  let hasNewRegion = false;
  const gone = Object.keys(state.panes).filter((key) => !images.some((image) => image.key === key));
  if (gone.length > 0) {
    const panes = Object.fromEntries(Object.entries(state.panes).filter(([key]) => !gone.includes(key)));
    next = { ...next, panes };
  }
  for (const image of images) {
    const before = next.panes[image.key];
    const volume = firstVolume(image);
    if (!volume || before?.image === image) continue;
    // Another grid is another image; a further phase or a region that comes is not.
    const isFirst = before === undefined || !isSameGrid(before.placed.grid, volume);
    const pane = isFirst ? newPane(image, volume, next, named[image.key]) : { ...before, image };
    const joined: ViewerState = {
      ...next,
      active: next.panes[next.active] ? next.active : image.key,
      panes: { ...next.panes, [image.key]: pane },
    };
    next = joined;
    // Looking for the middle of a region takes a while: not with each step of a progress.
    if (image.mask && image.mask !== before?.image.mask) hasNewRegion = true;
    if (isFirst && named[image.key]?.slice !== undefined) {
      next = toSlice(next, image.key, named[image.key].slice as number);
    }
  }
  return next.isPlaced || !hasNewRegion ? next : atFirstRegion(next, images);
}

/** In the order of the images, whichever came first: the same study opens at the same place. */
function atFirstRegion(state: ViewerState, images: readonly ViewedImage[]): ViewerState {
  for (const { key } of images) {
    const mask = state.panes[key]?.image.mask;
    const middle = mask && middleOfLargest(mask);
    if (middle) return { ...atPoint(state, key, middle), active: state.active, isPlaced: false };
  }
  return state;
}

function newPane(image: ViewedImage, volume: Volume, state: ViewerState, named: NamedPlace = {}): Pane {
  const { phases, usedPhase = 0 } = image;
  const placed = placePlane(gridOf(volume));
  const { columns, rows, slices } = placed.plane;
  const phase =
    named.phase !== undefined && named.phase < phases.length ? named.phase : Math.min(usedPhase, phases.length - 1);
  const other = Object.values(state.panes)[0];
  const middle = placed.toPatient([Math.floor(columns / 2), Math.floor(rows / 2), Math.floor(slices / 2)]);
  const window = windowOf(volume, image.mask);
  const point = state.isLinked && other ? other.point : middle;
  return { image, placed, point, phase, window, initialWindow: window, view: WHOLE_SLICE };
}

/** The phase that a pane shows; undefined until it is read. */
export function shownVolume({ image, phase }: Pane): Volume | undefined {
  return image.phases[phase];
}

/** The same, undefined also while the slice that is shown has not come. */
export function shownPicture(pane: Pane): Volume | undefined {
  const { there, usedPhase = 0 } = pane.image;
  const isThere = !there || pane.phase !== usedPhase || there[shownSlice(pane)] === 1;
  return isThere ? shownVolume(pane) : undefined;
}

/** The slice that a pane shows. */
export function shownSlice({ placed, point }: Pane): number {
  return sliceOf(placed, point);
}

function withPane(state: ViewerState, key: string, change: (pane: Pane) => Partial<Pane>): ViewerState {
  const pane = state.panes[key];
  if (!pane) return state;
  return { ...state, active: key, panes: { ...state.panes, [key]: { ...pane, ...change(pane) } } };
}

/** Puts the cursor of a pane, and of all if they are linked, at a patient position. */
export function atPoint(state: ViewerState, key: string, point: Vector3): ViewerState {
  if (!state.panes[key]) return state;
  if (!state.isLinked) return { ...withPane(state, key, () => ({ point })), isPlaced: true };
  const panes = Object.fromEntries(Object.entries(state.panes).map(([name, pane]) => [name, { ...pane, point }]));
  return { ...state, active: key, panes, isPlaced: true };
}

/** Shows a slice (from 0) of a pane: the cursor moves along the slice axis; linked panes follow in the patient. */
export function toSlice(state: ViewerState, key: string, slice: number): ViewerState {
  const pane = state.panes[key];
  if (!pane) return state;
  const { plane, toPlane, toPatient } = pane.placed;
  const [column, row] = toPlane(pane.point);
  const held = Math.max(0, Math.min(plane.slices - 1, Math.round(slice)));
  // A cursor beside this image is brought to its edge: from there its slices can be walked through.
  const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
  return atPoint(state, key, toPatient([within(column, plane.columns), within(row, plane.rows), held]));
}

/** Moves by slices. */
export function bySlices(state: ViewerState, key: string, count: number): ViewerState {
  const pane = state.panes[key];
  return pane ? toSlice(state, key, shownSlice(pane) + count) : state;
}

/** Shows a phase of a dynamic series, held to those that are there. */
export function toPhase(state: ViewerState, key: string, phase: number): ViewerState {
  const held = withPane(state, key, ({ image }) => ({
    phase: Math.max(0, Math.min(image.phases.length - 1, phase)),
  }));
  return { ...held, isPlaced: true };
}

/** Moves by phases. */
export function byPhases(state: ViewerState, key: string, count: number): ViewerState {
  const pane = state.panes[key];
  return pane ? toPhase(state, key, pane.phase + count) : state;
}

/** Changes the window by shares of the first width. */
export function byWindow(state: ViewerState, key: string, byCentre: number, byWidth: number): ViewerState {
  return withPane(state, key, ({ window, initialWindow }) => ({
    window: changedWindow(window, initialWindow, byCentre, byWidth),
  }));
}

/** Sets the window as a person types it; no width of 0 or less. */
export function toWindow(state: ViewerState, key: string, window: Window): ViewerState {
  if (!Number.isFinite(window.centre) || !(window.width > 0)) return state;
  return withPane(state, key, () => ({ window }));
}

/** Zooms about a pixel, or about the middle. */
export function byZoom(
  state: ViewerState,
  key: string,
  factor: number,
  extent: Extent,
  about?: readonly [number, number],
): ViewerState {
  return withPane(state, key, ({ view, placed }) => ({ view: zoomed(view, factor, placed.plane, extent, about) }));
}

/** Pans by pixels. */
export function byPan(state: ViewerState, key: string, extent: Extent, dx: number, dy: number): ViewerState {
  return withPane(state, key, ({ view, placed }) => ({ view: panned(view, placed.plane, extent, dx, dy) }));
}

/** Links the cursors, at the place of the active pane; or lets each go its own way from where it is. */
export function linked(state: ViewerState, isLinked: boolean): ViewerState {
  const active = state.panes[state.active];
  const next = { ...state, isLinked };
  return isLinked && active ? atPoint(next, state.active, active.point) : next;
}

/** Shows the slice of a pane that has most of its region, at the region's middle. */
export function toLargest(state: ViewerState, key: string): ViewerState {
  const mask = state.panes[key]?.image.mask;
  const middle = mask && middleOfLargest(mask);
  return middle ? atPoint(state, key, middle) : state;
}

/** Window, zoom, pan and phase as at first, in all panes; the place stays. */
export function reset(state: ViewerState): ViewerState {
  const panes = Object.fromEntries(
    Object.entries(state.panes).map(([key, pane]) => [
      key,
      {
        ...pane,
        window: pane.initialWindow,
        view: WHOLE_SLICE,
        phase: Math.min(pane.image.usedPhase ?? 0, pane.image.phases.length - 1),
      },
    ]),
  );
  return { ...state, panes };
}

/** Whether the cursor of a pane lies on the image that it shows. */
export function isCursorInside({ placed, point }: Pane): boolean {
  const { size } = placed.grid;
  const [c, r, s] = placed.toPlane(point);
  const { columns, rows } = placed.plane;
  return c >= -0.5 && r >= -0.5 && s >= -0.5 && c < columns - 0.5 && r < rows - 0.5 && s < size[2] - 0.5;
}
