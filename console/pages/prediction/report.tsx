/** The answer with what explains it: nomogram, contributions, what-if, place, model, warnings; on paper two pages. */
import type { FittedModel } from '@radscore/statistics';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Answer } from '../../components/prediction/answer.tsx';
import { CohortPlace } from '../../components/prediction/cohort-place.tsx';
import { ContributionBars } from '../../components/prediction/contribution-bars.tsx';
import { Nomogram } from '../../components/prediction/nomogram.tsx';
import { WhatIf } from '../../components/prediction/what-if.tsx';
import { reaches } from '../../components/prediction/what-if-answer.ts';
import { Loading } from '../../components/states.tsx';
import { institution, may } from '../../service/session.ts';
import { decimal, signed } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import {
  answeringModel,
  contributionsOf,
  eventOf,
  interceptOf,
  measuredOf,
  missingVariables,
  patientOf,
  placeOf,
  pointsOf,
} from './answering-model.ts';
import type { Explained, Prediction, Study } from './asking.ts';
import { ClinicalForm } from './clinical-form.tsx';
import { ModelFacts } from './model-facts.tsx';
import { Paper } from './paper.tsx';
import { StudyHead } from './study-head.tsx';
import { Warnings } from './warnings.tsx';

interface ReportProps {
  readonly study: Study;
  readonly answer: Prediction;
  readonly explained: Explained;
  /** Whether what explains the answer is still being asked for. */
  readonly isWaiting: boolean;
  readonly again: () => Promise<void>;
}

/** The whole view of an answer. */
export function Report({ study, answer, explained, isWaiting, again }: ReportProps): JSX.Element {
  const model = useMemo(
    () => (explained.model ? answeringModel(explained.model, answer) : undefined),
    [explained.model, answer],
  );
  const missing = missingVariables(answer, model, study);
  const [low, high] = answer.interval;
  return (
    <Paper study={study} model={answer.model} answer={answer}>
      <StudyHead study={study} canPrint />
      <Answer
        probability={answer.probability}
        interval={[low, high]}
        confidence={answer.confidence ?? 0.95}
        threshold={answer.threshold.probability}
        side={answer.class}
        event={eventOf(model)}
      />
      <div class="g-main gap-l">
        <div class="stack">
          {missing.length > 0 && <ClinicalForm study={study} missing={missing} onSaved={again} />}
          <NomogramCard answer={answer} model={model} isWaiting={isWaiting} />
          <ContributionsCard answer={answer} model={model} />
        </div>
        <aside class="stack pr2">
          {model && <WhatIfCard study={study} answer={answer} model={model} extracted={explained.features} />}
          <PlaceCard answer={answer} explained={explained} isWaiting={isWaiting} />
          <ModelFacts study={study} answer={answer} explained={explained} isWaiting={isWaiting} />
          <Warnings study={study} answer={answer} />
        </aside>
      </div>
    </Paper>
  );
}

function NomogramCard({
  answer,
  model,
  isWaiting,
}: Pick<ReportProps, 'answer' | 'isWaiting'> & { readonly model: FittedModel | undefined }): JSX.Element {
  const texts = t().predictionPage.nomogram;
  const { name, version } = answer.model;
  return (
    <section class="card">
      <div class="card-head">
        <h2>{texts.heading}</h2>
        <span class="dim small">{texts.of(name, version)}</span>
      </div>
      {!answer.points ? (
        <>
          <p>{texts.notUsed}</p>
          {model?.nomogram && <p class="dim small">{texts.notUsedMore}</p>}
        </>
      ) : isWaiting ? (
        <Loading lines={8} />
      ) : (
        <Nomogram
          model={model}
          points={pointsOf(answer)}
          total={answer.points.total}
          probability={answer.probability}
        />
      )}
    </section>
  );
}

function ContributionsCard({
  answer,
  model,
}: Pick<ReportProps, 'answer'> & { readonly model: FittedModel | undefined }): JSX.Element {
  const texts = t().predictionPage.contributions;
  const intercept = interceptOf(answer, model);
  const sum = answer.contributions.reduce((all, { contribution }) => all + contribution, 0);
  return (
    <section class="card new-page">
      <h2>{texts.heading(decimal(answer.radScore))}</h2>
      <p class="lead">{texts.lead(decimal(intercept), signed(sum))}</p>
      <ContributionBars contributions={contributionsOf(answer)} intercept={intercept} radScore={answer.radScore} />
    </section>
  );
}

function WhatIfCard({
  study,
  answer,
  model,
  extracted,
}: Pick<ReportProps, 'study' | 'answer'> & {
  readonly model: FittedModel;
  readonly extracted: Explained['features'];
}): JSX.Element | null {
  const texts = t().predictionPage.whatIf;
  const measured = useMemo(() => measuredOf(model, study), [model, study]);
  const patient = useMemo(
    () => patientOf(answer, model, study, institution.value, extracted),
    [answer, model, study, extracted],
  );
  const isReached = useMemo(
    () => patient !== undefined && reaches(patient, measured, answer),
    [patient, measured, answer],
  );
  return (
    <section class="card noprint">
      <h2>{texts.heading}</h2>
      {patient && isReached ? (
        <>
          <p class="lead">{texts.lead}</p>
          <WhatIf patient={patient} measured={measured} probability={answer.probability} />
        </>
      ) : (
        <>
          <p>{texts.unlike}</p>
          <p class="dim small">{texts.unlikeMore}</p>
        </>
      )}
    </section>
  );
}

function PlaceCard({
  answer,
  explained,
  isWaiting,
}: Pick<ReportProps, 'answer' | 'explained' | 'isWaiting'>): JSX.Element {
  const texts = t().predictionPage;
  const place = placeOf(answer, explained.reference);
  return (
    <section class="card">
      <h2>{texts.place.heading}</h2>
      {place ? (
        <CohortPlace here={answer.probability} {...place} />
      ) : isWaiting ? (
        <Loading lines={4} />
      ) : (
        <p class="dim small">
          {answer.submodel
            ? texts.place.ofOther
            : may('models:read')
              ? texts.place.withheld
              : texts.states.needs('models:read')}
        </p>
      )}
    </section>
  );
}
