/** Plots for readers who must not learn of single patients: groups, thresholds between them, and areas in words. */
import type { About } from '../../model/about.ts';
import { outcomeWords } from '../../model/about.ts';
import type { ModelKind } from '../../model/fitted-model.ts';
import type { CoarsePerformance } from '../../performance/coarse-groups.ts';
import { fixed, MODEL_NAMES, MODEL_ORDER } from './models.ts';
import { circleSample, inkSample, type LegendEntry, lineSample, type Panel, setDocument, setPanel } from './panel.ts';
import { DASHES, GREY, hue, line, polyline, px, text } from './svg.ts';

/** One set of rows as it may be drawn. */
export interface CoarseSet {
  readonly name: string;
  /** The model that decides, whose groups these are. */
  readonly model: ModelKind;
  /** The area of every model, in words. */
  readonly areas: readonly string[];
  /** Null if the rows make no groups; `why` is drawn in their place. */
  readonly groups: CoarsePerformance | null;
  readonly why: string;
}

interface Drawing {
  readonly marks: string;
  readonly legend: readonly LegendEntry[];
  readonly description: string;
}

const DIAGONAL = (frame: Panel): string =>
  line(frame.x(0), frame.y(0), frame.x(1), frame.y(1), `${hue(GREY)} stroke="currentColor" stroke-dasharray="2 4"`);

/** The ROC curve between the groups: straight within each. */
export function coarseRocPlot(sets: readonly CoarseSet[]): string {
  return drawn('ROC curves in groups', sets, { xLabel: '1 − specificity', yLabel: 'Sensitivity' }, (frame, set, of) => {
    const points = of.thresholds.map((_, k): [number, number] => [1 - of.specificity[k], of.sensitivity[k]]);
    const path = [[1, 1] as [number, number], ...points, [0, 0] as [number, number]];
    return {
      marks:
        DIAGONAL(frame) +
        polyline(
          path.map(([x, y]) => [frame.x(x), frame.y(y)] as const),
          ...lineOf(set),
        ),
      legend: [{ sample: lineSample(GREY, '2 4', 1), label: 'Chance' }],
      description: points
        .map(([x, y], k) => `From ${of.thresholds[k]}: sensitivity ${fixed(y, 2)}, specificity ${fixed(1 - x, 2)}.`)
        .join(' '),
    };
  });
}

/** Mean prediction against the share with the outcome, one circle for each group. */
export function coarseCalibrationPlot(sets: readonly CoarseSet[], about?: About): string {
  const { event } = outcomeWords(about);
  const labels = { xLabel: `Predicted probability of ${event}`, yLabel: `Observed share with ${event}` };
  return drawn('Calibration in groups', sets, labels, (frame, _, { groups }) => ({
    marks:
      DIAGONAL(frame) +
      groups
        .map(
          ({ predicted, observed }) =>
            `<circle cx="${px(frame.x(predicted))}" cy="${px(frame.y(observed))}" r="4" class="surface" fill="#ffffff" stroke="currentColor"/>`,
        )
        .join(''),
    legend: [
      { sample: circleSample(), label: 'A group' },
      { sample: lineSample(GREY, '2 4', 1), label: 'Perfect calibration' },
    ],
    description: groups
      .map(
        ({ from, to, n, predicted, observed }) =>
          `${from} to ${to}, about ${n} rows: predicted ${fixed(predicted, 2)}, observed ${fixed(observed, 2)}.`,
      )
      .join(' '),
  }));
}

/** Net benefit at the thresholds between the groups. */
export function coarseDecisionCurvePlot(sets: readonly CoarseSet[]): string {
  const labels = { xLabel: 'Threshold probability', yLabel: 'Net benefit' };
  return drawn(
    'Decision curves in groups',
    sets,
    labels,
    (frame, set, { thresholds, netBenefit, treatAll }) => {
      const along = (values: readonly number[]) =>
        thresholds.map((t, k) => [frame.x(t), frame.y(values[k])] as [number, number]);
      const dots = along(netBenefit).map(
        ([x, y]) => `<circle cx="${px(x)}" cy="${px(y)}" r="3" ${hue(lineOf(set)[0])} fill="currentColor"/>`,
      );
      return {
        marks:
          line(frame.x(0), frame.y(0), frame.x(1), frame.y(0), 'stroke="currentColor"') +
          polyline(along(treatAll), GREY, '6 2 1 2') +
          polyline(along(netBenefit), ...lineOf(set)) +
          dots.join(''),
        legend: [
          { sample: lineSample(GREY, '6 2 1 2'), label: 'Treat all' },
          { sample: inkSample(), label: 'Treat none' },
        ],
        description: thresholds
          .map((t, k) => `At ${t}: ${fixed(netBenefit[k], 2)}, treat all ${fixed(treatAll[k], 2)}.`)
          .join(' '),
      };
    },
    { yDomain: [-0.2, 1], yTicks: [-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1] },
  );
}

function lineOf({ model }: CoarseSet): [number, string] {
  const k = MODEL_ORDER.indexOf(model);
  return [k, DASHES[k]];
}

function drawn(
  title: string,
  sets: readonly CoarseSet[],
  labels: { readonly xLabel: string; readonly yLabel: string },
  draw: (frame: Panel, set: CoarseSet, groups: CoarsePerformance) => Drawing,
  axes: Parameters<typeof setPanel>[2] = {},
): string {
  const id = title.toLowerCase().replaceAll(' ', '-');
  const descriptions: string[] = [];
  const panels = sets.map((set, s) => {
    const frame = setPanel(s, { id: `${id}-${s}`, title: set.name, ...labels }, axes);
    const { marks, legend, description } = set.groups
      ? draw(frame, set, set.groups)
      : { marks: '', legend: [], description: set.why };
    const nothing = set.groups ? '' : text(frame.x(0.5), frame.y(0.5), 'not drawn', 'text-anchor="middle"');
    descriptions.push([set.name, [...set.areas, description].filter(Boolean).join(' ')].join(': '));
    const entries = [
      ...(set.groups ? [{ sample: lineSample(...lineOf(set)), label: `${MODEL_NAMES[set.model]}, in groups` }] : []),
      ...legend,
      ...[...set.areas, ...(set.groups ? [] : [set.why])].map((label) => ({ sample: '', label })),
    ];
    return { svg: frame.svg + frame.data(marks) + nothing, legend: entries };
  });
  return setDocument(panels, title, descriptions.join(' '));
}
