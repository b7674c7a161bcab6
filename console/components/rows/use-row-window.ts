/** Follows the scrolling of the window: which rows of a long table are to stand in the document now. */
import { type MutableRef, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  covers,
  LEAST_VIRTUAL,
  OVERSCAN,
  partsOf,
  RowHeights,
  type RowPart,
  type RowRange,
  rangeAround,
} from './row-window.ts';

/** A row of a table before any was measured, px. */
const USUAL_HEIGHT = 44;

export interface RowWindow {
  readonly isVirtual: boolean;
  readonly parts: readonly RowPart[];
  /** Brings a row into the document and into view; `then` runs when it is there. */
  reveal(index: number, then: () => void): void;
}

const remembered = new Map<string, RowHeights>();

function heightsOf(memory: string | undefined): RowHeights {
  const known = (memory !== undefined && remembered.get(memory)) || new RowHeights(USUAL_HEIGHT);
  if (memory !== undefined) remembered.set(memory, known);
  return known;
}

/**
 * @param keys of the rows, in order; the same array as long as the order is the same
 * @param body the element whose rows have `data-row`
 * @param memory name of the table whose heights are remembered: a view that is come back to is as high as it was left
 * @param focused the row that has the focus, which always stays in the document
 */
export function useRowWindow(
  keys: readonly string[],
  body: MutableRef<HTMLElement | null>,
  focused: number,
  memory?: string,
): RowWindow {
  const isVirtual = keys.length > LEAST_VIRTUAL;
  const known = useMemo(() => heightsOf(memory), [memory]);
  known.show(keys);
  const [range, setRange] = useState<RowRange>({ first: 0, last: 3 * OVERSCAN });
  const [, drawAgain] = useState(0);
  const present = useRef(range);
  present.current = range;
  /** Since rows were measured last. */
  const isDrawn = useRef(false);
  const revealed = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    if (!isVirtual) return;
    let frame = 0;
    // At the beginning of a frame the layout is known: reading heights then costs nothing.
    const follow = (): void => {
      frame = 0;
      if (!body.current) return;
      if (isDrawn.current && measureRows(body.current, known)) drawAgain((count) => count + 1);
      isDrawn.current = false;
      const { top, bottom } = seenPart(body.current);
      if (!covers(present.current, known, top, bottom)) setRange(rangeAround(known, top, bottom));
    };
    const onScroll = (): void => {
      if (frame === 0) frame = requestAnimationFrame(follow);
    };
    onScroll();
    addEventListener('scroll', onScroll, { passive: true });
    const onResize = (): void => {
      isDrawn.current = true;
      onScroll();
    };
    addEventListener('resize', onResize);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', onScroll);
      removeEventListener('resize', onResize);
    };
  }, [isVirtual, keys]);

  useLayoutEffect(() => {
    isDrawn.current = true;
    revealed.current?.();
    revealed.current = undefined;
  });

  const whole = { first: 0, last: keys.length - 1 };
  const clipped = { first: Math.min(range.first, whole.last), last: Math.min(range.last, whole.last) };
  return {
    isVirtual,
    parts: partsOf(known, isVirtual ? clipped : whole, focused),
    reveal(index, then) {
      if (!isVirtual || (index >= clipped.first && index <= clipped.last)) return then();
      revealed.current = then;
      const at = known.startOf(index);
      setRange(rangeAround(known, at - innerHeight / 2, at + innerHeight / 2));
    },
  };
}

/**
 * Notes the heights of the rows in the document. Those of other rows are estimated from the first ones at each width; only
 * then gaps change, and all has to be drawn again: a gap holds none of the rows that are measured.
 */
function measureRows(body: HTMLElement, known: RowHeights): boolean {
  const isOtherWidth = known.changeWidth(body.clientWidth);
  for (const row of body.querySelectorAll<HTMLElement>('[data-row]'))
    known.measure(Number(row.dataset.row), row.getBoundingClientRect().height);
  if (isOtherWidth) known.estimateFromMeasured();
  return isOtherWidth;
}

/** The part of the rows that is in the window, px from the first row's upper edge. */
function seenPart(body: HTMLElement): { readonly top: number; readonly bottom: number } {
  const { top } = body.getBoundingClientRect();
  return { top: -top, bottom: innerHeight - top };
}
