/** Draws one pane: the slice, the outline of the region, the cursor, the bar of 20 mm. */
import type { Volume } from '@radscore/imaging';
import type { Loop } from './outline.ts';
import { sectionOf } from './section.ts';
import { fillSlice } from './slice-pixels.ts';
import { type Extent, NEAREST_FROM, type Placed, pixelsPerMillimetre, placeSlice, toScreen } from './view-transform.ts';
import type { ViewedImage } from './viewed-image.ts';
import { isCursorInside, type Pane, shownPicture, shownSlice } from './viewer-state.ts';
import { greyTable, type Window } from './window-level.ts';

/** Colours of the viewer, from the tokens of the style sheet. */
export interface ViewerColours {
  readonly background: string;
  readonly outline: string;
  readonly casing: string;
  readonly cursor: string;
  readonly text: string;
  readonly font: string;
}

/** Reads the colours that a canvas has. */
export function coloursOf(canvas: HTMLCanvasElement): ViewerColours {
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: colour('--viewer'),
    outline: colour('--outline'),
    casing: colour('--outline-case'),
    cursor: colour('--cursor'),
    text: colour('--viewer-text'),
    font: colour('--font'),
  };
}

/** What is drawn over the slice. */
export interface DrawOptions {
  readonly hasOutline: boolean;
  readonly hasCursor: boolean;
  readonly hasScale?: boolean;
}

const BAR_MM = 20;
const CURSOR_GAP = 8;

/**
 * Draws panes on one canvas. What a pane keeps from one picture to the next is kept here: the greys of its window, the
 * pixels of its slice, the outline of its slice.
 */
export class PanePainter {
  readonly #slice = document.createElement('canvas');
  readonly #colours: ViewerColours;
  #table: { readonly window: Window; readonly type: unknown; readonly greys: ReturnType<typeof greyTable> } | undefined;
  #filled: { readonly window: Window; readonly voxels: unknown; readonly slice: number } | undefined;
  #outline: { readonly mask: ViewedImage['mask']; readonly slice: number; readonly loops: readonly Loop[] } | undefined;
  #pixels: ImageData | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#colours = coloursOf(canvas);
  }

  /**
   * @param extent of the canvas in pixels of the page
   * @param ratio pixels of the device for each
   */
  draw(context: CanvasRenderingContext2D, pane: Pane, extent: Extent, ratio: number, options: DrawOptions): void {
    const { plane } = pane.placed;
    const slice = shownSlice(pane);
    const placed = placeSlice(plane, extent, pane.view);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.#colours.background;
    context.fillRect(0, 0, extent.width, extent.height);
    context.imageSmoothingEnabled = pane.view.zoom < NEAREST_FROM;
    context.imageSmoothingQuality = 'low';
    const { left, top, column, row } = placed;
    const volume = shownPicture(pane);
    if (volume) {
      this.#fill(pane, volume, slice);
      context.drawImage(this.#slice, left, top, plane.columns * column, plane.rows * row);
    }
    if (options.hasOutline && pane.image.mask) this.#drawOutline(context, pane, slice, placed);
    if (options.hasCursor && volume && isCursorInside(pane)) this.#drawCursor(context, pane, placed, extent);
    if (options.hasScale) this.#drawScale(context, pane, extent);
  }

  #fill({ window, placed }: Pane, volume: Volume, slice: number): void {
    const { columns, rows } = placed.plane;
    const { voxels } = volume;
    const before = this.#filled;
    if (before?.voxels === voxels && before.slice === slice && before.window === window) return;
    if (this.#table?.window !== window || this.#table.type !== voxels.constructor) {
      this.#table = { window, type: voxels.constructor, greys: greyTable(voxels, window) };
    }
    if (this.#pixels?.width !== columns || this.#pixels.height !== rows) {
      this.#pixels = new ImageData(columns, rows);
      this.#slice.width = columns;
      this.#slice.height = rows;
    }
    const packed = new Uint32Array(this.#pixels.data.buffer);
    fillSlice(packed, volume, placed.plane, slice, window, this.#table.greys);
    this.#slice.getContext('2d')?.putImageData(this.#pixels, 0, 0);
    this.#filled = { voxels, slice, window };
  }

  #drawOutline(context: CanvasRenderingContext2D, { image, placed }: Pane, slice: number, on: Placed): void {
    const { mask } = image;
    if (!mask) return;
    if (this.#outline?.mask !== mask || this.#outline.slice !== slice) {
      this.#outline = { mask, slice, loops: sectionOf(mask, placed, slice) };
    }
    const { casing, outline } = this.#colours;
    context.beginPath();
    for (const loop of this.#outline.loops) {
      for (let i = 0; i < loop.length; i += 2) {
        const [x, y] = toScreen(on, loop[i], loop[i + 1]);
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      context.closePath();
    }
    context.lineJoin = 'round';
    context.globalAlpha = 0.75;
    context.strokeStyle = casing;
    context.lineWidth = 4;
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = outline;
    context.lineWidth = 1.6;
    context.setLineDash(image.isDoubtful ? [4, 3] : []);
    context.stroke();
    context.setLineDash([]);
  }

  #drawCursor(context: CanvasRenderingContext2D, pane: Pane, on: Placed, { width, height }: Extent): void {
    const [column, row] = pane.placed.toPlane(pane.point);
    const [x, y] = toScreen(on, column, row);
    const [w, h] = [0.36 * width, 0.36 * height];
    context.strokeStyle = this.#colours.cursor;
    context.globalAlpha = 0.9;
    context.lineWidth = 1;
    context.beginPath();
    for (const side of [-1, 1]) {
      context.moveTo(x + side * CURSOR_GAP, y);
      context.lineTo(x + side * w, y);
      context.moveTo(x, y + side * CURSOR_GAP);
      context.lineTo(x, y + side * h);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  #drawScale(context: CanvasRenderingContext2D, pane: Pane, { width, height }: Extent): void {
    const length = BAR_MM * pixelsPerMillimetre(pane.placed.plane, { width, height }, pane.view.zoom);
    if (length > width - 40) return;
    const [right, y] = [width - 20, height - 20];
    const path = (): void => {
      context.beginPath();
      context.moveTo(right - length, y);
      context.lineTo(right, y);
      for (const x of [right - length, right]) {
        context.moveTo(x, y - 4);
        context.lineTo(x, y + 4);
      }
      context.stroke();
    };
    context.strokeStyle = this.#colours.background;
    context.lineWidth = 4;
    path();
    context.strokeStyle = this.#colours.text;
    context.lineWidth = 1.5;
    path();
    context.font = `12px ${this.#colours.font}`;
    context.textAlign = 'center';
    context.lineWidth = 3;
    context.strokeStyle = this.#colours.background;
    context.strokeText(`${BAR_MM} mm`, right - length / 2, y - 8);
    context.fillStyle = this.#colours.text;
    context.fillText(`${BAR_MM} mm`, right - length / 2, y - 8);
  }
}
