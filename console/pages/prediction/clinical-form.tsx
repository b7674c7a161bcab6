/** Clinical values that the answer lacks: entered here, stored with the study, and asked again. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { dataOf } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { api } from '../../service/service.ts';
import { may } from '../../service/session.ts';
import { t } from '../../texts/texts.ts';
import type { MissingVariable } from './answering-model.ts';
import type { Study } from './asking.ts';
import { enteredValues } from './entered-values.ts';

const WRITE = 'studies:write';

/** A field for each missing variable of the model. */
export function ClinicalForm({
  study,
  missing,
  onSaved,
}: {
  readonly study: Study;
  readonly missing: readonly MissingVariable[];
  readonly onSaved: () => Promise<void>;
}): JSX.Element {
  const texts = t().predictionPage.clinical;
  const id = useId();
  const [entered, setEntered] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const read = enteredValues(missing, entered);
    if (read.problem) return setProblem(texts[read.problem]);
    setBusy(true);
    setProblem('');
    try {
      const path = { id: study.studyId };
      await dataOf(api().PUT('/v1/studies/{id}/clinical', { params: { path }, body: { clinical: read.values } }));
      await onSaved();
    } catch (error) {
      setProblem(error instanceof ApiProblem ? `${error.title} ${error.message}` : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="card noprint" onSubmit={submit} aria-labelledby={`${id}h`}>
      <h2 id={`${id}h`}>{texts.heading}</h2>
      <p class="lead">{texts.lead}</p>
      {may(WRITE) ? (
        <>
          <div class="row">
            {missing.map((variable) => (
              <Field
                key={variable.name}
                id={`${id}${variable.name}`}
                variable={variable}
                value={entered[variable.name] ?? ''}
                problem={`${id}p`}
                set={(value) => setEntered({ ...entered, [variable.name]: value })}
              />
            ))}
          </div>
          <p class="small" id={`${id}p`} role="alert">
            {problem}
          </p>
          <div class="act gap">
            <button type="submit" class="btn primary" aria-disabled={isBusy}>
              {isBusy ? texts.saving : texts.save}
            </button>
          </div>
        </>
      ) : (
        <p class="dim">{texts.noScope(WRITE)}</p>
      )}
    </form>
  );
}

function Field({
  id,
  variable: { label, unit, levels },
  value,
  problem,
  set,
}: {
  readonly id: string;
  readonly variable: MissingVariable;
  readonly value: string;
  readonly problem: string;
  readonly set: (value: string) => void;
}): JSX.Element {
  const texts = t().predictionPage.clinical;
  return (
    <div>
      <label for={id}>{label}</label>
      {levels.length > 0 ? (
        <select
          class="input fit"
          id={id}
          value={value}
          aria-describedby={problem}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        >
          <option value="">{texts.choose}</option>
          {levels.map((level) => (
            <option key={level.value} value={level.value}>
              {level.word}
            </option>
          ))}
        </select>
      ) : (
        <span class="unit">
          <input
            class="input"
            id={id}
            inputMode="decimal"
            autocomplete="off"
            value={value}
            aria-describedby={problem}
            onInput={({ currentTarget }) => set(currentTarget.value)}
          />
          {unit}
        </span>
      )}
    </div>
  );
}
