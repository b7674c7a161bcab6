/** The correlation plot of the selected features. */
import { fixed } from './models.ts';
import { px, svgDocument, text, widthOf } from './svg.ts';

const CELL = 46;

/** Spearman correlations of the selected features on the training rows, each cell with its number. */
export function correlationPlot(correlation: {
  readonly features: readonly string[];
  readonly spearman: readonly (readonly number[])[];
}): string {
  const { features, spearman } = correlation;
  const longest = Math.max(...features.map((name, k) => widthOf(`${name} ${k + 1}`)));
  const left = 20 + longest;
  const cells = spearman.flatMap((row, r) =>
    row.map((value, c) => {
      const x = left + c * CELL;
      const y = 40 + r * CELL;
      const { fill, ink } = shade(value);
      return (
        `<rect x="${px(x)}" y="${px(y)}" width="${CELL}" height="${CELL}" fill="${fill}" stroke="#ffffff"/>` +
        text(x + CELL / 2, y + CELL / 2 + 4, fixed(value, 2), `text-anchor="middle" fill="${ink}"`)
      );
    }),
  );
  const names = features.flatMap((name, k) => [
    text(left - 8, 40 + k * CELL + CELL / 2 + 4, `${name} ${k + 1}`, 'text-anchor="end"'),
    text(left + k * CELL + CELL / 2, 32, String(k + 1), 'text-anchor="middle"'),
  ]);
  const pairs = features.flatMap((a, i) =>
    features.slice(i + 1).map((b, k) => `${a} and ${b} ${spearman[i][i + 1 + k].toFixed(3)}`),
  );
  const description =
    pairs.length > 0 ? `Spearman correlation of ${pairs.join('; ')}.` : `${features.join(', ')} alone: 1.000.`;
  const size = features.length * CELL;
  return svgDocument(
    left + size + 20,
    size + 60,
    'Correlation of the selected features',
    description,
    cells.join('') + names.join(''),
  );
}

/**
 * Blue for negative, orange-red for positive, white for none: distinguished by colour-blind readers, dark at both ends.
 * The number on it is black or white, whichever stands out more.
 */
function shade(value: number): { fill: string; ink: string } {
  const end = value >= 0 ? [213, 94, 0] : [0, 114, 178];
  const share = Math.min(1, Math.abs(value));
  const [red, green, blue] = end.map((channel) => Math.round(255 + (channel - 255) * share));
  // Relative luminance of WCAG 2; black and white contrast alike at 0.179.
  const linear = [red, green, blue].map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return { fill: `rgb(${red},${green},${blue})`, ink: luminance > 0.179 ? '#000000' : '#ffffff' };
}
