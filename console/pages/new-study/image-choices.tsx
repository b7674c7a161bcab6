/** What a person says of an image: which sequence it is, which region lies on it, which phase is read. */
import type { ImageSummary } from '@radscore/imaging';
import type { JSX } from 'preact';
import { whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { type Found, isSameRegion, type RegionChoice, SEQUENCES, type SequenceName } from './draft.ts';
import { correct, corrections } from './draft-store.ts';

export interface UsedAsProps {
  readonly row: { readonly index: number; readonly image: ImageSummary; readonly sequence?: SequenceName };
  readonly hasRegion: boolean;
}

/** A region by its file and label. */
export function wordsOf({ file, label }: RegionChoice): string {
  return label === undefined ? file : t().newStudy.found.label(file, String(label));
}

/** Which region is meant. */
export function RegionChoices({
  name,
  sequence,
  choices,
  region,
}: {
  readonly name: string;
  readonly sequence: SequenceName;
  readonly choices: readonly RegionChoice[];
  readonly region?: RegionChoice;
}): JSX.Element {
  return (
    <select
      class="input"
      aria-label={t().newStudy.found.regionOf(name)}
      value={region ? choices.findIndex((one) => isSameRegion(one, region)) : -1}
      onChange={({ currentTarget }) => {
        const { regions, repairs } = corrections.value;
        const { [sequence]: _repair, ...others } = repairs;
        correct({ regions: { ...regions, [sequence]: choices[Number(currentTarget.value)] }, repairs: others });
      }}
    >
      {choices.map((one, k) => (
        <option key={wordsOf(one)} value={k}>
          {wordsOf(one)}
        </option>
      ))}
    </select>
  );
}

/** Which sequence an image is. */
export function UsedAs({ row, hasRegion }: UsedAsProps): JSX.Element {
  const texts = t().newStudy.found;
  const { index, image, sequence } = row;
  const change = (to: string): void => {
    const { images, regions, repairs } = corrections.value;
    const next = { ...images };
    const [freeRegions, freeRepairs] = [{ ...regions }, { ...repairs }];
    // What the row was, it is no longer; what another row was, this one is now.
    for (const one of [sequence, to as SequenceName]) {
      if (!one) continue;
      delete freeRegions[one];
      delete freeRepairs[one];
    }
    if (sequence) next[sequence] = 'none';
    if (to !== '') next[to as SequenceName] = index;
    correct({ images: next, regions: freeRegions, repairs: freeRepairs });
  };
  return (
    <select
      class="input"
      aria-label={texts.usedAsOf(image.name)}
      value={sequence ?? ''}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    >
      <option value="">{texts.unused}</option>
      {SEQUENCES.map((one) => (
        <option key={one} value={one} disabled={!hasRegion && one !== sequence}>
          {texts[one]}
        </option>
      ))}
    </select>
  );
}

/** The phase that is read: as the region refers to one, that of the highest enhancement, or a numbered one. */
export function PhaseChoice({ count, own }: { readonly count: number; readonly own: Found }): JSX.Element | null {
  const texts = t().newStudy.found;
  const proposed = own.proposal.sequences.dce?.phase;
  if (count < 2 && proposed === undefined) return null;
  const value = corrections.value.phase ?? proposed ?? 'peak';
  return (
    <select
      class="input gap"
      aria-label={texts.phase}
      value={value}
      onChange={({ currentTarget }) => {
        const said = currentTarget.value === 'peak' ? 'peak' : Number(currentTarget.value);
        correct({ phase: said === (proposed ?? 'peak') ? undefined : said });
      }}
    >
      <option value="peak">{texts.phasePeak}</option>
      {Array.from({ length: Math.max(count, (proposed ?? 0) + 1) }, (_, n) => (
        <option key={n} value={n}>
          {count > 1 ? texts.phaseOf(whole(n + 1), whole(count)) : texts.phaseN(whole(n + 1))}
        </option>
      ))}
    </select>
  );
}
