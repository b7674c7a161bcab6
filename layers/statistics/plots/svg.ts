/**
 * What the plots share: an accessible SVG document and panels with axes. Colours are Okabe & Ito's, which colour-blind
 * readers tell apart; lines also differ in dashes, so that they survive black-and-white print.
 */
export const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'] as const;
export const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 4'] as const;
export const GREY = '#666666';

/** A number as SVG takes it: three decimals are a thousandth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

/** A document whose title and description carry the plot's numbers for those who cannot see it. */
export function svgDocument(width: number, height: number, title: string, description: string, body: string): string {
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" ` +
    `role="img" aria-labelledby="${id}-title ${id}-desc" font-family="Helvetica, Arial, sans-serif" font-size="12">` +
    `<title id="${id}-title">${escapeText(title)}</title><desc id="${id}-desc">${escapeText(description)}</desc>` +
    `<rect width="100%" height="100%" fill="#ffffff"/>${body}</svg>\n`
  );
}

export function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${px(x)}" y="${px(y)}" ${attributes}>${escapeText(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes = ''): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" ${attributes}/>`;
}

export function polyline(points: readonly (readonly [number, number])[], colour: string, dash = '', width = 2): string {
  const path = points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ');
  const dashes = dash ? ` stroke-dasharray="${dash}"` : '';
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes}/>`;
}

export interface PanelOptions {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly formatX?: (value: number) => string;
}

/** A framed plotting area: its drawing, and where values lie in it. */
export interface Panel {
  readonly svg: string;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export function panel(options: PanelOptions): Panel {
  const { left, top, width, height, xDomain, yDomain, formatX = shortNumber } = options;
  const x = (value: number) => left + ((value - xDomain[0]) / (xDomain[1] - xDomain[0])) * width;
  const y = (value: number) => top + height - ((value - yDomain[0]) / (yDomain[1] - yDomain[0])) * height;
  const bottom = top + height;
  const middle = left + width / 2;
  const svg = [
    `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" fill="none" stroke="#000000"/>`,
    text(middle, top - 10, options.title, 'text-anchor="middle" font-weight="bold"'),
    text(middle, bottom + 38, options.xLabel, 'text-anchor="middle"'),
    text(
      0,
      0,
      options.yLabel,
      `text-anchor="middle" transform="translate(${px(left - 42)} ${px(top + height / 2)}) rotate(-90)"`,
    ),
    ...options.xTicks.flatMap((value) => [
      line(x(value), bottom, x(value), bottom + 5, 'stroke="#000000"'),
      text(x(value), bottom + 19, formatX(value), 'text-anchor="middle"'),
    ]),
    ...options.yTicks.flatMap((value) => [
      line(left - 5, y(value), left, y(value), 'stroke="#000000"'),
      text(left - 8, y(value) + 4, shortNumber(value), 'text-anchor="end"'),
    ]),
  ].join('');
  return { svg, x, y };
}

/** Lines of a legend, each with a sample of its stroke. */
export function legend(
  x: number,
  y: number,
  entries: readonly { label: string; colour: string; dash?: string }[],
): string {
  return entries
    .map(({ label, colour, dash }, k) => {
      const at = y + 17 * k;
      const dashes = dash ? ` stroke-dasharray="${dash}"` : '';
      return (
        line(x, at - 4, x + 28, at - 4, `stroke="${colour}" stroke-width="2"${dashes}`) +
        text(x + 34, at, label, 'font-size="11"')
      );
    })
    .join('');
}

/** A number for a label, without the rounding errors of its last digits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

/** Side of the square panels in which training and test rows stand next to each other. */
const SQUARE = 340;

/** The panel of the set in place `index`: a square over 0 … 1 in both directions, unless the y axis says otherwise. */
export function setPanel(
  index: number,
  labels: Pick<PanelOptions, 'title' | 'xLabel' | 'yLabel'>,
  y: Pick<PanelOptions, 'yDomain' | 'yTicks'> = { yDomain: [0, 1], yTicks: TENTHS },
): Panel {
  const place = { left: 60 + index * (SQUARE + 80), top: 40, width: SQUARE, height: SQUARE };
  return panel({ ...place, ...labels, xDomain: [0, 1], xTicks: TENTHS, ...y });
}

/** The document of as many such panels. */
export function setDocument(panels: readonly string[], title: string, description: string): string {
  return svgDocument(60 + panels.length * (SQUARE + 80) - 50, SQUARE + 95, title, description, panels.join(''));
}
