/** The fields of a signature: one for each feature, one for each clinical variable. */
import { featureKey, type SignatureTerm } from '@radscore/pipeline/signatures';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { CarriedSignature } from './carried-signature.ts';
import type { Typed } from './typed-values.ts';

interface FieldsProps {
  readonly carried: CarriedSignature;
  readonly typed: Typed;
  readonly put: (values: Typed) => void;
}

export function FieldsCard({ carried: { signature, part }, typed, put }: FieldsProps): JSX.Element {
  const { radScore, nomogram } = signature;
  const terms = nomogram === 'none' || part === 'rad-score' ? [] : (nomogram?.terms ?? []);
  const asked = terms.filter((term) => 'name' in term);
  const isScaled = radScore.standardisation === 'z-score';
  return (
    <section class="card stack" aria-labelledby="values">
      <h2 id="values">Values</h2>
      <p class="small dim">Type them, or measure images below. Features as extracted, before any standardisation.</p>
      <div class="fields">
        {(radScore.features ?? []).map((feature) => {
          const key = featureKey(feature);
          const hint = isScaled ? `published mean ${feature.mean}, SD ${feature.sd}` : '';
          return <NumberField key={key} name={key} label={key} hint={hint} typed={typed} put={put} />;
        })}
      </div>
      {asked.length > 0 && (
        <>
          <h3>Clinical values</h3>
          <p class="small dim">Without all of them the Rad-score answers instead of the nomogram.</p>
          <div class="fields">
            {asked.map((term) => (
              <ClinicalField key={term.name} term={term} typed={typed} put={put} />
            ))}
          </div>
        </>
      )}
    </section>
  );
}

interface NumberFieldProps extends Pick<FieldsProps, 'typed' | 'put'> {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
}

function NumberField({ name, label, hint, typed, put }: NumberFieldProps): JSX.Element {
  const id = useId();
  return (
    <div>
      <label class="label" for={id}>
        {label}
      </label>
      <input
        class="input"
        id={id}
        name={name}
        inputMode="decimal"
        autocomplete="off"
        aria-describedby={hint === '' ? undefined : `${id}-hint`}
        value={typed[name] ?? ''}
        onInput={({ currentTarget }) => put({ [name]: currentTarget.value })}
      />
      {hint !== '' && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

type NamedTerm = Extract<SignatureTerm, { readonly name: string }>;

function ClinicalField({
  term,
  typed,
  put,
}: Pick<FieldsProps, 'typed' | 'put'> & { readonly term: NamedTerm }): JSX.Element {
  const id = useId();
  const { name } = term;
  const label = `${term.label ?? name}${term.unit === undefined ? '' : ` (${term.unit})`}`;
  if (term.kind !== 'categorical') {
    const range = term.kind === 'continuous' ? term.range : null;
    const hint = range ? `in the cohort ${range[0]} to ${range[1]}` : '';
    return <NumberField name={name} label={label} hint={hint} typed={typed} put={put} />;
  }
  const levels = [String(term.reference), ...Object.keys(term.levels ?? {})];
  return (
    <div>
      <label class="label" for={id}>
        {label}
      </label>
      <select
        class="input"
        id={id}
        name={name}
        value={typed[name] ?? ''}
        onChange={({ currentTarget }) => put({ [name]: currentTarget.value })}
      >
        <option value="">–</option>
        {levels.map((level) => (
          <option key={level} value={level}>
            {level}
          </option>
        ))}
      </select>
    </div>
  );
}
