/** Takes files one by one, and gives the series that they are. */
import { InputRefused } from '../../errors.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../../input/limits.ts';
import type { NamedBytes } from '../../input/named-bytes.ts';
import { type DicomFile, parseDicom } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import { isLocalizer, isScreenSave, pictureKind, requireSlicesOfGrey } from '../frames/image-kind.ts';
import { type Frame, framesOf, type Instance, toInstance, withoutPixels } from '../frames/instance.ts';
import { objectKind, type PassedOver, passedOverInWords } from '../frames/sop-classes.ts';
import type { ImageNote } from './dicom-volume.ts';
import type { ImageSeries } from './image-series.ts';
import { splitSeries } from './series.ts';

export interface CollectorOptions {
  readonly limits?: ReadLimits;
  /**
   * Gives the same text for the same bytes, and for no others. With it the pixels are left where they lie and only
   * headers are kept: memory then grows with the number of files, not with their size.
   */
  readonly digest?: (bytes: Uint8Array) => string;
  /** Series that are meant, by SeriesInstanceUID: files of others are passed over in silence. */
  readonly seriesUids?: readonly string[];
}

/** Collects the images among DICOM files that come one after the other. */
export class SeriesCollector {
  readonly #frames: Frame[] = [];
  readonly #localizers: Instance[] = [];
  readonly #passedOver = new Map<string, number>();
  readonly #pictures: { readonly seriesUid: string; readonly refusal: InputRefused }[] = [];
  readonly #limits: ReadLimits;
  readonly #digest: CollectorOptions['digest'];
  readonly #seriesUids: CollectorOptions['seriesUids'];

  constructor({ limits = DEFAULT_LIMITS, digest, seriesUids }: CollectorOptions = {}) {
    this.#limits = limits;
    this.#digest = digest;
    this.#seriesUids = seriesUids;
  }

  /** Takes a DICOM file. @throws InputRefused where it is damaged, or is an acquired image without a place. */
  add({ name, bytes }: NamedBytes): void {
    const parsed = parseDicom(bytes, name, this.#limits);
    if (this.#seriesUids?.includes(parsed.dataSet.text(Tag.SeriesInstanceUID) ?? '') === false) return;
    const kind = objectKind(parsed);
    if (kind === 'region') return;
    const picture = kind === 'slices' ? pictureKind(parsed) : undefined;
    if (kind !== 'slices') this.#passOver(kind.passedOver);
    else if (isScreenSave(parsed)) this.#passOver('screen save');
    else if (picture !== undefined) this.#addPicture(picture, parsed);
    else this.#addSlices(parsed, bytes);
  }

  #addSlices(parsed: DicomFile, bytes: Uint8Array): void {
    const instance = toInstance(parsed, this.#limits);
    if (isLocalizer(instance)) {
      this.#localizers.push(instance);
      return;
    }
    requireSlicesOfGrey(instance);
    this.#frames.push(
      ...framesOf(this.#digest ? withoutPixels(instance, bytes, this.#digest, this.#limits) : instance),
    );
  }

  #addPicture(kind: string, parsed: DicomFile): void {
    try {
      const instance = toInstance(parsed, this.#limits);
      requireSlicesOfGrey(instance);
      framesOf(instance);
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      this.#pictures.push({ seriesUid: parsed.dataSet.text(Tag.SeriesInstanceUID) ?? '', refusal: error });
    }
    this.#passOver(kind);
  }

  #passOver(kind: string): void {
    this.#passedOver.set(kind, (this.#passedOver.get(kind) ?? 0) + 1);
  }

  /**
   * The volumes that the files hold. Localizers beside them are passed over.
   *
   * @throws InputRefused for a picture among the slices of its own series, which may be a damaged slice, or alone
   */
  series(): ImageSeries[] {
    const frames = this.#frames.length > 0 ? this.#frames : this.#localizers.flatMap(framesOf);
    const ofSlices = new Set(frames.map(({ instance }) => instance.seriesUid));
    const damaged = this.#pictures.find(({ seriesUid }) => ofSlices.size === 0 || ofSlices.has(seriesUid));
    if (damaged) throw damaged.refusal;
    return splitSeries(frames);
  }

  /** Objects that hold no slices of a volume and were passed over, counted by their SOP class. */
  get passedOver(): PassedOver {
    return this.#passedOver;
  }
}

/**
 * The volumes that DICOM files hold. Regions of interest, reports and directories among them are passed over.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, listSeries, writeSeries } from '@radscore/imaging';
 * const grid = { size: [4, 4, 2], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: new Int16Array(32).fill(7) };
 * const study = { patientId: 'P1', studyUid: '2.25.1', frameOfReferenceUid: '2.25.2', deidentification: 'synthetic' };
 * const series = {
 *   ...{ uid: '2.25.3', number: 1, description: 'T2', scanningSequence: 'SE' },
 *   ...{ repetitionTimeMs: 4000, echoTimeMs: 80 },
 * };
 * listSeries(writeSeries(image, study, series).files).length; // → 1
 * ```
 */
export function listSeries(files: readonly NamedBytes[], limits: ReadLimits = DEFAULT_LIMITS): ImageSeries[] {
  return collect(files, limits).series();
}

export function collect(files: readonly NamedBytes[], limits: ReadLimits): SeriesCollector {
  const collector = new SeriesCollector({ limits });
  for (const file of files) collector.add(file);
  return collector;
}

/** The note on objects that were passed over; none where there were none. */
export function passedOverNotes(passedOver: PassedOver): ImageNote[] {
  if (passedOver.size === 0) return [];
  const count = [...passedOver.values()].reduce((sum, one) => sum + one, 0);
  const objects = count === 1 ? '1 object that holds' : `${count} objects that hold`;
  return [
    {
      code: 'objects-passed-over',
      message: `passed over ${objects} no slices of a volume: ${passedOverInWords(passedOver)}.`,
    },
  ];
}
