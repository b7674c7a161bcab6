/** The parts of an answer in every state, on the page of components. */
import { predict } from '@radscore/statistics';
import type { JSX } from 'preact';
import { Abstained, Answer } from '../../components/prediction/answer.tsx';
import { CohortPlace } from '../../components/prediction/cohort-place.tsx';
import { ContributionBars } from '../../components/prediction/contribution-bars.tsx';
import { Nomogram } from '../../components/prediction/nomogram.tsx';
import { WhatIf } from '../../components/prediction/what-if.tsx';
import { featureMeaning } from '../../texts/feature-meaning.ts';
import { decimal } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { CONTRIBUTIONS, EXAMPLE, ROWS } from './example-model.ts';

const MEASURED = { ki67: 35, morphology: 'irregular' };
const SIDES = [
  { probability: 0.78, interval: [0.61, 0.89], side: 'above' },
  { probability: 0.31, interval: [0.18, 0.48], side: 'below' },
  { probability: 0.58, interval: [0.4, 0.74], side: 'near' },
] as const;

/** Three classes, an abstention, nomogram, contributions, what-if, place. */
export function PredictionParts(): JSX.Element {
  const answer = predict(EXAMPLE, {}, MEASURED);
  const points = (answer.points?.variables ?? []).map(({ variable, value, label, unit, points: of }) => ({
    variable,
    label: label ?? variable,
    value: `${typeof value === 'number' ? decimal(value, unit ? 0 : 2) : value}${unit ? `\u00a0${unit}` : ''}`,
    points: of,
  }));
  return (
    <>
      {SIDES.map((one) => (
        <Answer key={one.side} {...one} confidence={0.95} threshold={0.56} />
      ))}
      <Abstained
        code="features-missing"
        message="got 3 of the model's 7 features without a value (dce_original_glcm_Idm); wanted all of them."
        actions={
          <a class="btn primary" href="/components">
            {t().predictionPage.states.toStudy}
          </a>
        }
      />
      <section class="card">
        <h2>Nomogram</h2>
        <Nomogram model={EXAMPLE} points={points} total={answer.points?.total ?? 0} probability={answer.probability} />
      </section>
      <section class="card">
        <h2>ContributionBars</h2>
        <ContributionBars
          contributions={CONTRIBUTIONS.map((one) => ({ ...one, meaning: featureMeaning(one.feature) }))}
          intercept={0.1}
          radScore={1.12}
        />
      </section>
      <div class="g3">
        <section class="card">
          <h2>WhatIf</h2>
          <WhatIf patient={{ model: EXAMPLE, features: {} }} measured={MEASURED} probability={answer.probability} />
        </section>
        <section class="card">
          <h2>CohortPlace</h2>
          <CohortPlace here={answer.probability} rows={ROWS} n={ROWS.length} />
        </section>
        <section class="card">
          <h2>CohortPlace</h2>
          <CohortPlace
            here={answer.probability}
            groups={[
              { from: null, to: 0.2, n: 25 },
              { from: 0.2, to: 0.5, n: 20 },
              { from: 0.5, to: 0.8, n: 30 },
              { from: 0.8, to: null, n: 45 },
            ]}
            n={120}
          />
        </section>
      </div>
    </>
  );
}
