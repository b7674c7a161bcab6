/** The clinical values that a model uses, typed on this page. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import type { AskedVariable, ClinicalValues } from './scored-model.ts';

export interface ClinicalCardProps {
  readonly variables: readonly AskedVariable[];
  readonly values: ClinicalValues;
  readonly onChange: (values: ClinicalValues) => void;
}

/** A field for each; an empty one is not known. */
export function ClinicalCard({ variables, values, onChange }: ClinicalCardProps): JSX.Element | null {
  const texts = t().score;
  if (variables.length === 0) return null;
  const set = (name: string, value: number | string | undefined): void => {
    const { [name]: _before, ...others } = values;
    onChange(value === undefined ? others : { ...others, [name]: value });
  };
  return (
    <section class="card">
      <div class="card-head">
        <h2>{texts.clinical}</h2>
      </div>
      <p class="small dim">{texts.clinicalMore}</p>
      <form class="g2" onSubmit={(event) => event.preventDefault()}>
        {variables.map((variable) =>
          variable.levels ? (
            <Levels key={variable.name} variable={variable} value={values[variable.name]} set={set} />
          ) : (
            <NumberField key={variable.name} variable={variable} value={values[variable.name]} set={set} />
          ),
        )}
      </form>
    </section>
  );
}

interface FieldProps {
  readonly variable: AskedVariable;
  readonly value: number | string | undefined;
  readonly set: (name: string, value: number | string | undefined) => void;
}

function NumberField({ variable: { name, label, unit, range }, value, set }: FieldProps): JSX.Element {
  const [text, setText] = useState(value === undefined ? '' : String(value));
  const [isWrong, setWrong] = useState(false);
  const id = `clinical-${name}`;
  const typed = (given: string): void => {
    setText(given);
    const number = Number(given.trim().replace(',', '.'));
    const isNumber = given.trim() !== '' && Number.isFinite(number);
    const isInside = isNumber && (!range || (number >= range[0] && number <= range[1]));
    setWrong(given.trim() !== '' && !isInside);
    set(name, isInside ? number : undefined);
  };
  return (
    <div>
      <label for={id}>{label}</label>
      <div class="unit">
        <input
          class="input num"
          id={id}
          value={text}
          inputMode="decimal"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          onInput={({ currentTarget }) => typed(currentTarget.value)}
        />
        <span>{unit}</span>
      </div>
      {isWrong && (
        <p class="small" id={`${id}-wrong`} role="alert">
          {t().score.outOfRange(String(range?.[0] ?? '−∞'), String(range?.[1] ?? '∞'))}
        </p>
      )}
    </div>
  );
}

function Levels({ variable: { name, label, levels = [] }, value, set }: FieldProps): JSX.Element {
  const options = [...levels, { value: '', word: t().score.notKnown }];
  if (levels.length > 4) {
    return (
      <div>
        <label for={`clinical-${name}`}>{label}</label>
        <select
          class="input"
          id={`clinical-${name}`}
          value={value ?? ''}
          onChange={({ currentTarget }) => set(name, currentTarget.value || undefined)}
        >
          {options.map((level) => (
            <option key={level.value} value={level.value}>
              {level.word}
            </option>
          ))}
        </select>
      </div>
    );
  }
  return (
    <fieldset>
      <legend class="label">{label}</legend>
      <div class="seg">
        {options.map((level) => (
          <label key={level.value}>
            <input
              type="radio"
              name={`clinical-${name}`}
              checked={(value ?? '') === level.value}
              onChange={() => set(name, level.value || undefined)}
            />
            {level.word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
