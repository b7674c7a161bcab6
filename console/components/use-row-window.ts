/** Follows the scrolling of the window: which rows of a long table are to stand in the document now. */
import { type MutableRef, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
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

/**
 * @param keys of the rows, in order; the same array as long as the order is the same
 * @param body the element whose rows have `data-row`
 * @param focused the row that has the focus, which always stays in the document
 */
export function useRowWindow(
  keys: readonly string[],
  body: MutableRef<HTMLElement | null>,
  focused: number,
): RowWindow {
  const isVirtual = keys.length > LEAST_VIRTUAL;
  const heights = useRef<RowHeights | undefined>(undefined);
  heights.current ??= new RowHeights(USUAL_HEIGHT);
  const known = heights.current;
  known.show(keys);
  const [range, setRange] = useState<RowRange>({ first: 0, last: 3 * OVERSCAN });
  const [, drawAgain] = useState(0);
  const present = useRef(range);
  present.current = range;
  const width = useRef(0);
  const revealed = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    if (!isVirtual) return;
    let frame = 0;
    const follow = (): void => {
      frame = 0;
      const seen = seenPart(body.current);
      if (seen && !covers(present.current, known, seen.top, seen.bottom))
        setRange(rangeAround(known, seen.top, seen.bottom));
    };
    const onScroll = (): void => {
      if (frame === 0) frame = requestAnimationFrame(follow);
    };
    follow();
    addEventListener('scroll', onScroll, { passive: true });
    addEventListener('resize', onScroll);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', onScroll);
      removeEventListener('resize', onScroll);
    };
  }, [isVirtual, keys]);

  useLayoutEffect(() => {
    if (!isVirtual || !body.current) return;
    const isFirst = width.current === 0;
    if (body.current.clientWidth !== width.current) known.forget();
    width.current = body.current.clientWidth;
    let isOther = false;
    for (const row of body.current.querySelectorAll<HTMLElement>('[data-row]'))
      isOther = known.measure(Number(row.dataset.row), row.getBoundingClientRect().height) || isOther;
    if (isFirst) known.estimateFromMeasured();
    if (isOther || isFirst) drawAgain((count) => count + 1);
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

/** The part of the rows that is in the window, px from the first row's upper edge. */
function seenPart(body: HTMLElement | null): { top: number; bottom: number } | undefined {
  if (!body) return undefined;
  const { top } = body.getBoundingClientRect();
  return { top: -top, bottom: innerHeight - top };
}
