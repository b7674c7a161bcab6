/** All that an inspection found, in the words of `radscore inspect`, and as its JSON. */
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import type { InspectedStudy } from '../engine/messages.ts';
import { t } from '../texts/texts.ts';

/** Closed at first: the card of the study says what matters. */
export function InspectionDetails({ found: { words, json } }: { readonly found: InspectedStudy }): JSX.Element {
  const texts = t().score.inspection;
  const url = useMemo(() => URL.createObjectURL(new Blob([json], { type: 'application/json' })), [json]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const sections: (readonly [string, readonly string[]])[] = [
    [texts.images, words.images],
    [texts.regions, words.regions.flatMap(({ region, more }) => [region, ...more])],
    [texts.proposal, words.proposal],
    [texts.notes, words.notes],
    [texts.receipt, [words.receipt]],
  ];
  return (
    <section class="card">
      <details id="inspection">
        <summary>{texts.title}</summary>
        <p>{words.verdict}</p>
        {sections.map(([title, lines]) =>
          lines.length === 0 ? null : (
            <div key={title}>
              <h3>{title}</h3>
              <ul class="small">
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          ),
        )}
        <a class="btn" id="save" href={url} download="inspection.json">
          <Icon name="download" />
          {texts.save}
        </a>
      </details>
    </section>
  );
}
