import type { Evaluation, FittedModel } from '../model.ts';
import { prettyTicks } from '../nomogram.ts';
import { setsOf } from './models.ts';
import { COLOURS, legend, line, panel, px, svgDocument } from './svg.ts';

const WIDTH = 360;
const HEIGHT = 300;

/** Rad-score of every patient about the frozen threshold, in ascending order: filled bars responded, hatched ones did not. */
export function waterfallPlot(model: FittedModel, evaluation: Evaluation): string {
  const threshold = model.thresholds.radScore?.score ?? 0;
  const sets = setsOf(evaluation);
  const descriptions: string[] = [];
  const body = sets.map(({ name, set }, s) => {
    const order = (set.scores.radScore ?? [])
      .map((score, i) => ({ height: score - threshold, outcome: set.outcomes[i] }))
      .sort((a, b) => a.height - b.height);
    const low = Math.min(0, ...order.map(({ height }) => height));
    const high = Math.max(0, ...order.map(({ height }) => height));
    const frame = panel({
      left: 60 + s * (WIDTH + 80),
      top: 40,
      width: WIDTH,
      height: HEIGHT,
      title: name,
      xLabel: 'Patients, by Rad-score',
      yLabel: 'Rad-score − threshold',
      xDomain: [0, order.length],
      yDomain: [low * 1.05 - 0.01, high * 1.05 + 0.01],
      xTicks: [],
      yTicks: prettyTicks(low, high, 6).filter((tick) => tick >= low && tick <= high),
    });
    const right = order.filter(({ height, outcome }) => (height >= 0 ? 1 : 0) === outcome).length;
    descriptions.push(
      `${name}: ${right} of ${order.length} patients on the right side of the threshold ${threshold.toFixed(4)}.`,
    );
    const bars = order.map(({ height, outcome }, i) => {
      const top = frame.y(Math.max(0, height));
      const size = Math.abs(frame.y(height) - frame.y(0));
      const fill = outcome === 1 ? COLOURS[0] : 'url(#hatched)';
      const width = (WIDTH / order.length) * 0.85;
      return `<rect x="${px(frame.x(i))}" y="${px(top)}" width="${px(width)}" height="${px(size)}" fill="${fill}" stroke="${outcome === 1 ? COLOURS[0] : COLOURS[1]}" stroke-width="0.5"/>`;
    });
    return (
      frame.svg + bars.join('') + line(frame.x(0), frame.y(0), frame.x(order.length), frame.y(0), 'stroke="#000000"')
    );
  });
  const pattern =
    '<defs><pattern id="hatched" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
    `<rect width="4" height="4" fill="#ffffff"/><rect width="2" height="4" fill="${COLOURS[1]}"/></pattern></defs>`;
  const key = legend(80, 60, [
    { label: 'pCR', colour: COLOURS[0] },
    { label: 'no pCR (hatched)', colour: COLOURS[1] },
  ]);
  const width = 60 + sets.length * (WIDTH + 80) - 50;
  return svgDocument(
    width,
    HEIGHT + 95,
    'Rad-score per patient',
    descriptions.join(' '),
    pattern + body.join('') + key,
  );
}
