/** Texts of a plot where their layout put them. */
import type { JSX } from 'preact';
import { px } from '../plot/path.ts';
import type { PlacedText } from './boxes.ts';

/** One text; `class` is its colour: `t`, `b`, `me`. */
export function Placed({ of, class: name }: { readonly of: PlacedText; readonly class?: string }): JSX.Element {
  return (
    <text
      x={px(of.x)}
      y={px(of.y)}
      text-anchor={of.anchor}
      font-size={of.size === 12 ? undefined : of.size}
      class={name}
    >
      {of.text}
    </text>
  );
}
