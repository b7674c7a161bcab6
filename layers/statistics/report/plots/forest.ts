/** The forest plot of subgroups. */
import type { Subgroups } from '../../external-validation/external-validation.ts';
import { levelWord, variableTitle, type Worded } from '../../model/about.ts';
import type { Auc } from '../../performance/delong.ts';
import { fixed, levelText, rangeText } from './models.ts';
import { GREY, hue, line, px, shortNumber, svgDocument, text, widthOf } from './svg.ts';

const LINE = 22;
const AXIS = 320;
const TOP = 34;
const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;

/** Area under the curve of every level of every subgroup variable with its interval, next to that of all rows. */
export function forestPlot(subgroups: readonly Subgroups[], overall: Auc, about?: Worded): string {
  const rows = [
    { label: 'All rows', n: null, auc: overall, note: '', heading: true },
    ...subgroups.flatMap(({ name, levels }) => [
      { label: variableTitle(about, name), n: null, auc: null, note: '', heading: true },
      ...levels.map(({ level, n, events, auc, tooFew }) => ({
        label: levelWord(about, name, level),
        n: `${n} (${events})`,
        auc,
        note: tooFew === null ? '' : 'too few',
        heading: false,
      })),
    ]),
  ];
  const names = 20 + Math.max(...rows.map(({ label, heading }) => widthOf(label) + (heading ? 0 : 16)));
  const counts = names + Math.max(90, ...rows.map(({ n }) => widthOf(n ?? '')));
  const left = counts + 20;
  const x = (auc: number) => left + auc * AXIS;
  const bottom = TOP + LINE * rows.length;
  const drawn = rows.map(({ label, n, auc, note, heading }, k) => {
    const y = TOP + LINE * (k + 0.5);
    const words = [
      text(heading ? 10 : 26, y + 4, label, heading ? 'font-weight="bold"' : ''),
      n === null ? '' : text(counts, y + 4, n, 'text-anchor="end"'),
      text(left + AXIS + 16, y + 4, auc ? `${fixed(auc.auc)} (${rangeText(auc.shown)})` : note),
    ].join('');
    if (!auc) return words;
    const bar = auc.shown
      ? line(x(auc.shown[0]), y, x(auc.shown[1]), y, `${hue(0)} stroke="currentColor" stroke-width="2"`)
      : '';
    const mark = `<rect x="${px(x(auc.auc) - 4)}" y="${px(y - 4)}" width="8" height="8" ${hue(0)} fill="currentColor"/>`;
    return words + bar + mark;
  });
  const axis = [
    line(left, bottom, left + AXIS, bottom, 'stroke="currentColor"'),
    ...TICKS.flatMap((tick) => [
      line(x(tick), bottom, x(tick), bottom + 5, 'stroke="currentColor"'),
      text(x(tick), bottom + 19, shortNumber(tick), 'text-anchor="middle"'),
    ]),
    text(left + AXIS / 2, bottom + 38, 'Area under the ROC curve', 'text-anchor="middle"'),
    text(counts, TOP - 12, 'rows (events)', 'text-anchor="end" font-weight="bold"'),
    text(left + AXIS + 16, TOP - 12, `AUC (${levelText(overall.confidence)} CI)`, 'font-weight="bold"'),
    line(x(0.5), TOP, x(0.5), bottom, `${hue(GREY)} stroke="currentColor" stroke-dasharray="2 4"`),
    line(x(overall.auc), TOP, x(overall.auc), bottom, `${hue(GREY)} stroke="currentColor" stroke-dasharray="6 4"`),
  ].join('');
  const described = subgroups.flatMap(({ name, levels }) =>
    levels.map(
      ({ level, n, auc }) =>
        `${variableTitle(about, name)} ${levelWord(about, name, level)} (${n} rows): ${auc ? `${fixed(auc.auc)} (${rangeText(auc.shown)})` : 'too few'}`,
    ),
  );
  const description = `Area of all rows ${fixed(overall.auc)}. ${described.join('; ')}.`;
  return svgDocument(left + AXIS + 180, bottom + 50, 'Subgroups', description, axis + drawn.join(''));
}
