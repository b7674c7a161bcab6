/** One feature: what it measures, its formula, its code, its range, and where this study lies. */
import { type CatalogueEntry, CLASS_NOTES, ibsiTag } from '@radscore/radiomics';
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { featureMeaning } from '../../../texts/feature-meaning.ts';
import { t } from '../../../texts/texts.ts';
import { lowerInWords, PlacePlot, ValueWithUnit } from './feature-columns.tsx';
import type { FeatureRow } from './feature-rows.ts';

interface FeatureDetailsProps {
  readonly row: FeatureRow;
  readonly onClose: () => void;
}

/** A dialog of its own address: it can be sent, and "back" closes it. */
export function FeatureDetails({ row, onClose }: FeatureDetailsProps): JSX.Element {
  const texts = t().study.features;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const { entry, place } = row;
  return (
    <dialog ref={dialog} aria-labelledby={`${id}h`} onCancel={onClose}>
      <div>
        <h2 id={`${id}h`}>{featureMeaning(row.name)}</h2>
        <p class="mono small dim breaks">{row.name}</p>
      </div>
      <p class="big num">
        <ValueWithUnit row={row} />
      </p>
      {place && (
        <div class="row">
          <PlacePlot place={place} />
          <span class="small">{texts.higherThan(lowerInWords(place))}</span>
        </div>
      )}
      {entry && <Catalogued entry={entry} imageType={row.imageType} />}
      <div class="act">
        <button type="button" class="btn" onClick={onClose}>
          {t().studies.details.close}
        </button>
      </div>
    </dialog>
  );
}

/** As the catalogue has it. Formulas are written in letters and signs: they read the same in every language. */
function Catalogued({ entry, imageType }: { readonly entry: CatalogueEntry; readonly imageType: string }): JSX.Element {
  const texts = t().study.features;
  const { featureClass, name, formula, unit, range, ibsi, difference, condition } = entry;
  const { title, symbols } = CLASS_NOTES[featureClass];
  const tag = ibsiTag(featureClass, name);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [texts.formula, formula],
    [texts.symbols, symbols],
    [texts.unit, unit],
    [texts.range, range],
    [texts.ibsi, [ibsi, tag].filter(Boolean).join(' · ') || texts.noIbsi],
    [texts.difference, difference || undefined],
    [texts.condition, condition || undefined],
    [texts.featureClass, `${title} (${featureClass})`],
    [texts.imageType, imageType],
  ];
  return (
    <dl class="kv" lang="en">
      {facts.map(([label, text]) =>
        text === undefined ? null : (
          <>
            <dt>{label}</dt>
            <dd class={label === texts.formula ? 'mono' : undefined}>{text}</dd>
          </>
        ),
      )}
    </dl>
  );
}
