/** Widths of columns as a rule of a style sheet of its own: the policy allows no style attribute. */
import { useId, useLayoutEffect } from 'preact/hooks';

/**
 * A class that gives its element `--columns`, the columns of a grid.
 *
 * @param widths px; a column without one takes what is left
 */
export function useColumnWidths(widths: readonly (number | undefined)[], isWanted: boolean): string {
  const name = `columns-${useId()}`;
  const columns = widths.map((width) => (width === undefined ? 'minmax(0, 1fr)' : `${width}px`)).join(' ');
  useLayoutEffect(() => {
    if (!isWanted) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.${name} { --columns: ${columns} }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [name, columns, isWanted]);
  return isWanted ? name : '';
}
