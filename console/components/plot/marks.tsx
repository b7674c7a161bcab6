/** Marks of data: lines that differ in dashes, points filled or hollow, intervals, reference lines. */
import type { JSX } from 'preact';
import type { Box, Size } from './frame.tsx';
import { linePath, type Point, px, thinned } from './path.ts';

/** Which data a mark is of: the class of its colour and dashes; `g` is grey, of what is no data. */
export type Hue = 1 | 2 | 3 | 'g';

/** A line of data. */
export function Line({
  points,
  hue,
  thin = false,
}: {
  readonly points: readonly (Point | null)[];
  readonly hue: Hue;
  readonly thin?: boolean;
}): JSX.Element {
  return <path d={linePath(thinned(points))} class={`ln d${hue}${thin ? ' thin' : ''}`} />;
}

/** A point with its interval; hollow for the second of two, filled for the first. */
export function Estimate({
  at: [x, y],
  from,
  to,
  hue,
  hollow = false,
}: {
  readonly at: Point;
  /** Ends of the interval, in units of the drawing; none is drawn without them. */
  readonly from?: number;
  readonly to?: number;
  readonly hue: 1 | 2 | 3;
  readonly hollow?: boolean;
}): JSX.Element {
  const points = hue === 2 ? 'o2' : 'pt1';
  return (
    <>
      {from !== undefined && to !== undefined && (
        <line x1={px(x)} y1={px(from)} x2={px(x)} y2={px(to)} class={`d${hue} th1`} />
      )}
      <circle cx={px(x)} cy={px(y)} r="4" class={hollow ? points : `f${hue}`} />
    </>
  );
}

/** An upright reference with its words, which go to the side that has room. */
export function Upright({
  x,
  box,
  children,
}: {
  readonly x: number;
  readonly box: Box;
  readonly children: string;
}): JSX.Element {
  const isRight = x < (box.left + box.right) / 2;
  return (
    <>
      <line x1={px(x)} y1={box.top} x2={px(x)} y2={box.bottom} class="ax dashy" />
      <text x={px(isRight ? x + 5 : x - 5)} y={box.top + 12} text-anchor={isRight ? 'start' : 'end'}>
        {children}
      </text>
    </>
  );
}

/** One entry of a legend. */
export interface Key {
  readonly mark: 'line' | 'dot' | 'ring' | 'box' | 'band';
  readonly hue: Hue;
  readonly label: string;
}

const SAMPLE: Size = { width: 28, height: 10 };

/** The legend of one or several plots: never by colour alone. */
export function Legend({ keys }: { readonly keys: readonly Key[] }): JSX.Element {
  return (
    <div class="key">
      {keys.map((key) => (
        <span key={key.label}>
          <svg viewBox={`0 0 ${SAMPLE.width} ${SAMPLE.height}`} aria-hidden="true">
            <Sample {...key} />
          </svg>
          {key.label}
        </span>
      ))}
    </div>
  );
}

function Sample({ mark, hue }: Key): JSX.Element {
  if (mark === 'line') return <path d="M0 5h28" class={`ln d${hue}`} />;
  if (mark === 'band') return <rect x="4" width="20" height="10" class="fs" />;
  if (mark === 'box') return <rect x="8" width="12" height="10" class={`f${hue}`} />;
  return <circle cx="14" cy="5" r="4" class={mark === 'dot' ? `f${hue}` : hue === 2 ? 'o2' : 'pt1'} />;
}
