import { escapeText, px, svgDocument, text } from './svg.ts';

const CELL = 46;

/** Spearman correlations of the selected features on the training rows, each cell with its number. */
export function correlationPlot(correlation: {
  readonly features: readonly string[];
  readonly spearman: readonly (readonly number[])[];
}): string {
  const { features, spearman } = correlation;
  const longest = Math.max(...features.map((name) => name.length));
  const left = 20 + 6.4 * longest;
  const cells = spearman.flatMap((row, r) =>
    row.map((value, c) => {
      const x = left + c * CELL;
      const y = 40 + r * CELL;
      return (
        `<rect x="${px(x)}" y="${px(y)}" width="${CELL}" height="${CELL}" fill="${shade(value)}" stroke="#ffffff"/>` +
        text(
          x + CELL / 2,
          y + CELL / 2 + 4,
          value.toFixed(2),
          `text-anchor="middle" fill="${Math.abs(value) > 0.65 ? '#ffffff' : '#000000'}"`,
        )
      );
    }),
  );
  const names = features.flatMap((name, k) => [
    text(left - 8, 40 + k * CELL + CELL / 2 + 4, `${name} ${k + 1}`, 'text-anchor="end" font-size="11"'),
    text(left + k * CELL + CELL / 2, 32, String(k + 1), 'text-anchor="middle" font-size="11"'),
  ]);
  const pairs = features.flatMap((a, i) =>
    features.slice(i + 1).map((b, k) => `${a} and ${b} ${spearman[i][i + 1 + k].toFixed(3)}`),
  );
  const description =
    pairs.length > 0 ? `Spearman correlation of ${pairs.join('; ')}.` : `${escapeText(features.join(', '))} alone.`;
  const size = features.length * CELL;
  return svgDocument(
    left + size + 20,
    size + 60,
    'Correlation of the selected features',
    description,
    cells.join('') + names.join(''),
  );
}

/** Blue for negative, orange-red for positive, white for none: told apart by colour-blind readers, dark at both ends. */
function shade(value: number): string {
  const [red, green, blue] = value >= 0 ? [213, 94, 0] : [0, 114, 178];
  const share = Math.min(1, Math.abs(value));
  const mix = (channel: number) => Math.round(255 + (channel - 255) * share);
  return `rgb(${mix(red)},${mix(green)},${mix(blue)})`;
}
