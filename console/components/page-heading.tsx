/** The heading of a page: the focus goes there after a change of page. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { hasMoved, hasReturned } from '../service/location.ts';
import { t } from '../texts/texts.ts';

/** The heading of a page. It has the focus after a change of page, and names the document. */
export function PageHeading({
  children,
  name,
}: {
  readonly children?: ComponentChildren;
  readonly name: string;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = t().shell.documentTitle(name);
    if (hasMoved()) heading.current?.focus({ preventScroll: hasReturned() });
  }, [name]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? name}
    </h1>
  );
}
