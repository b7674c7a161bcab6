/** Collects the image files of a sequence, of any format. */
import {
  type CollectorOptions,
  formatOf,
  type ImageSeries,
  InputRefused,
  isSideFile,
  listSeries,
  type NamedBytes,
  type PassedOver,
  SeriesCollector,
} from '@radscore/imaging';

/** The image files of a sequence, looked through once. */
export interface SequenceImages {
  /** The volumes that its DICOM files hold; undefined if it has none. */
  readonly series?: readonly ImageSeries[];
  /** Name of its first file that is, or should be, DICOM; for messages. */
  readonly first?: string;
  /** What among them holds no slices of a volume, by SOP class. */
  readonly passedOver?: PassedOver;
  /** What is not DICOM, whole. */
  readonly others: readonly NamedBytes[];
}

/** Takes the image files of a sequence one after the other, in the order of the manifest. */
export class ImageCollector {
  readonly #collector: SeriesCollector;
  readonly #others: NamedBytes[] = [];
  readonly #seriesUids: CollectorOptions['seriesUids'];
  #hasDicom = false;
  #first: string | undefined;

  /** @param options with a digest, the pixels of DICOM files are let go and asked for when they are read */
  constructor(options: CollectorOptions = {}) {
    this.#collector = new SeriesCollector(options);
    this.#seriesUids = options.seriesUids;
  }

  /** @throws InputRefused for a damaged DICOM file */
  add(file: NamedBytes): void {
    if (formatOf(file.bytes, file.name) === 'dicom') {
      this.#first ??= file.name;
      this.#hasDicom = true;
      this.#collector.add(file);
    } else {
      if (isStray(file)) this.#first ??= file.name;
      this.#others.push(file);
    }
  }

  /** @throws InputRefused `series-ambiguous` if the series that are meant are not there */
  images(): SequenceImages {
    if (!this.#hasDicom) return { others: this.#others };
    const { passedOver } = this.#collector;
    const series = this.#collector.series();
    if (this.#seriesUids && series.length === 0) throw seriesMissing(this.#seriesUids.length, this.#first);
    return { series, first: this.#first, passedOver, others: this.#others };
  }
}

function seriesMissing(count: number, file: string | undefined): InputRefused {
  return new InputRefused({
    code: 'series-ambiguous',
    file,
    got: `no image of the ${count === 1 ? 'series' : `${count} series`} that manifest.json selects`,
    wanted: 'the slices of that SeriesInstanceUID',
    remedy: 'Write the manifest again with `radscore manifest`.',
  });
}

/** What lies among slices and has no format at all may be a slice that was damaged. @throws InputRefused */
export function refuseStrays({ series, others }: SequenceImages): void {
  if (series) listSeries(others.filter(isStray));
}

function isStray({ name, bytes }: NamedBytes): boolean {
  return !formatOf(bytes, name) && !isSideFile(name);
}
