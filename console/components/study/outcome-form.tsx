/** The outcome at surgery, recorded through the API. */
import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Study } from '../../api/state-of-study.ts';
import { t } from '../../texts/texts.ts';
import { otherLanguage } from '../reason-finding.tsx';

export interface OutcomeFormProps {
  readonly study: Study;
  readonly onRecord: (outcome: Schemas['Outcome']) => Promise<void>;
  /** The study was written since it was read. */
  readonly onStale: () => Promise<void>;
}

const PRECONDITION_FAILED = 412;

/** It replaces the outcome that counts for cohorts; what the service notes about it is shown. */
export function OutcomeForm({ study, onRecord, onStale }: OutcomeFormProps): JSX.Element {
  const texts = t().studies.details;
  const id = useId();
  const { outcome } = study;
  const [pcr, setPcr] = useState(outcome?.pcr);
  const [definition, setDefinition] = useState(outcome?.definition ?? '');
  const [said, setSaid] = useState('');
  useEffect(() => {
    setPcr(outcome?.pcr);
    setDefinition(outcome?.definition ?? '');
  }, [outcome?.pcr, outcome?.definition]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (pcr === undefined) return setSaid(texts.chooseOne);
    try {
      await onRecord({ pcr, ...(definition.trim() && { definition: definition.trim() }) });
      setSaid(texts.recordedNow(study.studyId));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === PRECONDITION_FAILED) {
        await onStale().catch(() => {});
        return setSaid(texts.changed);
      }
      setSaid(error instanceof ApiProblem && error.isOffline ? t().states.offline : String((error as Error).message));
    }
  };
  return (
    <form class="apart" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend class="label">{texts.outcome}</legend>
        {([true, false] as const).map((value) => (
          <label class="check" key={String(value)}>
            <input type="radio" name={`${id}pcr`} checked={pcr === value} onChange={() => setPcr(value)} />
            {value ? texts.yes : texts.no}
          </label>
        ))}
      </fieldset>
      <div>
        <label for={`${id}d`}>{texts.definition}</label>
        <input
          class="input"
          id={`${id}d`}
          value={definition}
          placeholder="ypT0/is ypN0"
          onInput={({ currentTarget }) => setDefinition(currentTarget.value)}
        />
      </div>
      {outcome?.notes?.map(({ code, message }) => (
        <p class="small" key={code} lang={otherLanguage('en')}>
          {message}
        </p>
      ))}
      <p class="small" role="status">
        {said}
      </p>
      <div class="act">
        <button type="submit" class="btn" aria-disabled={pcr === undefined}>
          {texts.record}
        </button>
      </div>
    </form>
  );
}
