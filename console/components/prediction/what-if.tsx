/** What if a clinical value were another: computed in the page, never saved, never printed; one button back. */
import type { JSX } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { decimal } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { shareText } from './share-text.ts';
import { pointsApart } from './shares.ts';
import { type WhatIfPatient, whatIf } from './what-if-answer.ts';
import {
  type ChoiceControl,
  type ClinicalValue,
  type ClinicalValues,
  type Control,
  controlsOf,
  isChanged,
  type SliderControl,
  slid,
  valueText,
} from './what-if-controls.ts';

export interface WhatIfProps {
  readonly patient: WhatIfPatient;
  /** The stored values of the model's variables. */
  readonly measured: ClinicalValues;
  /** Of the answer with the measured values. */
  readonly probability: number;
}

/** Controls for the clinical variables as the model declares them, and the answer for what they are set to. */
export function WhatIf({ patient, measured, probability }: WhatIfProps): JSX.Element {
  const texts = t().predictionPage.whatIf;
  const controls = useMemo(() => controlsOf(patient.model, measured), [patient.model, measured]);
  const [changed, setChanged] = useState<ClinicalValues>({});
  const values = { ...measured, ...changed };
  const set = (name: string, value: ClinicalValue): void => setChanged({ ...changed, [name]: value });
  const id = useId();
  if (controls.length === 0) return <p class="dim small">{texts.noVariables}</p>;
  return (
    <div class="stack">
      {controls.map((control) => {
        const props = { value: values[control.name], measured: measured[control.name] };
        return control.kind === 'slider' ? (
          <Slider key={control.name} control={control} {...props} set={(value) => set(control.name, value)} />
        ) : (
          <Choice key={control.name} control={control} {...props} set={(value) => set(control.name, value)} />
        );
      })}
      <output id={id}>
        <Outcome patient={patient} values={values} probability={probability} isSame={!isChanged(values, measured)} />
      </output>
      <div class="act">
        <button
          type="button"
          class="btn slim"
          aria-disabled={!isChanged(values, measured)}
          onClick={() => setChanged({})}
        >
          {texts.back}
        </button>
      </div>
    </div>
  );
}

function Outcome({
  patient,
  values,
  probability,
  isSame,
}: {
  readonly patient: WhatIfPatient;
  readonly values: ClinicalValues;
  readonly probability: number;
  readonly isSame: boolean;
}): JSX.Element {
  const texts = t().predictionPage.whatIf;
  const answer = whatIf(patient, values);
  if ('abstained' in answer) return <p>{texts.abstains}</p>;
  const points = pointsApart(probability, answer.probability);
  const change = isSame
    ? texts.same
    : points > 0
      ? texts.more(points)
      : points < 0
        ? texts.less(-points)
        : texts.hardly;
  const [low, high] = answer.interval.map(shareText);
  return (
    <>
      <p>
        <span class="big num">{shareText(answer.probability)}</span>{' '}
        <span class="dim num">{texts.interval(low, high)}</span>
      </p>
      <p class="small">{change}</p>
      <p class="small dim">{texts.side[answer.side]}</p>
      {answer.model === 'radScore' && <p class="small dim">{texts.radScoreAnswers}</p>}
    </>
  );
}

interface Setting<Of extends Control> {
  readonly control: Of;
  readonly value: ClinicalValue;
  readonly measured: ClinicalValue;
  readonly set: (value: ClinicalValue) => void;
}

function measuredText(control: Control, measured: ClinicalValue): string {
  const texts = t().predictionPage.whatIf;
  return measured === undefined ? texts.notMeasured : texts.measured(valueText(control, measured, decimal));
}

function Slider({ control, value, measured, set }: Setting<SliderControl>): JSX.Element {
  const id = useId();
  const { least, most, step, label } = control;
  const texts = t().predictionPage.whatIf;
  // Without a value the thumb stands in the middle, and the words say that nothing was measured.
  const shown = value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);
  const at = shown ?? least + Math.round((most - least) / 2 / step) * step;
  const words = shown === undefined ? texts.notMeasured : valueText(control, shown, decimal);
  return (
    <div>
      <label for={id}>
        {label} <span class="num">{shown === undefined ? '' : words}</span>{' '}
        <span class="dim">({measuredText(control, measured)})</span>
      </label>
      <input
        type="range"
        id={id}
        min={least}
        max={most}
        // A measured value need not lie on the grid of the steps.
        step="any"
        value={at}
        aria-valuetext={words}
        onInput={({ currentTarget }) => {
          const steps = Math.round((Number(currentTarget.value) - least) / step);
          set(Math.min(most, Number((least + steps * step).toPrecision(12))));
        }}
        onKeyDown={(event) => {
          const next = slid(control, at, event.key);
          if (next === undefined) return;
          event.preventDefault();
          set(next);
        }}
      />
    </div>
  );
}

/** More letters than these do not stand next to each other. */
const MOST_LETTERS = 36;

function Choice({ control, value, measured, set }: Setting<ChoiceControl>): JSX.Element {
  const id = useId();
  const { label, levels } = control;
  const letters = levels.reduce((sum, { word }) => sum + word.length + 3, 0);
  const isChosen = (level: number | string): boolean => value !== undefined && String(level) === String(value);
  const legend = (
    <>
      {label} <span class="dim">({measuredText(control, measured)})</span>
    </>
  );
  if (letters > MOST_LETTERS) {
    return (
      <div>
        <label for={id}>{legend}</label>
        <select
          class="input"
          id={id}
          value={value === undefined ? '' : String(value)}
          onChange={({ currentTarget }) =>
            set(levels.find((level) => String(level.value) === currentTarget.value)?.value)
          }
        >
          {value === undefined && <option value="">{t().predictionPage.whatIf.choose}</option>}
          {levels.map((level) => (
            <option key={String(level.value)} value={String(level.value)}>
              {level.word}
            </option>
          ))}
        </select>
      </div>
    );
  }
  return (
    <fieldset>
      <legend class="label">{legend}</legend>
      <div class="seg">
        {levels.map((level) => (
          <label key={String(level.value)}>
            <input type="radio" name={id} checked={isChosen(level.value)} onChange={() => set(level.value)} />
            {level.word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
