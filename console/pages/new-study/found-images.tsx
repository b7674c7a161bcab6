/** What was found: a row for each image that is used or could be, to be corrected. */
import type { ImageSummary, RoiSummary } from '@radscore/imaging';
import type { JSX } from 'preact';
import { SliceThumbnail } from '../../components/slice-viewer/slice-thumbnail.tsx';
import { Pill } from '../../components/status.tsx';
import type { RegionPicture } from '../../engine/messages.ts';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import {
  type Found,
  imageOf,
  isPartOf,
  isSameRegion,
  phasesOf,
  type RegionChoice,
  regionOf,
  regionsFor,
  regionsOn,
  SEQUENCES,
  type SequenceName,
} from './draft.ts';
import { checked, chosen, correct, corrections, found } from './draft-store.ts';
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

/** So many unused images without a region are shown at once. */
const FEW = 6;

/** Used images in the order of the sequences, then those that have a region and are not used. */
function rowsOf(own: Found): { readonly rows: readonly Row[]; readonly others: readonly Row[] } {
  const used = new Map<number, SequenceName>();
  for (const sequence of SEQUENCES) {
    const index = imageOf(sequence, own, corrections.value);
    if (index !== undefined) used.set(index, sequence);
  }
  const rows: Row[] = [...used].map(([index, sequence]) => ({ index, image: own.series[index], sequence }));
  const others = own.series.flatMap((image, index) => {
    // Further phases and weightings of a volume that is used are part of it.
    const isPart = [...used].some(([at, sequence]) => isPartOf(image, own.series[at], sequence));
    return used.has(index) || isPart ? [] : [{ index, image }];
  });
  // Of a folder with everything in it, what has a region comes first; the rest on demand.
  const shown = others.filter(({ image }) => regionsOn(image, own).length > 0 || others.length <= FEW);
  return { rows: [...rows, ...shown], others: others.filter((one) => !shown.includes(one)) };
}

/** The table of images. */
export function FoundImages({ pictures }: { readonly pictures: readonly RegionPicture[] }): JSX.Element | null {
  const texts = t().newStudy.found;
  const own = found.value;
  if (!own || own.series.length === 0) return null;
  const { rows, others } = rowsOf(own);
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.title}</h2>
        <span class="dim small">{texts.lead}</span>
      </div>
      <ImageTable rows={rows} own={own} pictures={pictures} />
      {others.length > 0 && (
        <details class="pad-all">
          <summary>{texts.others(whole(others.length))}</summary>
          <ImageTable rows={others} own={own} pictures={pictures} />
        </details>
      )}
    </section>
  );
}

interface ImageTableProps {
  readonly rows: readonly Row[];
  readonly own: Found;
  readonly pictures: readonly RegionPicture[];
}

function ImageTable({ rows, own, pictures }: ImageTableProps): JSX.Element {
  const texts = t().newStudy.found;
  const headers = [texts.picture, texts.series, texts.usedAs, texts.region, texts.onImage];
  return (
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
  const names = chosen.value?.files.map(({ name }) => name) ?? [];
  const choices = regionsFor(image, own, names);
  const [onImage] = regionsOn(image, own);
  const region = sequence
    ? regionOf(sequence, own, corrections.value, names)
    : onImage === undefined
      ? undefined
      : own.rois[onImage];
  const { roi, standing } = placementOf(row, own, region);
  const state = standing === 'repaired' ? 'repaired' : '';
  const picture = region && pictureOf(pictures, { label: 1, ...roi, ...region }, state, { sequence, image });
  const { size, spacing, name } = image;
  const mm = `${decimal(spacing[0])} × ${decimal(spacing[1])} × ${decimal(spacing[2], 1)}`;
  const [tone, icon] = LOOKS[standing];
  return (
    <tr {...ROLE.row}>
      <td {...ROLE.cell}>
        {picture && (
          <SliceThumbnail
            image={picture.slice.image}
            mask={picture.slice.mask}
            isDoubtful={standing === 'beside'}
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
        <UsedAs row={row} hasRegion={choices.length > 0} />
        {sequence === 'dce' && <Phase count={phasesOf(image, own)} own={own} />}
      </td>
      <td {...ROLE.cell}>
        {sequence && choices.length > 1 ? (
          <RegionOf name={name} sequence={sequence} choices={choices} region={region} />
        ) : region ? (
          <span class="break">{wordsOf(region)}</span>
        ) : (
          <span class="dim">–</span>
        )}
        {roi && (
          <>
            <br />
            <span class="dim xs num">{texts.size(whole(roi.voxels), decimal(roi.millilitres, 1))}</span>
          </>
        )}
      </td>
      <td {...ROLE.cell}>
        <Pill tone={tone} icon={icon}>
          {texts[standing]}
        </Pill>
      </td>
    </tr>
  );
}

const LOOKS = {
  fits: ['ok', 'tick'],
  repaired: ['ok', 'tick'],
  beside: ['bad', 'cross'],
  noRegion: ['quiet', 'minus'],
  toCheck: ['quiet', 'clock'],
} as const;

/** How a region lies on the image of its row: as it was checked last, else as it was inspected. */
function placementOf(
  { image, sequence }: Row,
  own: Found,
  region: RegionChoice | undefined,
): { readonly roi?: RoiSummary; readonly standing: keyof typeof LOOKS } {
  if (!region) return { standing: 'noRegion' };
  const now = checked.value?.inspection;
  const isMeant = (one: RoiSummary): boolean =>
    one.file === region.file && (region.label === undefined || one.label === region.label);
  const roi =
    (sequence && now?.rois.find((one) => one.sequence === sequence && isMeant(one))) ??
    own.rois.find((one) => one.image === image.name && isMeant(one));
  if (sequence && roi && corrections.value.repairs[sequence]) return { roi, standing: 'repaired' };
  const isRefused = sequence !== undefined && now?.findings.some(({ file }) => file === region.file) === true;
  if (isRefused || roi?.repair) return { roi, standing: 'beside' };
  return roi ? { roi, standing: 'fits' } : { standing: now && sequence ? 'beside' : 'toCheck' };
}

function wordsOf({ file, label }: RegionChoice): string {
  return label === undefined ? file : t().newStudy.found.label(file, String(label));
}

function RegionOf({
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
