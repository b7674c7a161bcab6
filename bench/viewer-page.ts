/** What `bench/viewer.ts` does in the page: it opens a study, changes slices, and keeps the times. It runs in Chromium alone. */

/** Milliseconds from the navigation to each state of the page. */
export interface Opening {
  /** The first image is drawn, with the outline of its region. */
  readonly first: number;
  /** All images are drawn at the slice on which the study opens, each with the outline of its region. */
  readonly usable: number;
  /** Nothing is left to fetch or decode. */
  readonly whole: number;
  /** Milliseconds from key to picture for slices that were changed while the rest was still coming. */
  readonly meanwhile: readonly number[];
  /** How many of these pictures said that their slice was still being read. */
  readonly missing: number;
}

/**
 * Goes to a study and waits for it; with `scrolls`, slices are changed from the moment on at which it is usable. Times of
 * pictures are those after the frame in which they were drawn.
 */
export async function openedIn({ path, scrolls }: { path: string; scrolls: boolean }): Promise<Opening> {
  const frame = (): Promise<number> => new Promise((drawn) => requestAnimationFrame(drawn));
  const task = (): Promise<void> =>
    new Promise((over) => {
      // Behind the drawing of the frame; a timer may be held back for milliseconds.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => over();
      port2.postMessage(0);
    });
  const shown = (): number => document.querySelectorAll('.view .corner.bl:not(:empty)').length;
  const isComing = (): boolean => document.querySelector('.view progress, .view .corner.middle') !== null;
  history.pushState(null, '', path);
  const since = performance.now();
  dispatchEvent(new PopStateEvent('popstate'));
  const until = async (holds: () => boolean): Promise<number> => {
    while (!holds()) await frame();
    await task();
    return performance.now() - since;
  };
  /** Whether a canvas has pixels of an outline: yellow, which no grey of the slice and no blue of the cursor is. */
  const hasOutline = (canvas: HTMLCanvasElement): boolean => {
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let yellow = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] > 150 && data[at] - data[at + 2] > 70) yellow++;
    return yellow > 20;
  };
  const outlined = (): number =>
    [...document.querySelectorAll<HTMLCanvasElement>('.view canvas')].filter(hasOutline).length;
  const first = await until(() => shown() > 0 && outlined() > 0);
  const usable = await until(() => shown() === 3 && outlined() === 3);
  const canvases = document.querySelectorAll<HTMLCanvasElement>('.view canvas');
  const meanwhile: number[] = [];
  let missing = 0;
  for (let k = 0; scrolls && isComing(); k++) {
    await frame();
    const before = performance.now();
    // Ten slices up, ten down: through the region and a little beyond.
    const key = Math.floor(k / 10) % 2 === 0 ? 'ArrowUp' : 'ArrowDown';
    canvases[2].dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await frame();
    await task();
    meanwhile.push(performance.now() - before);
    if (document.querySelector('.view .corner.middle')) missing++;
  }
  const whole = await until(() => !isComing());
  return { first, usable, whole, meanwhile, missing };
}

/** Milliseconds from key to picture of slices that are changed one after the other. */
export async function slicesChanged(count: number): Promise<number[]> {
  const canvas = document.querySelectorAll<HTMLCanvasElement>('.view canvas')[2];
  canvas.focus();
  const times: number[] = [];
  for (let k = 0; k < count; k++) {
    const key = k % 2 === 0 ? 'ArrowUp' : 'ArrowDown';
    await new Promise((drawn) => requestAnimationFrame(drawn));
    const before = performance.now();
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    // The event changes the state; the picture follows in the frame after it: its work is what is measured.
    await new Promise((drawn) => requestAnimationFrame(drawn));
    await new Promise((drawn) => setTimeout(drawn));
    times.push(performance.now() - before);
  }
  return times;
}
