/** The fields of the study: pseudonyms, protocol, origin, outcome. */
import { PROTOCOL_IDS } from '@radscore/pipeline/upload';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { fields, fill } from './draft-store.ts';
import { isPseudonym, type Protocol } from './form.ts';

/** @param isFixed the id is that of a study that is there, and cannot be changed */
export function StudyFields({
  protocol,
  isFixed,
}: {
  readonly protocol?: Protocol;
  readonly isFixed: boolean;
}): JSX.Element {
  const texts = t().newStudy.study;
  const { studyId, patient, protocol: protocolId, origin, outcome } = fields.value;
  const id = useId();
  const ids = PROTOCOL_IDS.includes(protocolId) ? PROTOCOL_IDS : [...PROTOCOL_IDS, protocolId];
  return (
    <section class="card">
      <h2>{texts.title}</h2>
      <div class="clin">
        <Pseudonym
          label={texts.id}
          hint={texts.idHint}
          value={studyId}
          isFixed={isFixed}
          inputId="study-id"
          onChange={(value) => fill({ studyId: value })}
        />
        <Pseudonym
          label={texts.patient}
          hint={texts.patientHint}
          value={patient}
          isFixed={false}
          mayBeEmpty
          onChange={(value) => fill({ patient: value })}
        />
        <div>
          <label for={`${id}p`}>{texts.protocol}</label>
          <select
            class="input"
            id={`${id}p`}
            value={protocolId}
            aria-describedby={`${id}ph`}
            onChange={({ currentTarget }) => fill({ protocol: currentTarget.value })}
          >
            {ids.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
          <p class="hint" id={`${id}ph`}>
            {protocol?.title ?? texts.protocolHint}
          </p>
        </div>
        <Choice
          legend={texts.origin}
          hint={texts.originHint}
          value={origin}
          options={[
            ['patient', texts.originPatient],
            ['synthetic', texts.originSynthetic],
          ]}
          onChange={(value) => fill({ origin: value })}
        />
        <Choice
          legend={texts.outcome}
          hint={protocol && texts.outcomeHint(protocol.outcome.definition)}
          value={outcome}
          options={[
            ['', texts.outcomeUnknown],
            ['pcr', texts.outcomePcr],
            ['residual', texts.outcomeResidual],
          ]}
          onChange={(value) => fill({ outcome: value })}
        />
      </div>
    </section>
  );
}

function Pseudonym({
  label,
  hint,
  value,
  isFixed,
  mayBeEmpty = false,
  inputId,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly isFixed: boolean;
  readonly mayBeEmpty?: boolean;
  readonly inputId?: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const made = useId();
  const id = inputId ?? made;
  const [wasLeft, setLeft] = useState(false);
  const isWrong = wasLeft && value !== '' && !isPseudonym(value);
  return (
    <div>
      <label for={id}>{label}</label>
      <input
        class="input mono"
        id={id}
        value={value}
        readOnly={isFixed}
        autocomplete="off"
        spellcheck={false}
        required={!mayBeEmpty}
        aria-invalid={isWrong}
        aria-describedby={`${id}h`}
        onInput={({ currentTarget }) => onChange(currentTarget.value.trim())}
        onBlur={() => setLeft(true)}
      />
      <p class="hint" id={`${id}h`}>
        {isWrong ? <b>{t().newStudy.study.notPseudonym}</b> : hint}
      </p>
    </div>
  );
}

function Choice<Value extends string>({
  legend,
  hint,
  value,
  options,
  onChange,
}: {
  readonly legend: string;
  readonly hint?: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}): JSX.Element {
  const id = useId();
  return (
    <fieldset>
      <legend class="label">{legend}</legend>
      <div class="seg">
        {options.map(([one, word]) => (
          <label key={one}>
            <input type="radio" name={id} checked={value === one} onChange={() => onChange(one)} />
            {word}
          </label>
        ))}
      </div>
      {hint && <p class="hint">{hint}</p>}
    </fieldset>
  );
}
