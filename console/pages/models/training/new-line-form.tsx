/** A new line and its first run. */
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { dataOf } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { Failed } from '../../../components/states.tsx';
import { navigate } from '../../../service/location.ts';
import { api } from '../../../service/service.ts';
import { institution } from '../../../service/session.ts';
import { t } from '../../../texts/texts.ts';
import { addressOf, referenceOf } from '../line/line-types.ts';
import { bodyOf, EMPTY, type Fault, faultsOf, type NewLine } from './new-line.ts';

export function NewLineForm({ onCancel }: { readonly onCancel?: () => void }): JSX.Element {
  const texts = t().models.training;
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [line, setLine] = useState<NewLine>(EMPTY);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [problem, setProblem] = useState<ApiProblem>();
  const [key] = useState(() => crypto.randomUUID());
  const words: Readonly<Record<Fault, string>> = {
    name: texts.wrongName,
    testShare: texts.wrongShare,
    seed: texts.wrongSeed,
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const found = faultsOf(line);
    setFaults(found);
    if (found.length > 0) return form.current?.querySelector<HTMLElement>(`[name=${found[0]}]`)?.focus();
    try {
      const started = await dataOf(
        api().POST('/v1/models', {
          params: { header: { 'idempotency-key': key } },
          body: bodyOf(line, institution.value),
        }),
      );
      navigate(addressOf(referenceOf(started, institution.value), 'runs', started.runId));
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) }));
    }
  };
  const field = (name: Fault | 'protocol', label: string, hint?: string): JSX.Element => {
    const isWrong = name !== 'protocol' && faults.includes(name);
    return (
      <div>
        <label for={`${id}${name}`}>{label}</label>
        <input
          class="input"
          id={`${id}${name}`}
          name={name}
          value={line[name]}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={isWrong}
          aria-describedby={`${id}${name}h`}
          onInput={({ currentTarget }) => setLine({ ...line, [name]: currentTarget.value })}
        />
        <p class={isWrong ? 'hint wrong' : 'hint'} id={`${id}${name}h`}>
          {isWrong ? words[name] : hint}
        </p>
      </div>
    );
  };
  return (
    <form class="card stack" ref={form} onSubmit={submit} noValidate aria-labelledby={`${id}h`}>
      <h2 id={`${id}h`}>{texts.newTitle}</h2>
      <p class="small dim">{texts.newLead}</p>
      <div class="g2">
        {field('name', texts.name, texts.nameHint)}
        {field('protocol', texts.protocol)}
        {field('testShare', texts.testShare, texts.testHint)}
        {field('seed', texts.seed)}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={line.ownOnly}
          onChange={({ currentTarget }) => setLine({ ...line, ownOnly: currentTarget.checked })}
        />
        {texts.ownOnly}
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={line.shared}
          onChange={({ currentTarget }) => setLine({ ...line, shared: currentTarget.checked })}
        />
        {texts.shared}
      </label>
      <div role="alert">{problem && <Failed problem={problem} />}</div>
      <div class="row">
        <button type="submit" class="btn primary">
          {texts.start}
        </button>
        {onCancel && (
          <button type="button" class="btn" onClick={onCancel}>
            {texts.cancel}
          </button>
        )}
      </div>
    </form>
  );
}
