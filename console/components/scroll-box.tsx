/** A box that scrolls sideways on narrow screens, and can be reached by keyboard. */
import type { ComponentChildren, JSX } from 'preact';

/** `label` names what is in it. */
export function ScrollBox({
  label,
  children,
  class: name = '',
}: {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly class?: string;
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys, once it has the focus
    <section class={`scroll ${name}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
