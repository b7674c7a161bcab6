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
  phasesOf,
  type RegionChoice,
  regionOf,
  regionsFor,
  regionsOn,
  SEQUENCES,
  type SequenceName,
} from './draft.ts';
import { checked, chosen, corrections, found } from './draft-store.ts';
import { PhaseChoice, RegionChoices, UsedAs, wordsOf } from './image-choices.tsx';
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
        {sequence === 'dce' && <PhaseChoice count={phasesOf(image, own)} own={own} />}
      </td>
      <td {...ROLE.cell}>
        {sequence && choices.length > 1 ? (
          <RegionChoices name={name} sequence={sequence} choices={choices} region={region} />
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
  if (roi) return { roi, standing: 'fits' };
  if (now && sequence) return { standing: 'beside' };
  // What is proposed was placed on its image; its numbers are those of the first image that it lies on.
  const isProposed =
    sequence !== undefined && !corrections.value.regions[sequence] && !corrections.value.images[sequence];
  return isProposed ? { roi: own.rois.find(isMeant), standing: 'fits' } : { standing: 'toCheck' };
}
