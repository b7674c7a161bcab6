/** The place in the list, for those who come back to it by the browser's buttons. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { address, hasReturned } from '../../service/location.ts';

/** Where the list was left: its filters, and a row with its distance from the window's upper edge. */
interface Place {
  readonly search: string;
  readonly y: number;
  readonly row?: { readonly href: string; readonly top: number };
}

let left: Place | undefined;

/** Frames until the rows around the place have been drawn and measured. */
const FRAMES = 8;

/** @param isThere whether there are rows */
export function usePlace(isThere: boolean): void {
  const isBack = useRef(hasReturned());
  useLayoutEffect(() => {
    if (!isThere || !isBack.current) return;
    isBack.current = false;
    if (left?.search === address.peek().search) goTo(left);
  }, [isThere]);
  useEffect(() => {
    const keep = (): void => {
      if (address.peek().pathname.endsWith('/studies')) left = placeNow();
    };
    addEventListener('scroll', keep, { passive: true });
    return () => removeEventListener('scroll', keep);
  }, []);
}

function placeNow(): Place {
  const place = { search: address.peek().search, y: scrollY };
  for (const link of document.querySelectorAll<HTMLAnchorElement>('tbody th a')) {
    const { top } = link.getBoundingClientRect();
    if (top > 0) return { ...place, row: { href: link.href, top } };
  }
  return place;
}

/** Heights of rows that were never drawn are estimates: the row is looked for around its place, and brought to it. */
function goTo({ y, row }: Place): void {
  scrollTo(0, y);
  let frames = 0;
  const correct = (): void => {
    const link = [...document.querySelectorAll<HTMLAnchorElement>('tbody th a')].find(({ href }) => href === row?.href);
    if (link && row) scrollBy(0, link.getBoundingClientRect().top - row.top);
    if (++frames < FRAMES) requestAnimationFrame(correct);
  };
  requestAnimationFrame(correct);
}
