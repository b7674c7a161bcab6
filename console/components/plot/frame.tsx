/** The frame of a plot: grid, axes, their numbers and names; the data are drawn into it. */
import type { ComponentChildren, JSX } from 'preact';
import { decimal } from '../../texts/numbers.ts';
import { px } from './path.ts';
import { decimalsOf, linear, type Scale, ticksOf } from './scale.ts';

/** One axis. */
export interface Axis {
  readonly domain: readonly [number, number];
  /** Name with its unit. */
  readonly label: string;
  /** Round numbers of the domain by default. */
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

/** Size of a drawing, in its own units: 12 units of a letter are 12 px if the figure is as wide as the drawing. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the data lie. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The box of a drawing, within the numbers and names of its axes. */
export function boxOf({ width, height }: Size, left = 54): Box {
  return { left, right: width - 12, top: 12, bottom: height - 44 };
}

/** Grid, axes, and what is drawn between them. */
export function Frame({
  size,
  x,
  y,
  left,
  children,
}: {
  readonly size: Size;
  readonly x: Axis;
  readonly y: Axis;
  readonly left?: number;
  readonly children: (x: Scale, y: Scale, box: Box) => ComponentChildren;
}): JSX.Element {
  const box = boxOf(size, left);
  const across = linear(x.domain, [box.left, box.right]);
  const up = linear(y.domain, [box.bottom, box.top]);
  const xTicks = x.ticks ?? ticksOf(...x.domain);
  const yTicks = y.ticks ?? ticksOf(...y.domain);
  const xText = x.format ?? ((value: number) => decimal(value, decimalsOf(xTicks)));
  const yText = y.format ?? ((value: number) => decimal(value, decimalsOf(yTicks)));
  const middle = px((box.top + box.bottom) / 2);
  return (
    <>
      {yTicks.map((tick) => (
        <line key={`g${tick}`} x1={box.left} y1={px(up(tick))} x2={box.right} y2={px(up(tick))} class="gr" />
      ))}
      {xTicks.map((tick) => (
        <line
          key={`t${tick}`}
          x1={px(across(tick))}
          y1={box.bottom}
          x2={px(across(tick))}
          y2={box.bottom + 4}
          class="ax"
        />
      ))}
      <line x1={box.left} y1={box.bottom} x2={box.right} y2={box.bottom} class="ax" />
      {children(across, up, box)}
      {yTicks.map((tick) => (
        <text key={`y${tick}`} x={box.left - 8} y={px(up(tick) + 4)} text-anchor="end">
          {yText(tick)}
        </text>
      ))}
      {xTicks.map((tick) => (
        <text key={`x${tick}`} x={px(across(tick))} y={box.bottom + 18} text-anchor="middle">
          {xText(tick)}
        </text>
      ))}
      <text x={px((box.left + box.right) / 2)} y={box.bottom + 38} text-anchor="middle">
        {x.label}
      </text>
      <text transform={`translate(12 ${middle}) rotate(-90)`} text-anchor="middle">
        {y.label}
      </text>
    </>
  );
}
