/** Where a signature comes from, what was assumed, and what its publication leaves open. */
import { USES } from '@radscore/pipeline/signatures';
import type { JSX } from 'preact';
import type { CarriedSignature } from './carried-signature.ts';

export function SourceCard({
  carried: { signature, open, sha256 },
}: {
  readonly carried: CarriedSignature;
}): JSX.Element {
  const { name, source, cohort, outcome, software, coefficients, assumed, notes = [] } = signature;
  const counts =
    cohort?.patients == null
      ? 'not stated'
      : `${cohort.patients} patients${cohort.events == null ? '' : `, ${cohort.events} with the event`}`;
  const facts: readonly (readonly [string, string])[] = [
    ['Signature', name],
    ['Coefficients', coefficients],
    ['Source', source.doi === null ? (source.citation ?? 'not stated') : `doi:${source.doi}`],
    ...(source.doi !== null && source.citation !== null ? [['Citation', source.citation] as const] : []),
    ['Cohort', [counts, cohort?.description].filter((part) => part != null).join('; ')],
    ['Outcome', [outcome?.name ?? 'not stated', outcome?.definition ?? 'definition not stated'].join('; ')],
    ['Software', software ?? 'not stated'],
    ['SHA-256 of the file', sha256],
  ];
  return (
    <section class="card stack" aria-labelledby="source">
      <h2 id="source">Source</h2>
      <dl class="small">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt class="dim">{term}</dt>
            <dd class={term.startsWith('SHA') ? 'exact' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {assumed.length > 0 && (
        <>
          <h3>Assumed</h3>
          <ul class="small" id="assumed">
            {assumed.map(({ path, value }) => (
              <li key={path}>
                {path} = {value}
              </li>
            ))}
          </ul>
        </>
      )}
      {open.length > 0 && (
        <details>
          <summary>What the publication leaves open ({open.length})</summary>
          <ul class="small">
            {open.map(({ path, asks, needed }) => (
              <li key={path}>
                {asks} ({USES[needed]})
              </li>
            ))}
          </ul>
        </details>
      )}
      {notes.map((note) => (
        <p class="small" key={note}>
          {note}
        </p>
      ))}
    </section>
  );
}
