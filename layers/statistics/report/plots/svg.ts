/** The SVG that all plots share: accessible, in light and dark. */

/**
 * Ink is `currentColor`; data carry a class and the colour of light mode as an attribute, so that readers without style
 * sheets (or a policy that forbids them) draw the light plot. Hues are Okabe & Ito's, which colour-blind readers can distinguish, at 4.5:1 or more on their
 * surface; lines also differ in dashes, so that they survive black-and-white print.
 */
const LIGHT = ['#0072b2', '#c25500', '#00805c', '#a8558a', '#7a6a00', '#5460b8', '#6b7580'] as const;
const DARK = ['#56b4e9', '#f08a3c', '#35b98c', '#dd95c0', '#d9c34a', '#9aa5f0', '#98a2ac'] as const;
/** Number of data colours before they repeat; the last is the grey of what is not data of a model. */
export const HUES = LIGHT.length - 1;
/** Colour number of references (diagonals, treat all, rugs). */
export const GREY = LIGHT.length - 1;
export const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 4'] as const;

const INK = '#14191f';
const STYLE =
  '@media screen and (prefers-color-scheme:dark){.radscore-plot{color:#e9ecef}.radscore-plot .surface{fill:#171c22}' +
  `${DARK.map((colour, k) => `.radscore-plot .d${k + 1}{color:${colour}}`).join('')}}`;

/** Attributes that give an element, and what it holds, the k-th data colour as `currentColor`. */
export function hue(k: number): string {
  return `class="d${k + 1}" color="${LIGHT[k]}"`;
}

/** A number as SVG takes it: three decimals are a thousandth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Widest that a line of a given number of letters is at 12 px in the fonts that plots meet; layout leaves room for it. */
export function widthOf(text: string): number {
  return 7.2 * text.length;
}

/** Lines of at most a given number of letters, broken at spaces, else behind a separator of names, else anywhere. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const head = rest.slice(0, most + 1);
    const space = head.lastIndexOf(' ');
    const separator = Math.max(...['_', '-', '.', '/'].map((letter) => rest.slice(0, most).lastIndexOf(letter)));
    const at = space > 0 ? space : separator > 0 ? separator + 1 : most;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** A document whose title and description carry the plot's numbers for those who cannot see it. */
export function svgDocument(width: number, height: number, title: string, description: string, body: string): string {
  const id = idOf(title);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="radscore-plot" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" ` +
    `role="img" aria-labelledby="${id}-title ${id}-desc" font-family="Helvetica, Arial, sans-serif" font-size="12" color="${INK}" fill="currentColor">` +
    `<title id="${id}-title">${escapeText(title)}</title><desc id="${id}-desc">${escapeText(description)}</desc>` +
    `<style>${STYLE}</style><rect class="surface" width="100%" height="100%" fill="#ffffff"/>${body}</svg>\n`
  );
}

/** A plot that shows at its top that its data are of no patient. */
export function markedSynthetic(svg: string): string {
  const mark = text(10, 16, 'Synthetic data: of no patient', 'font-weight="bold"');
  return svg.replace('</title>', ', synthetic data</title>').replace(/<\/svg>\n$/, `${mark}</svg>\n`);
}

/** The beginning of a document's ids: several plots stand in one report. */
export function idOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

export function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${px(x)}" y="${px(y)}" ${attributes}>${escapeText(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes = ''): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" ${attributes}/>`;
}

/** A line of data in the k-th colour. */
export function polyline(points: readonly (readonly [number, number])[], k: number, dash = '', width = 2): string {
  const path = points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ');
  const dashes = dash ? ` stroke-dasharray="${dash}"` : '';
  return `<polyline points="${path}" fill="none" ${hue(k)} stroke="currentColor" stroke-width="${width}"${dashes}/>`;
}

/** The points of a line that differ by at least `least` pixels: a drawing stays small however many rows it shows. */
export function thinned(points: readonly [number, number][], least = 0.75): [number, number][] {
  const kept: [number, number][] = [];
  points.forEach((point, i) => {
    const last = kept.at(-1);
    const far = !last || Math.abs(point[0] - last[0]) >= least || Math.abs(point[1] - last[1]) >= least;
    if (far || i === points.length - 1) kept.push(point);
  });
  return kept;
}

/** A number for a label, without the rounding errors of its last digits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−');
}
