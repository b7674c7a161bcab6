/** What gestures and keys make of the viewer. */
import { type Grid, IDENTITY_DIRECTION, indexToWorld, type Mask, type Volume } from '@radscore/imaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInRegion, valueAt, voxelAt } from '../../../../console/components/slice-viewer/hit-value.ts';
import { dragged, pinched, pointedAt } from '../../../../console/components/slice-viewer/pane-gestures.ts';
import { positionText, valueText } from '../../../../console/components/slice-viewer/value-text.ts';
import {
  fromScreen,
  placeSlice,
  toScreen,
  WHOLE_SLICE,
  zoomed,
} from '../../../../console/components/slice-viewer/view-transform.ts';
import type { ViewedImage } from '../../../../console/components/slice-viewer/viewed-image.ts';
import { changeOfKey, type PressedKey } from '../../../../console/components/slice-viewer/viewer-keys.ts';
import {
  atPoint,
  bySlices,
  EMPTY_VIEWER,
  linked,
  shownSlice,
  shownVolume,
  toLargest,
  toSlice,
  toWindow,
  type ViewerState,
  withImages,
} from '../../../../console/components/slice-viewer/viewer-state.ts';
import { anyGrid, indexAt, rotation, shares } from './grids.ts';

const EXTENT = { width: 260, height: 220 };
const axial: Grid = { size: [20, 30, 10], spacing: [1, 0.5, 3], origin: [-10, -5, 0], direction: IDENTITY_DIRECTION };
const oblique: Grid = {
  size: [30, 30, 30],
  spacing: [1, 1, 1.5],
  origin: [-20, -15, 5],
  direction: rotation(0.3, 0.2, -0.4),
};

function image(key: string, grid: Grid, more: Partial<ViewedImage> = {}): ViewedImage {
  const count = grid.size[0] * grid.size[1] * grid.size[2];
  const phase: Volume = { ...grid, voxels: Int16Array.from({ length: count }, (_, i) => i % 997) };
  return { key, name: key, phases: [phase], ...more };
}

function maskOf(grid: Grid, x: number, y: number, z: number): Mask {
  const voxels = new Uint8Array(grid.size[0] * grid.size[1] * grid.size[2]);
  voxels[x + grid.size[0] * (y + grid.size[1] * z)] = 1;
  return { ...grid, voxels };
}

const two = (): ViewerState => withImages(EMPTY_VIEWER, [image('t2fs', axial), image('dce', oblique)]);
const press = (state: ViewerState, key: string, more: Partial<PressedKey> = {}, pane = 't2fs'): ViewerState =>
  changeOfKey({ key, ...more })?.(state, pane, EXTENT) ?? state;

describe('the value under the cursor', () => {
  it('is that of the voxel whose centre is nearest, whatever the grid', () => {
    fc.assert(
      fc.property(anyGrid, shares, (grid, at) => {
        const voxels = Float64Array.from({ length: grid.size[0] * grid.size[1] * grid.size[2] }, (_, i) => i);
        const index = indexAt(grid, at);
        // A place half way between two voxels belongs to either.
        fc.pre(index.every((value) => Math.abs((value % 1) - 0.5) > 1e-6));
        const [x, y, z] = index.map(Math.round);
        expect(valueAt({ ...grid, voxels }, indexToWorld(grid, index))).toBe(x + grid.size[0] * (y + grid.size[1] * z));
      }),
    );
  });

  it('is not there beside the grid', () => {
    expect(voxelAt(axial, [-10.6, 0, 0])).toBeUndefined();
    expect(voxelAt(axial, [-10.4, 0, 0])).toEqual([0, 10, 0]);
    expect(isInRegion(maskOf(axial, 3, 4, 5), indexToWorld(axial, [3.4, 3.6, 5]))).toBe(true);
    expect(isInRegion(maskOf(axial, 3, 4, 5), indexToWorld(axial, [3.6, 4, 5]))).toBe(false);
  });

  it('is written as it is stored', () => {
    expect(valueText(1186)).toBe('1,186');
    expect(valueText(-3)).toBe('−3');
    expect(valueText(0.000812345, 'mm²/s')).toBe('0.000812\u00a0mm²/s');
    expect(valueText(812.345)).toBe('812.3');
    expect(positionText([42.61, -18.34, 0])).toBe('L\u00a042.6, A\u00a018.3, S\u00a00.0');
  });
});

describe('linked cursors', () => {
  it('show in the other grid the slice through the same place of the patient', () => {
    fc.assert(
      fc.property(anyGrid, anyGrid, shares, (a, b, at) => {
        const point = indexToWorld(a, indexAt(a, at));
        const state = atPoint(withImages(EMPTY_VIEWER, [image('a', a), image('b', b)]), 'a', point);
        expect(state.panes.b.point).toEqual(point);
        const voxel = voxelAt(b, point);
        if (voxel) expect(shownSlice(state.panes.b)).toBe(voxel[2]);
      }),
    );
  });

  it('go their own way when they are not linked, and come together at the active one', () => {
    const apart = bySlices(linked(toSlice(two(), 't2fs', 2), false), 't2fs', 3);
    expect(shownSlice(apart.panes.t2fs)).toBe(5);
    expect(apart.panes.dce.point).not.toEqual(apart.panes.t2fs.point);
    const together = linked(apart, true);
    expect(together.panes.dce.point).toEqual(apart.panes.t2fs.point);
  });

  it('stay on whole slices of the pane that is walked through', () => {
    let state = two();
    for (let k = 0; k < 40; k++) state = bySlices(state, 'dce', 1);
    expect(shownSlice(state.panes.dce)).toBe(29);
    expect(shownSlice(bySlices(state, 'dce', -12).panes.dce)).toBe(17);
  });
});

describe('images that come', () => {
  it('are shown at the region of the first that has one', () => {
    const first = withImages(EMPTY_VIEWER, [image('t2fs', axial)]);
    expect(shownSlice(first.panes.t2fs)).toBe(5);
    const withMask = image('dce', oblique, { mask: maskOf(oblique, 12, 14, 7) });
    const both = withImages(first, [first.panes.t2fs.image, withMask]);
    expect(shownSlice(both.panes.dce)).toBe(7);
    expect(both.panes.t2fs.point).toEqual(indexToWorld(oblique, [12, 14, 7]));
  });

  it('are shown at the region of the first in their order, whichever comes first', () => {
    const t2 = image('t2fs', axial, { mask: maskOf(axial, 3, 4, 5) });
    const dce = image('dce', oblique, { mask: maskOf(oblique, 12, 14, 7) });
    const waiting: ViewedImage = { key: 't2fs', name: 'T2', phases: [] };
    const late = withImages(withImages(EMPTY_VIEWER, [waiting, dce]), [t2, dce]);
    const early = withImages(withImages(EMPTY_VIEWER, [t2, { ...waiting, key: 'dce' }]), [t2, dce]);
    for (const state of [late, early]) expect(state.panes.dce.point).toEqual(indexToWorld(axial, [3, 4, 5]));
  });

  it('do not move a cursor that was placed, and keep window and zoom when more phases come', () => {
    const dce = image('dce', oblique);
    const placed = toWindow(toSlice(withImages(EMPTY_VIEWER, [dce]), 'dce', 3), 'dce', { centre: 1, width: 2 });
    const more = { ...dce, phases: [dce.phases[0], image('x', oblique).phases[0]], mask: maskOf(oblique, 1, 1, 20) };
    const after = withImages(placed, [more]);
    expect(shownSlice(after.panes.dce)).toBe(3);
    expect(after.panes.dce.window).toEqual({ centre: 1, width: 2 });
    expect(after.panes.dce.image.phases).toHaveLength(2);
  });

  it('keep their window and place while further phases are read', () => {
    const first = image('dce', oblique).phases[0];
    const start = withImages(EMPTY_VIEWER, [{ key: 'dce', name: 'DCE', phases: [undefined, first], usedPhase: 1 }]);
    const waiting = press(start, '[', {}, 'dce');
    expect([shownVolume(start.panes.dce), shownVolume(waiting.panes.dce)]).toEqual([first, undefined]);
    const second: Volume = { ...oblique, voxels: new Int16Array(27000) };
    const after = withImages(waiting, [{ key: 'dce', name: 'DCE', phases: [second, first], usedPhase: 1 }]);
    expect(shownVolume(after.panes.dce)).toBe(second);
    expect(after.panes.dce.window).toBe(start.panes.dce.window);
  });

  it('are shown at the slice and phase that the address names', () => {
    const dce = image('dce', oblique, { usedPhase: 0 });
    const phases = [dce.phases[0], image('x', oblique).phases[0]];
    const state = withImages(EMPTY_VIEWER, [{ ...dce, phases }], { dce: { slice: 21, phase: 1 } });
    expect([shownSlice(state.panes.dce), state.panes.dce.phase]).toEqual([21, 1]);
  });
});

describe('keys', () => {
  it('move through slices, held at both ends', () => {
    const start = toSlice(two(), 't2fs', 4);
    const slice = (state: ViewerState): number => shownSlice(state.panes.t2fs);
    expect(slice(press(start, 'ArrowUp'))).toBe(3);
    expect(slice(press(start, 'ArrowDown'))).toBe(5);
    expect(slice(press(start, 'PageUp'))).toBe(0);
    expect(slice(press(start, 'PageDown'))).toBe(9);
  });

  it('change phases, also where brackets are typed with AltGr', () => {
    const dce = image('dce', oblique);
    const state = withImages(EMPTY_VIEWER, [{ ...dce, phases: [dce.phases[0], dce.phases[0], dce.phases[0]] }]);
    const second = press(state, ']', { ctrlKey: true, altKey: true }, 'dce');
    expect(second.panes.dce.phase).toBe(1);
    expect(press(second, '[', {}, 'dce').panes.dce.phase).toBe(0);
    expect(press(state, '[', {}, 'dce').panes.dce.phase).toBe(0);
  });

  it('set window and level with Alt, pan with Shift, and leave the browser its own', () => {
    const state = two();
    const { initialWindow } = state.panes.t2fs;
    expect(press(state, 'ArrowRight', { altKey: true }).panes.t2fs.window.width).toBeCloseTo(
      1.05 * initialWindow.width,
    );
    expect(press(state, 'ArrowUp', { altKey: true }).panes.t2fs.window.centre).toBeGreaterThan(initialWindow.centre);
    expect(press(state, 'ArrowRight', { shiftKey: true }).panes.t2fs.view.pan[0]).toBeGreaterThan(0);
    expect(changeOfKey({ key: 'r', ctrlKey: true })).toBeUndefined();
    expect(changeOfKey({ key: 'Tab' })).toBeUndefined();
    expect(changeOfKey({ key: 'ArrowLeft' })).toBeUndefined();
  });

  it('switch outline and link, zoom, find the largest slice, and reset all but the place', () => {
    const mask = maskOf(axial, 4, 5, 8);
    const state = toSlice(withImages(EMPTY_VIEWER, [image('t2fs', axial, { mask })]), 't2fs', 1);
    expect(press(state, 'o').hasOutline).toBe(false);
    expect(press(state, 'L').isLinked).toBe(false);
    expect(shownSlice(press(state, 'h').panes.t2fs)).toBe(8);
    expect(toLargest(two(), 't2fs').panes.t2fs.point).toEqual(two().panes.t2fs.point);
    const changed = press(press(press(state, '+'), 'ArrowLeft', { altKey: true }), 'ArrowUp', { shiftKey: true });
    expect(changed.panes.t2fs.view.zoom).toBe(1.25);
    const again = press(changed, 'r').panes.t2fs;
    expect([again.view, again.window, shownSlice(again)]).toEqual([WHOLE_SLICE, again.initialWindow, 1]);
  });
});

describe('the screen', () => {
  it('leads from column and row to a pixel and back, at any zoom', () => {
    const { plane } = two().panes.t2fs.placed;
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 40, noNaN: true }), shares, (zoom, [u, v]) => {
        const placed = placeSlice(plane, EXTENT, { zoom, pan: [3, -2] });
        const [x, y] = toScreen(placed, u * 19, v * 29);
        const [column, row] = fromScreen(placed, x, y);
        expect(column).toBeCloseTo(u * 19, 8);
        expect(row).toBeCloseTo(v * 29, 8);
      }),
    );
  });

  it('has as many pixels for a millimetre across as along, and shows the whole slice at first', () => {
    const { plane } = two().panes.t2fs.placed;
    const { left, top, column, row } = placeSlice(plane, EXTENT, WHOLE_SLICE);
    expect(column / plane.columnSpacing).toBeCloseTo(row / plane.rowSpacing, 12);
    expect(Math.min(left, top)).toBeCloseTo(0, 12);
    expect(left * 2 + plane.columns * column).toBeCloseTo(EXTENT.width, 9);
  });

  it('keeps the place under the pointer when it zooms, or under two fingers', () => {
    const state = two();
    const { plane } = state.panes.t2fs.placed;
    const before = fromScreen(placeSlice(plane, EXTENT, WHOLE_SLICE), 200, 40);
    const view = zoomed(WHOLE_SLICE, 3, plane, EXTENT, [200, 40]);
    const after = fromScreen(placeSlice(plane, EXTENT, view), 200, 40);
    expect(after[0]).toBeCloseTo(before[0], 9);
    expect(after[1]).toBeCloseTo(before[1], 9);
    const fingers = pinched(
      state,
      't2fs',
      EXTENT,
      [
        [100, 100],
        [140, 100],
      ],
      [
        [90, 120],
        [170, 120],
      ],
    );
    expect(fingers.panes.t2fs.view.zoom).toBe(2);
    const [column, row] = fromScreen(placeSlice(plane, EXTENT, WHOLE_SLICE), 120, 100);
    const [x, y] = toScreen(placeSlice(plane, EXTENT, fingers.panes.t2fs.view), column, row);
    expect([x, y].map(Math.round)).toEqual([130, 120]);
  });

  it('puts the cursor where it is pointed at, and never beside the slice', () => {
    const state = toSlice(two(), 't2fs', 6);
    const { plane } = state.panes.t2fs.placed;
    const [x, y] = toScreen(placeSlice(plane, EXTENT, WHOLE_SLICE), 7, 21);
    expect(voxelAt(axial, pointedAt(state, 't2fs', EXTENT, x, y).panes.t2fs.point)).toEqual([7, 21, 6]);
    expect(voxelAt(axial, pointedAt(state, 't2fs', EXTENT, -500, 900).panes.t2fs.point)).toEqual([0, 29, 6]);
  });

  it('a drag does what the tool says', () => {
    const state = two();
    const by = (tool: 'window' | 'zoom' | 'pan'): ViewerState['panes'][string] =>
      dragged(state, 't2fs', EXTENT, tool, [100, 100], [30, -30]).panes.t2fs;
    const { initialWindow } = state.panes.t2fs;
    expect(by('window').window.width).toBeCloseTo(1.1 * initialWindow.width);
    expect(by('zoom').view.zoom).toBeCloseTo(Math.exp(0.2));
    expect(by('pan').view.pan[0]).toBeGreaterThan(0);
  });

  it('a window that no one can see is not taken', () => {
    const state = two();
    expect(toWindow(state, 't2fs', { centre: Number.NaN, width: 5 })).toBe(state);
    expect(toWindow(state, 't2fs', { centre: 1, width: 0 })).toBe(state);
  });
});
