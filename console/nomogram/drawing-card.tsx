/** The nomogram as a drawing, with the values given so far on its axes. */
import {
  axisOfValue,
  type DrawableNomogram,
  isOfLevels,
  type NomogramReading,
  type NomogramValues,
  type PointsScale,
  termAxes,
} from '@radscore/statistics';
import type { JSX } from 'preact';
import { Drawing } from '../components/figure.tsx';
import { NomogramAxes, wordsOfDrawing } from '../components/prediction/nomogram.tsx';
import { drawableLayout } from '../components/prediction/nomogram-layout.ts';
import { levelOf, shareText } from '../components/prediction/share-text.ts';
import { ScrollBox } from '../components/scroll-box.tsx';
import { decimal } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';
import { labelOf, shownValue } from './numbers-of-terms.ts';
import { nomogramTexts } from './texts.ts';

export interface DrawingCardProps {
  readonly nomogram: DrawableNomogram;
  readonly scale: PointsScale;
  readonly values: NomogramValues;
  readonly points: readonly (number | undefined)[];
  readonly reading: NomogramReading | undefined;
}

/** Axes, a dot for each value, one line from the total to the probability. */
export function DrawingCard({ nomogram, values, points, reading }: DrawingCardProps): JSX.Element {
  const texts = nomogramTexts();
  const words = t().predictionPage.nomogram;
  const axes = termAxes(nomogram);
  const own = nomogram.terms.flatMap((term, k) => {
    const earned = points[k];
    if (earned === undefined) return [];
    const value = values[term.name];
    const axis = isOfLevels(term) ? term.name : axisOfValue(axes, term.name, Number(value))?.name;
    return axis === undefined
      ? []
      : [{ variable: axis, label: labelOf(term), value: shownValue(term, value), points: earned }];
  });
  const layout = drawableLayout(
    nomogram,
    own,
    reading?.total,
    wordsOfDrawing(reading?.total ?? 0, reading?.probability ?? 0),
  );
  const parts = own.map(({ label, value, points: of }) => words.part(label, value, decimal(of, 1))).join(', ');
  const description = reading
    ? words.description(parts, decimal(reading.total, 1), shareText(reading.probability))
    : parts || texts.drawingEmpty;
  return (
    <section class="card drawing-card" aria-labelledby="drawing-heading">
      <h2 id="drawing-heading">{texts.drawing}</h2>
      <ScrollBox label={texts.drawingTitle}>
        <Drawing
          title={texts.drawingTitle}
          description={description}
          size={layout}
          class="roomy nomogram"
          draw={() => <NomogramAxes of={layout} />}
        />
      </ScrollBox>
    </section>
  );
}

/** Where the model comes from, and how its points are made. */
export function AboutCard({ nomogram, scale }: Pick<DrawingCardProps, 'nomogram' | 'scale'>): JSX.Element {
  const texts = nomogramTexts();
  const { source, cohort, covariance, confidence, cutOff } = nomogram;
  const facts: (readonly [string, string])[] = [
    [texts.source, source],
    [texts.cohort, cohort ?? texts.unknownCohort],
    [texts.covariance, covariance ? texts.covarianceKnown(levelOf(confidence)) : texts.covarianceUnknown],
    ...(cutOff ? [[texts.cutOffRow, `${shareText(cutOff.probability)}. ${texts.fixed}.`] as const] : []),
    [texts.scaleRow, texts.scaleOf(decimal(scale.baseline, 6), decimal(scale.perUnit, 6))],
  ];
  return (
    <section class="card about-card" aria-labelledby="about-heading">
      <h2 id="about-heading">{texts.about}</h2>
      <dl class="kv">
        {facts.flatMap(([name, value]) => [<dt key={`${name} t`}>{name}</dt>, <dd key={`${name} d`}>{value}</dd>])}
      </dl>
    </section>
  );
}
