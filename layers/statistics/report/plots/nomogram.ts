/** The nomogram as a drawing. */
import { levelWord, variableTitle } from '../../model/about.ts';
import type { FittedModel } from '../../model/fitted-model.ts';
import { type DrawnAxis, nomogramAxes, placeLabels } from './nomogram-axes.ts';
import { escapeText, line, px, svgDocument, text, widthOf, wrapped } from './svg.ts';

const LEFT = 190;
const WIDTH = 640;
const TOP = 64;
/** Letters in a line of an axis title, in bold. */
const TITLE_LETTERS = 20;
/** Height of a line of labels. */
const LANE = 15;
/**
 * The nomogram as printed: read points off each variable's axis, add them, and read the probability below the total.
 * Every stroke carries its axis and value (`data-axis`, `data-value`), so that programs can read it too.
 *
 * @returns null if the model has no nomogram
 */
export function nomogramPlot(model: FittedModel): string | null {
  const drawing = nomogramAxes(model, LEFT, WIDTH);
  if (!model.nomogram || !drawing) return null;
  const { scale } = model.nomogram;
  const word = (variable: string, level: string) => levelWord(model.about, variable, level);
  const axes = [drawing.points, ...drawing.variables, drawing.total, drawing.probability];
  let y = TOP;
  const body = axes.map((axis) => {
    const row = axisRow(axis, y);
    y += row.height;
    return row.svg;
  });
  const description = `${scale.axes
    .map(
      ({ variable, ticks }) =>
        `${variableTitle(model.about, variable)}: ${ticks.map((t) => `${word(variable, t.label)} = ${t.points.toFixed(1)}`).join(', ')} points`,
    )
    .join('. ')}. Linear predictor = ${scale.baseline.toFixed(6)} + total / ${scale.pointsPerUnit.toFixed(6)}.`;
  const heading = text(
    LEFT,
    26,
    'Nomogram (research use only, not a medical device)',
    'font-weight="bold" font-size="13"',
  );
  return svgDocument(LEFT + WIDTH + 40, y, 'Nomogram', description, heading + body.join(''));
}

function axisRow({ name, title, ticks, everyLabel }: DrawnAxis, top: number): { svg: string; height: number } {
  const from = Math.min(...ticks.map((tick) => tick.at));
  const to = Math.max(...ticks.map((tick) => tick.at));
  const placed = placeLabels(ticks, everyLabel);
  const lanes = 1 + Math.max(0, ...placed.map(({ lane }) => lane));
  const above = Math.floor(lanes / 2);
  const lines = wrapped(title, TITLE_LETTERS);
  // A long word at the beginning of the axis reaches below a title of several lines: it goes farther from the axis.
  const reaches = placed.some(({ at, label }) => at - widthOf(label) / 2 < LEFT - 16);
  const apart = reaches ? (LANE * (lines.length - 1)) / 2 : 0;
  const y = top + LANE * above + (above > 0 ? apart : 0);
  const strokes = ticks.map((tick) => {
    const data = `class="tick" data-axis="${escapeText(name)}" data-value="${tick.value}"`;
    return line(tick.at, y, tick.at, y + (tick.label === undefined ? 4 : 7), `stroke="currentColor" ${data}`);
  });
  const labels = placed.map(({ at, label, lane }) => {
    const step = LANE * Math.floor(lane / 2);
    const isAbove = lane % 2 === 1;
    const up = isAbove ? line(at, y, at, y - 5, 'stroke="currentColor"') : '';
    return up + text(at, isAbove ? y - 9 - step - apart : y + 20 + step + apart, label, 'text-anchor="middle"');
  });
  const titles = lines.map((words, k) =>
    text(LEFT - 20, y + 4 + (k - (lines.length - 1) / 2) * LANE, words, 'text-anchor="end" font-weight="bold"'),
  );
  const svg =
    `<g class="axis">${titles.join('')}` +
    `<line x1="${px(from)}" y1="${px(y)}" x2="${px(to)}" y2="${px(y)}" stroke="currentColor"/>` +
    `${strokes.join('')}${labels.join('')}</g>`;
  return { svg, height: 40 + LANE * Math.max(lanes, lines.length) + apart * (above > 0 ? 2 : 1) };
}
