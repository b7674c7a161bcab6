/** A study and its answer by one model: what the page of the console and the page of one file have in common. */
import { signal } from '@preact/signals';
import type { Answer } from '@radscore/pipeline/browser';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Finding } from '../components/finding.tsx';
import { loadReasons } from '../texts/reasons.ts';
import { language, t } from '../texts/texts.ts';
import { AnswerCard } from './answer-card.tsx';
import { ClinicalCard } from './clinical-card.tsx';
import { ProposalCard } from './proposal-card.tsx';
import {
  answerHere,
  askedVariables,
  type ClinicalValues,
  type Measured,
  type ScoringModel,
  whyNotMeasurable,
} from './scored-model.ts';
import { StudyCard } from './study-card.tsx';
import type { StudyHere } from './study-here.ts';

/** What the answer rests on besides the images; kept while the page is open. */
export class Scored {
  readonly clinical = signal<ClinicalValues>({});
  readonly problem = signal<string | undefined>(undefined);
  readonly #answered = signal<(AnswerOf & { readonly answer: Answer }) | undefined>(undefined);

  /** The answer for exactly these; that for others is none, though it was shown a moment ago. */
  answerFor(of: AnswerOf): Answer | undefined {
    const found = this.#answered.value;
    const isSame = found?.model === of.model && found?.measured === of.measured && found?.clinical === of.clinical;
    return isSame ? found?.answer : undefined;
  }

  keep(of: AnswerOf, answer: Answer): void {
    this.#answered.value = { ...of, answer };
  }
}

/** What an answer is of. */
export interface AnswerOf {
  readonly model: ScoringModel | undefined;
  readonly measured: Measured;
  readonly clinical: ClinicalValues;
}

export interface ScoreStudyProps {
  readonly study: StudyHere;
  readonly scored: Scored;
  /** Undefined while it is loaded, or if none was chosen. */
  readonly model: ScoringModel | undefined;
  readonly onChosen?: () => void;
}

/** The cards from the folder to the answer. */
export function ScoreStudy({ study, scored, model, onChosen }: ScoreStudyProps): JSX.Element {
  const texts = t().score;
  const why = model && (model.silent ?? whyNotMeasurable(model));
  const protocol = model && !why ? model.version.protocol : undefined;
  useAnswerOf({ study, scored, model: why ? undefined : model });
  useQuestionBeforeLeaving(study);
  // Words of reasons are loaded ahead: nothing is to be asked for while a study is open.
  useEffect(() => void loadReasons(language.value), [language.value]);
  // What was measured by another protocol is no value for this model.
  const [measuredBy, setMeasuredBy] = useState<string>();
  useEffect(() => {
    if (
      study.step.value === 'measured' &&
      measuredBy !== undefined &&
      protocol !== undefined &&
      measuredBy !== protocol
    ) {
      study.discard();
    }
  }, [protocol, measuredBy]);
  const measure = (): void => {
    if (protocol === undefined) return;
    setMeasuredBy(protocol);
    void study.measure(protocol);
  };
  return (
    <>
      {why && (
        <Finding
          tone="warn"
          title={model?.silent ? texts.silent : texts.notMeasurable}
          children={why.message}
          code={why.code}
          level={2}
        />
      )}
      <StudyCard study={study} protocol={protocol} onChosen={onChosen} />
      <ProposalCard study={study} measure={protocol === undefined ? undefined : measure} />
      {model && !why && (
        <>
          <ClinicalCard
            key={`${model.version.name} ${model.version.version}`}
            variables={askedVariables(model)}
            values={scored.clinical.value}
            onChange={(values) => {
              scored.clinical.value = values;
            }}
          />
          {scored.problem.value && (
            <Finding tone="bad" title={texts.abstained} children={scored.problem.value} level={2} />
          )}
          <AnswerCard
            answer={scored.answerFor({ model, measured: study.measured.value, clinical: scored.clinical.value })}
            model={model}
          />
        </>
      )}
    </>
  );
}

/** Computes the answer whenever what it rests on has changed. */
function useAnswerOf({ study, scored, model }: Pick<ScoreStudyProps, 'study' | 'scored' | 'model'>): void {
  const [measured, clinical, step] = [study.measured.value, scored.clinical.value, study.step.value];
  useEffect(() => {
    scored.problem.value = undefined;
    if (!model || step !== 'measured') return;
    let isOld = false;
    answerHere(model, measured, clinical).then(
      (answer) => {
        if (!isOld) scored.keep({ model, measured, clinical }, answer);
      },
      (error: unknown) => {
        if (!isOld) scored.problem.value = error instanceof Error ? error.message : String(error);
      },
    );
    return () => {
      isOld = true;
    };
  }, [model, measured, clinical, step]);
}

/** Closing the page asks only if something is being computed. */
function useQuestionBeforeLeaving(study: StudyHere): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      const step = study.step.peek();
      if (step === 'inspecting' || step === 'measuring') event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [study]);
}
