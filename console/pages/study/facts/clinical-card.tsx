/** The clinical values that count, and a form that changes them. */
import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { ApiProblem } from '../../../api/problem.ts';
import { ReasonFinding } from '../../../components/reason-finding.tsx';
import { Failed, Loading } from '../../../components/states.tsx';
import { useAnswer } from '../../../service/asking.ts';
import { may } from '../../../service/session.ts';
import { decimal } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import { askClinical, askVariables, type Clinical, putClinical, type Variable } from '../data/study-data.ts';
import { changesOf, type Entry, type Fault, faultOf, isUnusual, type Typed, typedOf } from './clinical-form.ts';

interface ClinicalCardProps {
  readonly id: string;
  /** Which declares the variables; values are kept before a manifest names it. */
  readonly protocol: string | undefined;
  readonly tag: string | undefined;
  /** Values were changed: the study's answer may change too. */
  readonly onChanged: () => void;
}

/** The values, with where each comes from. */
export function ClinicalCard({ id, protocol, tag, onChanged }: ClinicalCardProps): JSX.Element {
  const texts = t().study.clinical;
  const { answer, again } = useAnswer(`${id} ${protocol ?? ''}`, async () => {
    const clinical = await askClinical(id);
    const declared = clinical.protocol ?? protocol;
    return { clinical, variables: declared === undefined ? [] : await askVariables(declared) };
  });
  const { data, problem } = answer.value;
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="card">
      <div class="card-head">
        <h2>{texts.heading}</h2>
        {data && !isOpen && may('studies:write') && data.variables.length > 0 && (
          <div class="act">
            <button type="button" class="btn slim" onClick={() => setOpen(true)}>
              {texts.change}
            </button>
          </div>
        )}
      </div>
      {problem && !data && <Failed problem={problem} again={() => void again()} />}
      {!data && !problem && <Loading lines={3} />}
      {data && !isOpen && <Values clinical={data.clinical} variables={data.variables} />}
      {data && isOpen && (
        <Form
          id={id}
          tag={tag}
          clinical={data.clinical}
          variables={data.variables}
          onClose={() => setOpen(false)}
          onSaved={() => {
            setOpen(false);
            void again();
            onChanged();
          }}
        />
      )}
      {data?.clinical.notes.map((reason) => (
        <ReasonFinding key={reason.code + reason.message} reason={reason} />
      ))}
    </section>
  );
}

/** A value in words: with its unit, or the word of its level. */
export function valueInWords(value: number | string, variable: Variable | undefined): string {
  if (!variable) return String(value);
  if (variable.kind === 'continuous') {
    const digits = typeof value === 'number' && !Number.isInteger(value) ? 1 : 0;
    return `${decimal(Number(value), digits)}\u00a0${variable.symbol ?? variable.unit}`;
  }
  return variable.words[String(value)] ?? String(value);
}

function Values({
  clinical,
  variables,
}: {
  readonly clinical: Clinical;
  readonly variables: readonly Variable[];
}): JSX.Element {
  const texts = t().study.clinical;
  if (clinical.variables.length === 0) return <p class="small dim">{texts.noneDeclared}</p>;
  return (
    <dl class="kv">
      {clinical.variables.map(({ name, label, value, source, manifest }) => {
        const variable = variables.find((one) => one.name === name);
        return (
          <>
            <dt>{label}</dt>
            <dd>
              {value === null ? <span class="dim">{texts.unknown}</span> : valueInWords(value, variable)}
              {source === 'api' && <span class="dim xs"> {texts.fromApi}</span>}
              {manifest !== undefined && (
                <span class="dim xs"> {texts.manifestHad(valueInWords(manifest, variable))}</span>
              )}
            </dd>
          </>
        );
      })}
    </dl>
  );
}

interface FormProps {
  readonly id: string;
  readonly tag: string | undefined;
  readonly clinical: Clinical;
  readonly variables: readonly Variable[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

function Form({ id, tag, clinical, variables, onClose, onSaved }: FormProps): JSX.Element {
  const texts = t().study.clinical;
  const entries: readonly Entry[] = clinical.variables;
  const [typed, setTyped] = useState<Typed>(typedOf(entries));
  const [said, setSaid] = useState('');
  const [isBusy, setBusy] = useState(false);
  const prefix = useId();
  useEffect(() => document.getElementById(`${prefix}${variables[0]?.name}`)?.focus(), []);
  const faults = variables.flatMap((variable) => faultOf(variable, typed[variable.name] ?? '') ?? []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy || faults.length > 0) return setSaid(faults.length > 0 ? texts.seeFields : '');
    const changes = changesOf(variables, entries, typed);
    if (Object.keys(changes).length === 0) return onClose();
    setBusy(true);
    try {
      await putClinical(id, changes, tag);
      onSaved();
    } catch (error) {
      const isOffline = error instanceof ApiProblem && error.isOffline;
      const isStale = error instanceof ApiProblem && error.status === 412;
      setSaid(isOffline ? t().states.offline : isStale ? texts.stale : (error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
      {variables.map((variable) => (
        <Field
          key={variable.name}
          id={prefix + variable.name}
          variable={variable}
          text={typed[variable.name] ?? ''}
          onText={(text) => setTyped((before) => ({ ...before, [variable.name]: text }))}
        />
      ))}
      <p class="small" role="alert">
        {said}
      </p>
      <div class="act row">
        <button type="submit" class="btn primary" aria-disabled={isBusy || faults.length > 0}>
          {texts.save}
        </button>
        <button type="button" class="btn" onClick={onClose}>
          {texts.keep}
        </button>
      </div>
    </form>
  );
}

function Field({
  id,
  variable,
  text,
  onText,
}: {
  readonly id: string;
  readonly variable: Variable;
  readonly text: string;
  readonly onText: (text: string) => void;
}): JSX.Element {
  const texts = t().study.clinical;
  const fault = faultOf(variable, text);
  const { label } = variable;
  if (variable.kind !== 'continuous') {
    return (
      <div>
        <label for={id}>{label}</label>
        <select class="input" id={id} value={text} onChange={({ currentTarget }) => onText(currentTarget.value)}>
          <option value="">{texts.unknown}</option>
          {variable.levels.map((level) => (
            <option key={level} value={level}>
              {variable.words[level] ?? level}
            </option>
          ))}
        </select>
      </div>
    );
  }
  const [least, most] = variable.range;
  const unit = variable.symbol ?? variable.unit;
  const hint = fault
    ? faultText(fault, unit)
    : isUnusual(variable, text)
      ? texts.unusual
      : texts.range(least, most, unit);
  return (
    <div>
      <label for={id}>{label}</label>
      <div class="unit">
        <input
          class="input"
          id={id}
          inputMode="decimal"
          value={text}
          aria-invalid={fault !== undefined}
          aria-describedby={`${id}h`}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
        <span>{unit}</span>
      </div>
      <p class="hint" id={`${id}h`}>
        {hint}
      </p>
    </div>
  );
}

function faultText(fault: Fault, unit: string): string {
  const texts = t().study.clinical;
  return fault.kind === 'not-a-number' ? texts.notANumber : texts.outside(fault.least, fault.most, unit);
}
