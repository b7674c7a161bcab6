/** Tabs: links between the views of one object. */
import type { ComponentChildren, JSX } from 'preact';
import { address } from '../service/location.ts';

export interface Tab {
  readonly href: string;
  readonly name: string;
  /** After the name: a count. */
  readonly more?: ComponentChildren;
}

/** The tab whose path is the present one is the current one. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }): JSX.Element {
  const here = address.value;
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ href, name, more }) => (
        <a key={href} href={href} aria-current={new URL(href, here).pathname === here.pathname ? 'page' : undefined}>
          {name}
          {more}
        </a>
      ))}
    </nav>
  );
}
