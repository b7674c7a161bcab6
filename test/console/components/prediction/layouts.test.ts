/** Layouts of an answer: labels do not overlap whatever the numbers are, and what is drawn is what the model says. */
import {
  linearPredictorAt,
  logistic,
  pointsAt,
  predict,
  prettyTicks,
  Random,
  scaleNomogram,
} from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { type Box, boxOf, overlap, type PlacedText } from '../../../../console/components/prediction/boxes.ts';
import { contributionLayout } from '../../../../console/components/prediction/contribution-layout.ts';
import {
  type NomogramWords,
  nomogramLayout,
  type PatientPoints,
} from '../../../../console/components/prediction/nomogram-layout.ts';
import { probabilityLayout, type Shares } from '../../../../console/components/prediction/probability-layout.ts';
import { answeredPatient } from '../../pages/prediction/answered.ts';

function collisions(texts: readonly PlacedText[]): string[] {
  const found: string[] = [];
  texts.forEach((one, i) => {
    for (const other of texts.slice(i + 1)) {
      if (overlap(boxOf(one), boxOf(other))) found.push(`${one.text} | ${other.text}`);
    }
  });
  return found;
}

function outside(texts: readonly PlacedText[], frame: Box): string[] {
  return texts
    .filter((text) => {
      const { left, right, top, bottom } = boxOf(text);
      return left < frame.left - 1e-9 || right > frame.right + 1e-9 || top < frame.top || bottom > frame.bottom;
    })
    .map(({ text }) => text);
}

describe('the probability bar', () => {
  it.each([640, 320])('has room for every label, whatever the numbers are: %i wide', (width) => {
    const random = new Random(7);
    const edge = (): number => {
      const u = random.uniform();
      return u < 0.1 ? 1e-6 * random.uniform() : u > 0.9 ? 1 - 1e-6 * random.uniform() : random.uniform();
    };
    for (let k = 0; k < 1000; k++) {
      const [low, probability, high] = [edge(), edge(), edge()].sort((a, b) => a - b);
      const close = random.uniform() < 0.3 ? probability + 0.02 * (random.uniform() - 0.5) : edge();
      const threshold = Math.max(0, Math.min(1, close));
      const words = {
        probability: '> 99 %',
        low: '< 1 %',
        high: '> 99 %',
        threshold: random.uniform() < 0.5 ? 'threshold 56 %' : 'Schwelle > 99 %',
        interval: '95 %-Intervall',
        bothEnds: '< 1 % bis > 99 %',
        tick: (share: number) => `${100 * share} %`,
      };
      const layout = probabilityLayout({ probability, interval: [low, high], threshold }, words, width);
      const where = JSON.stringify({ low, probability, high, threshold });
      expect(collisions(layout.texts), where).toEqual([]);
      const number = layout.texts.find(({ role }) => role === 'probability');
      for (const [from, to] of layout.threshold.lines) {
        expect(to).toBeGreaterThan(from);
        const line = { left: layout.threshold.x, right: layout.threshold.x + 0.01, top: from, bottom: to };
        expect(number && overlap(boxOf(number), line), where).toBe(false);
      }
      // Labels of the scale may reach over its ends by half their width, and no farther.
      expect(
        outside(
          layout.texts.filter(({ role }) => role !== 'tick'),
          { left: 0, right: width, top: 0, bottom: layout.height },
        ),
        where,
      ).toEqual([]);
    }
  });

  it('puts the label of the threshold on the side away from the dot', () => {
    const words = {
      probability: '78 %',
      low: '61 %',
      high: '89 %',
      threshold: 'threshold 56 %',
      interval: '95 % interval',
      bothEnds: '61 to 89 %',
      tick: String,
    };
    const shares: Shares = { probability: 0.78, interval: [0.61, 0.89], threshold: 0.56 };
    const of = (one: Shares): PlacedText | undefined =>
      probabilityLayout(one, words, 640).texts.find(({ role }) => role === 'threshold');
    expect(of(shares)?.anchor).toBe('end');
    expect(of({ ...shares, probability: 0.3, interval: [0.2, 0.4] })?.anchor).toBe('start');
  });
});

const WORDS: NomogramWords = {
  points: 'Points',
  totalPoints: 'Total points',
  probability: 'Wahrscheinlichkeit',
  radScore: 'Rad-score',
  ofPoints: (points) => `${Math.round(points)} points`,
  offAxis: (points) => `${Math.round(points)} points, beyond the axis`,
  number: (value) => String(value).replace('-', '−'),
  total: '106',
  probabilityIs: '> 99 %',
};

/** A model of random axes: numbers, coded numbers with words, levels with long and short words. */
function randomModel(random: Random) {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const word = (most: number): string =>
    Array.from({ length: 1 + random.below(most) }, () => letters[random.below(26)]).join('');
  const words = (): string => Array.from({ length: 1 + random.below(4) }, () => word(12)).join(' ');
  const levels = (name: string) => ({
    name,
    levels: Array.from({ length: 2 + random.below(5) }, (_, k) => `${words()} ${k}`),
  });
  const variables = Array.from({ length: random.below(7) }, (_, v) => levels(`v${v}`));
  const numeric = variables.map(() => random.uniform() < 0.4);
  const sources = [
    {
      variable: 'Rad-score',
      ticks: prettyTicks(-3 * random.uniform(), 0.1 + 3 * random.uniform(), 10).map((value) => ({
        label: String(value),
        value,
        effect: value,
      })),
    },
    ...variables.map(({ name, levels }, v) => ({
      variable: name,
      ticks: numeric[v]
        ? prettyTicks(0, 10 ** (3 * random.uniform()), 10).map((value) => ({
            label: String(value),
            value,
            effect: (random.uniform() < 0.5 ? 1 : 1.0001) * value * 0.01,
          }))
        : levels.map((label, value) => ({ label, value, effect: 2 * random.normal() })),
    })),
  ];
  const scale = scaleNomogram(4 * random.normal(), sources, 100);
  const about = {
    outcome: 'pCR',
    positive: '1',
    negative: '0',
    variables: Object.fromEntries(variables.map(({ name }) => [name, { label: words(), unit: word(5) }])),
  };
  const clinical = {
    variables: variables.filter((_, v) => !numeric[v]).map((one) => ({ ...one, kind: 'categorical' })),
  };
  const model = { nomogram: { scale }, about, clinical, protocol: { nomogram: { points: 100 } } };
  const points = scale.axes.map(({ variable, ticks }): PatientPoints => {
    const tick = ticks[random.below(ticks.length)];
    // Values beyond the axis have points beyond it, below zero and above a hundred.
    const beyond = random.uniform() < 0.2 ? 300 * (random.uniform() - 0.5) : 0;
    return { variable, value: random.uniform() < 0.5 ? tick.label : String(tick.value), points: tick.points + beyond };
  });
  return { model: model as unknown as Parameters<typeof nomogramLayout>[0], points };
}

describe('the nomogram', () => {
  it('has room for every label: 1,000 random models and patients', () => {
    const random = new Random(3);
    for (let k = 0; k < 1000; k++) {
      const { model, points } = randomModel(random);
      const total = points.reduce((sum, one) => sum + one.points, 0);
      const layout = nomogramLayout(model, points, total, WORDS);
      if (!layout) throw new Error('no layout');
      const texts = layout.rows.flatMap((row) => [...row.texts, ...row.own]);
      expect(collisions(texts), `case ${k}`).toEqual([]);
      expect(outside(texts, { left: 0, right: layout.width, top: 0, bottom: layout.height }), `case ${k}`).toEqual([]);
      for (const { dot, axis } of layout.rows) if (dot) expect(dot.y).toBe(axis.y);
    }
  });

  it('draws dots at the points that the model gives, and the probability below the total', () => {
    const { model, features } = answeredPatient();
    const random = new Random(5);
    const scale = model.nomogram?.scale;
    if (!scale) throw new Error('no nomogram');
    for (let k = 0; k < 200; k++) {
      const clinical = {
        ki67: Math.round(100 * random.uniform()),
        morphology: ['regular', 'irregular', 'non-mass'][random.below(3)],
      };
      const answer = predict(model, { ...features }, clinical);
      const points = answer.points?.variables ?? [];
      const values = [
        answer.radScore,
        clinical.ki67,
        ['regular', 'irregular', 'non-mass'].indexOf(clinical.morphology),
      ];
      expect(points.map((of) => of.points)).toEqual(points.map((_, a) => pointsAt(scale.axes[a], values[a])));
      const total = points.reduce((sum, one) => sum + one.points, 0);
      expect(Math.abs(logistic(linearPredictorAt(scale, total)) - answer.probability)).toBeLessThan(1e-12);

      const drawn = nomogramLayout(
        model,
        points.map((one) => ({ ...one, value: String(one.value) })),
        total,
        WORDS,
      );
      const [header, ...rows] = drawn?.rows ?? [];
      const perPoint = (header.axis.to - header.axis.from) / 100;
      points.forEach((of, a) => {
        if (of.points >= 0 && of.points <= 100)
          expect(rows[a].dot?.x).toBeCloseTo(header.axis.from + of.points * perPoint, 9);
      });
      // Read off the drawing: the stroke of a probability lies below the total that gives it.
      const probabilities = rows[rows.length - 1];
      const totals = rows[rows.length - 2];
      for (const { x, value } of probabilities.strokes) {
        const span = totals.axis.to - totals.axis.from;
        const most = Math.max(...totals.strokes.map((stroke) => stroke.value));
        expect(logistic(linearPredictorAt(scale, ((x - totals.axis.from) / span) * most))).toBeCloseTo(value, 9);
      }
    }
  });

  it('has no drawing for a model without one', () => {
    const { model } = answeredPatient();
    expect(nomogramLayout({ ...model, nomogram: null }, [], 0, WORDS)).toBeNull();
  });
});

describe('the contribution bars', () => {
  it.each([true, false])('have names and labels that do not overlap, sorted by size: wide %s', (isWide) => {
    const random = new Random(9);
    const names = [
      't2fs_log-sigma-5-0-mm-3D_gldm_LargeDependenceHighGrayLevelEmphasis',
      'dwi_original_firstorder_RobustMeanAbsoluteDeviation',
      'dce_wavelet-LLH_glcm_Idm',
    ];
    for (let k = 0; k < 1000; k++) {
      const n = 1 + random.below(9);
      const scale = 10 ** (3 * random.normal());
      const contributions = Array.from({ length: n }, (_, j) => ({
        feature: `${names[random.below(3)]}${j}`,
        meaning: 'DCE: weight of bright voxels with many like neighbours, and more'.slice(0, 10 + random.below(60)),
        value: 1,
        z: random.normal(),
        contribution: random.uniform() < 0.05 ? 0 : scale * random.normal() * (k % 3 === 0 ? -1 : 1),
      }));
      const label = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(2)}`;
      const { rows, width, height, namesTo } = contributionLayout(contributions, label, isWide);
      const sizes = rows.map(({ contribution }) => Math.abs(contribution));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      const texts = rows.flatMap((row): PlacedText[] => {
        const lines = [...row.meaningLines, ...row.nameLines].map((text, line) => ({
          text,
          x: namesTo ?? 0,
          y: row.top + 12 + 15 * line,
          anchor: isWide ? ('end' as const) : ('start' as const),
          size: isWide ? (line < row.meaningLines.length ? 13.5 : 12) : line < row.meaningLines.length ? 12.5 : 9.5,
          isBold: false,
        }));
        return [...lines, { text: label(row.contribution), ...row.label, size: 12, isBold: true }];
      });
      expect(collisions(texts), `case ${k}`).toEqual([]);
      expect(outside(texts, { left: 0, right: width, top: 0, bottom: height }), `case ${k}`).toEqual([]);
      for (const { bar } of rows) {
        expect(bar.x).toBeGreaterThanOrEqual(namesTo ?? 0);
        expect(bar.x + bar.width).toBeLessThanOrEqual(width);
      }
    }
  });
});
