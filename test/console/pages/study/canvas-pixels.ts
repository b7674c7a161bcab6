/** The pixels of a canvas in Chromium, brought to the test. */
import type { Locator } from 'playwright-core';

export interface Shown {
  readonly width: number;
  readonly height: number;
  /** Pixels of the canvas for each of the page. */
  readonly ratio: number;
  readonly rgba: Uint8Array;
}

/** The pixels of a canvas after the next pictures were drawn. */
export async function pixelsOf(canvas: Locator): Promise<Shown> {
  const shown = await canvas.evaluate(async (element) => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const { width, height, clientWidth, clientHeight } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d') as CanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, width, height);
    // As text: a list of that many numbers takes seconds on its way to the test.
    const text = new TextDecoder('latin1').decode(data);
    return { width: clientWidth, height: clientHeight, ratio: width / clientWidth, text };
  });
  return { ...shown, rgba: Buffer.from(shown.text, 'latin1') };
}
