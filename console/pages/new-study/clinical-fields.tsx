/** The clinical values as the protocol declares them: kind, unit, levels with their words, range, and what happens without one. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { decimal } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { clinicalFrom, type Fields, type Protocol, type Variable } from './form.ts';

export interface ClinicalFieldsProps {
  readonly protocol: Protocol;
  readonly typed: Fields['clinical'];
  readonly onChange: (typed: Fields['clinical']) => void;
}

/** Levels up to this many stand side by side; more of them are chosen from a list. */
const SIDE_BY_SIDE = 4;

export function ClinicalFields({ protocol, typed, onChange }: ClinicalFieldsProps): JSX.Element {
  const texts = t().newStudy.clinical;
  const { wrong, unusual } = clinicalFrom(protocol, typed);
  const of = (role: Variable['role']): JSX.Element[] =>
    protocol.clinical
      .filter((variable) => variable.role === role)
      .map((variable) => (
        <ClinicalField
          key={variable.name}
          variable={variable}
          value={typed[variable.name] ?? ''}
          isWrong={wrong.includes(variable.name)}
          onChange={(value) => onChange({ ...typed, [variable.name]: value })}
        />
      ));
  const recorded = of('recorded');
  return (
    <>
      <div class="clin">{of('used')}</div>
      {recorded.length > 0 && (
        <details class="gap">
          <summary>{texts.recorded}</summary>
          <div class="clin gap">{recorded}</div>
        </details>
      )}
      {unusual.map((note) => (
        <p class="small gap" key={note} role="status">
          {note}
        </p>
      ))}
    </>
  );
}

interface FieldProps {
  readonly variable: Variable;
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

function ClinicalField({ variable, value, isWrong, onChange }: FieldProps): JSX.Element {
  const texts = t().newStudy.clinical;
  const id = useId();
  const missing = texts.missing[variable.missing];
  if (variable.kind === 'continuous') {
    const unit = variable.symbol ?? variable.unit;
    const [least, most] = variable.range.map((bound) => decimal(bound, Number.isInteger(bound) ? 0 : 1));
    return (
      <div>
        <label for={id}>{variable.label}</label>
        <div class="unit">
          <input
            class="input num"
            id={id}
            inputMode="decimal"
            value={value}
            aria-invalid={isWrong}
            aria-describedby={`${id}h`}
            onInput={({ currentTarget }) => onChange(currentTarget.value)}
          />
          <span>{unit}</span>
        </div>
        <p class="hint" id={`${id}h`}>
          {isWrong ? <b>{texts.outOfRange(least, most, unit)}</b> : texts.range(least, most, unit)}
          {'. '}
          {missing}
        </p>
      </div>
    );
  }
  const { levels, words } = variable;
  const wordOf = (level: string): string => words[level] ?? level;
  if (levels.length > SIDE_BY_SIDE) {
    return (
      <div>
        <label for={id}>{variable.label}</label>
        <select
          class="input"
          id={id}
          value={value}
          aria-describedby={`${id}h`}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          <option value="">{texts.unknown}</option>
          {levels.map((level) => (
            <option key={level} value={level}>
              {wordOf(level)}
            </option>
          ))}
        </select>
        <p class="hint" id={`${id}h`}>
          {missing}
        </p>
      </div>
    );
  }
  return (
    <fieldset aria-describedby={`${id}h`}>
      <legend class="label">{variable.label}</legend>
      <div class="seg">
        {['', ...levels].map((level) => (
          <label key={level}>
            <input type="radio" name={id} checked={value === level} onChange={() => onChange(level)} />
            {level === '' ? texts.unknown : wordOf(level)}
          </label>
        ))}
      </div>
      <p class="hint" id={`${id}h`}>
        {missing}
      </p>
    </fieldset>
  );
}
