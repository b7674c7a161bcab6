/** A frame whose axis across is months: of what changes slowly. */
import type { ComponentChildren, JSX } from 'preact';
import { Frame, type Size } from '../../components/plot/frame.tsx';
import { px } from '../../components/plot/path.ts';
import { ticksOf } from '../../components/plot/scale.ts';
import { t } from '../../texts/texts.ts';

/** Every n-th is labelled where all do not fit. */
export function MonthFrame({
  size,
  months,
  domain,
  label,
  reference,
  children,
}: {
  readonly size: Size;
  readonly months: readonly string[];
  readonly domain: readonly [number, number];
  readonly label: string;
  readonly reference: number;
  readonly children: (x: (place: number) => number, y: (value: number) => number) => ComponentChildren;
}): JSX.Element {
  const every = Math.ceil((months.length * 58) / (size.width - 80));
  const ticks = months.map((_, k) => k).filter((k) => (months.length - 1 - k) % every === 0);
  return (
    <Frame
      size={size}
      x={{
        domain: [-0.5, Math.max(0.5, months.length - 0.5)],
        ticks,
        label: t().monitoring.month,
        format: (k) => months[k] ?? '',
      }}
      y={{ domain, ticks: ticksOf(...domain, 4), label }}
    >
      {(x, y, box) => (
        <>
          <line x1={box.left} y1={px(y(reference))} x2={box.right} y2={px(y(reference))} class="ax" />
          {children(x, y)}
        </>
      )}
    </Frame>
  );
}
