/** What was found: a row for each image that is used or could be, to be corrected. */
import type { ImageSummary } from '@radscore/imaging';
import type { JSX } from 'preact';
import { SliceThumbnail } from '../../components/slice-viewer/slice-thumbnail.tsx';
import { Pill } from '../../components/status.tsx';
import type { RegionPicture } from '../../engine/messages.ts';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { type Found, imageOf, phasesOf, regionOf, regionsOn, SEQUENCES, type SequenceName } from './draft.ts';
import { correct, corrections, found } from './draft-store.ts';
import { pictureOf } from './region-pictures.ts';

/** Said outright: a row that is laid out as a card is a row for screen readers only by its role. */
const ROLE = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

interface Row {
  readonly index: number;
  readonly image: ImageSummary;
  readonly sequence?: SequenceName;
}

/** Used images in the order of the sequences, then those that have a region and are not used. */
function rowsOf(own: Found): { readonly rows: Row[]; readonly others: number } {
  const used = new Map<number, SequenceName>();
  for (const sequence of SEQUENCES) {
    const index = imageOf(sequence, own, corrections.value);
    if (index !== undefined) used.set(index, sequence);
  }
  const rows: Row[] = [...used].map(([index, sequence]) => ({ index, image: own.series[index], sequence }));
  const others = own.series.flatMap((image, index) => (used.has(index) ? [] : [{ index, image }]));
  const shown = others.filter(({ image }) => regionsOn(image, own).length > 0 || rows.length === 0);
  return { rows: [...rows, ...shown], others: others.length - shown.length };
}

/** The table of images. */
export function FoundImages({ pictures }: { readonly pictures: readonly RegionPicture[] }): JSX.Element | null {
  const texts = t().newStudy.found;
  const own = found.value;
  if (!own || own.series.length === 0) return null;
  const { rows, others } = rowsOf(own);
  const headers = [texts.picture, texts.series, texts.usedAs, texts.region, texts.onImage];
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.title}</h2>
        <span class="dim small">{texts.lead}</span>
      </div>
      <div class="scroll">
        <table class="cards found" {...ROLE.table}>
          <caption class="sr">{texts.caption}</caption>
          <thead {...ROLE.rowgroup}>
            <tr {...ROLE.row}>
              {headers.map((header) => (
                <th scope="col" {...ROLE.columnheader} key={header}>
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody {...ROLE.rowgroup}>
            {rows.map((row) => (
              <ImageRow key={row.image.name} row={row} own={own} pictures={pictures} />
            ))}
          </tbody>
        </table>
      </div>
      {others > 0 && <p class="small dim pad-all">{texts.others(whole(others))}</p>}
    </section>
  );
}

function ImageRow({
  row,
  own,
  pictures,
}: {
  readonly row: Row;
  readonly own: Found;
  readonly pictures: readonly RegionPicture[];
}): JSX.Element {
  const texts = t().newStudy.found;
  const { image, sequence } = row;
  const places = regionsOn(image, own);
  const region = sequence ? regionOf(sequence, own, corrections.value) : places[0];
  const roi = region === undefined ? undefined : own.rois[region];
  const isRepaired = sequence !== undefined && corrections.value.repairs[sequence] !== undefined;
  const isBeside = roi?.repair !== undefined && !isRepaired;
  const picture = roi && pictureOf(pictures, roi, isRepaired ? 'repaired' : '', { sequence, image });
  const { size, spacing, name } = image;
  const mm = `${decimal(spacing[0])} × ${decimal(spacing[1])} × ${decimal(spacing[2], 1)}`;
  return (
    <tr {...ROLE.row}>
      <td {...ROLE.cell}>
        {picture && (
          <SliceThumbnail
            image={picture.slice.image}
            mask={picture.slice.mask}
            isDoubtful={isBeside}
            label={texts.outline(name)}
          />
        )}
      </td>
      <th scope="row" {...ROLE.rowheader}>
        <span class="break">{name}</span>
        <br />
        <span class="dim xs">{texts.grid(whole(size[2]), mm)}</span>
      </th>
      <td {...ROLE.cell} class="wide">
        <UsedAs row={row} hasRegion={places.length > 0} />
        {sequence === 'dce' && <Phase count={phasesOf(image, own)} own={own} />}
      </td>
      <td {...ROLE.cell}>
        {roi ? (
          <>
            {places.length > 1 && sequence ? (
              <select
                class="input"
                aria-label={texts.regionOf(name)}
                value={region}
                onChange={({ currentTarget }) =>
                  correct({ regions: { ...corrections.value.regions, [sequence]: Number(currentTarget.value) } })
                }
              >
                {places.map((place) => (
                  <option key={place} value={place}>
                    {texts.label(own.rois[place].file, String(own.rois[place].label))}
                  </option>
                ))}
              </select>
            ) : (
              <span class="break">{texts.label(roi.file, String(roi.label))}</span>
            )}
            <br />
            <span class="dim xs num">{texts.size(whole(roi.voxels), decimal(roi.millilitres, 1))}</span>
          </>
        ) : (
          <span class="dim">–</span>
        )}
      </td>
      <td {...ROLE.cell}>
        {!roi ? (
          <Pill tone="quiet" icon="minus">
            {texts.noRegion}
          </Pill>
        ) : isRepaired ? (
          <Pill tone="ok" icon="tick">
            {texts.repaired}
          </Pill>
        ) : isBeside ? (
          <Pill tone="bad" icon="cross">
            {texts.beside}
          </Pill>
        ) : (
          <Pill tone="ok" icon="tick">
            {texts.fits}
          </Pill>
        )}
      </td>
    </tr>
  );
}

function UsedAs({ row, hasRegion }: { readonly row: Row; readonly hasRegion: boolean }): JSX.Element {
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
function Phase({ count, own }: { readonly count: number; readonly own: Found }): JSX.Element | null {
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
