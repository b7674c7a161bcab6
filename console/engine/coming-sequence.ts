/** A sequence in the worker while its files come: what can be shown of it is sent as soon as it is known. */
import {
  ArchiveInMemory,
  gridOf,
  InputRefused,
  type NamedBytes,
  newVoxels,
  type Readers,
  voxelType,
} from '@radscore/imaging';
import {
  EarlyHeaders,
  EarlySequence,
  type EarlyView,
  isArchive,
  isPartOf,
  type ManifestSequence,
  outward,
  type SequenceName,
} from '@radscore/pipeline/browser';
import type { ComingFile, FilePart, FromReading, SequencesOfStudy, SomeSlices, ToReading } from './messages.ts';

/** Of a member of an archive, the compressed bytes that are inflated for its header. */
const HEAD_BYTES = 2 ** 14;
/** Slices that are sent together: few enough that the page goes on drawing while it takes them in. */
const SLICES_AT_ONCE = 8;

export interface ComingWork {
  readonly readers: Readers;
  readonly sequence: SequenceName;
  readonly source: ManifestSequence;
  readonly manifest: SequencesOfStudy;
  readonly files: readonly ComingFile[];
  readonly port: MessagePort;
}

interface Arrival {
  readonly name: string;
  readonly length: number;
  bytes: Uint8Array;
  /** Bytes that have come. */
  have: number;
}

/** Takes the parts of files as they come. Early views are an offer: the files decide once they are all there. */
export class ComingSequence {
  readonly #work: ComingWork;
  readonly #arrivals: readonly Arrival[];
  readonly #places: ReadonlyMap<string, number>;
  /** Members of archives whose content is known and checked. */
  readonly #inflated = new Map<string, Uint8Array>();
  /** How members of archives become whole. */
  readonly #inflating = new Map<string, () => void>();
  readonly #heard: ToReading[] = [];
  #wake: () => void = () => {};
  /** How many files have been looked at, and those of them that are the image and its region. */
  #taken = 0;
  readonly #image: NamedBytes[] = [];
  readonly #roi: NamedBytes[] = [];
  readonly #headers: EarlyHeaders;
  #early: EarlySequence | undefined;
  /** The files that its view needs. */
  #first: readonly string[] = [];
  #isTried = false;
  #view: EarlyView | undefined;
  /** Of the view, where slices are wanted first, and those that were not sent. */
  #from: number | undefined;
  #unsent: number[] = [];

  constructor(work: ComingWork) {
    this.#work = work;
    this.#headers = new EarlyHeaders(work.source);
    this.#arrivals = work.files.map((file) => ({ ...file, bytes: NOTHING, have: 0 }));
    this.#places = new Map(work.files.map(({ name }, i) => [name, i]));
    work.port.onmessage = ({ data }: MessageEvent<ToReading>) => {
      this.#heard.push(data);
      this.#wake();
    };
  }

  /** All files, once they have come; of archives the members that are inflated already. */
  async all(): Promise<{ readonly files: readonly NamedBytes[]; readonly inflated: ReadonlyMap<string, Uint8Array> }> {
    for (;;) {
      const isWhole = this.#arrivals.every(({ have, length }) => have >= length);
      const isBusy = this.#showMore();
      if (isWhole && !isBusy) break;
      // What the page wants next is heard between two pieces of work.
      if (isBusy) await new Promise<void>((over) => setTimeout(over));
      else if (this.#heard.length === 0)
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
      for (const heard of this.#heard.splice(0)) {
        if ('want' in heard) this.#want(heard.want);
        else for (const part of heard.parts) this.#take(part);
      }
    }
    this.#work.port.close();
    return { files: this.#arrivals.map(({ name, bytes }) => ({ name, bytes })), inflated: this.#inflated };
  }

  /** Slices about this one come first from now on, and with them their files. */
  #want(slice: number): void {
    this.#from = slice;
    const view = this.#view;
    if (view) this.#askFor(outward(this.#unsent, slice).flatMap((k) => view.filesOf(k)));
  }

  #askFor(names: readonly string[]): void {
    this.#send({ first: names.flatMap((name) => this.#places.get(name) ?? []) });
  }

  #take({ file, start, bytes }: FilePart): void {
    const arrival = this.#arrivals[file];
    if (start === 0 && bytes.length === arrival.length) arrival.bytes = bytes;
    else {
      // In its place in the whole file: what has not come is 0.
      if (arrival.bytes.length !== arrival.length) arrival.bytes = new Uint8Array(arrival.length);
      arrival.bytes.set(bytes, start);
    }
    arrival.have += bytes.length;
  }

  /** One step on the way to the picture. True if there is more to do with what has come. */
  #showMore(): boolean {
    try {
      if (!this.#isTried) return this.#open();
      if (!this.#early) return false;
      if (!this.#view) return this.#show(this.#early);
      return this.#fill(this.#view);
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      // The whole reading refuses it too, or says why it does not.
      [this.#early, this.#view, this.#isTried] = [undefined, undefined, true];
      return false;
    }
  }

  /** Takes in the headers that have come, in the order of the files, and looks for a view when all have. */
  #open(): boolean {
    const { readers, sequence, source, manifest } = this.#work;
    for (let next = this.#arrivals[this.#taken]; next; next = this.#arrivals[++this.#taken]) {
      const { name, have, length } = next;
      const isWanted = isArchive(name) || isPartOf(manifest, name, source.roi.file);
      if (have === 0 || (isWanted && have < length)) return false;
      for (const file of isArchive(name) ? this.#membersOf(next) : [next]) {
        if (isPartOf(manifest, file.name, source.roi.file) && this.#complete(file.name)) this.#roi.push(file);
        if (!isPartOf(manifest, file.name, source.image)) continue;
        this.#image.push(file);
        this.#headers.add(file);
      }
    }
    this.#isTried = true;
    const [image, roi] = [this.#image, this.#roi];
    if (image.length === 0 || roi.length === 0) return false;
    const files = { image, roi, isWhole: (name: string) => this.#isWhole(name) };
    this.#early = EarlySequence.open(readers, sequence, source, files, this.#headers);
    if (!this.#early) return false;
    this.#first = this.#early.firstFiles();
    this.#askFor(this.#first);
    return true;
  }

  /** Members of an archive with their heads, in place of it; as unpacking gives them. */
  #membersOf({ name, bytes }: Arrival): NamedBytes[] {
    const archive = new ArchiveInMemory({ name, bytes });
    const { source, manifest } = this.#work;
    return archive.members.map((member) => {
      const isUsed = [source.image, source.roi.file].some((path) => isPartOf(manifest, member.name, path));
      const content = new Uint8Array(isUsed ? member.bytes : 0);
      if (isUsed) {
        content.set(archive.head(member, HEAD_BYTES).subarray(0, member.bytes));
        this.#inflating.set(member.name, () => {
          content.set(archive.whole(member));
          this.#inflated.set(member.name, content);
        });
      }
      return { name: member.name, bytes: content };
    });
  }

  #isWhole(name: string): boolean {
    if (this.#inflating.has(name)) return this.#inflated.has(name);
    const arrival = this.#arrivals[this.#places.get(name) ?? -1];
    return arrival !== undefined && arrival.have >= arrival.length;
  }

  /** Makes a file whole if that can be done with what has come. @throws InputRefused for a damaged member */
  #complete(name: string): boolean {
    if (!this.#isWhole(name)) this.#inflating.get(name)?.();
    return this.#isWhole(name);
  }

  #show(early: EarlySequence): boolean {
    if (!this.#first.every((name) => this.#complete(name))) return false;
    const view = early.view();
    if (!view) {
      this.#early = undefined;
      return false;
    }
    this.#view = view;
    const slices = Array.from(view.there, (_, k) => k);
    this.#unsent = slices.filter((k) => view.there[k] === 0);
    const { volume, mask, phases } = view;
    const sent = slices.filter((k) => view.there[k] === 1);
    const region = { ...gridOf(mask), voxels: mask.voxels.slice() };
    const some = slicesOf(volume, sent);
    this.#send({ early: { grid: gridOf(volume), mask: region, phases, slices: some } }, [
      region.voxels.buffer,
      some.voxels.buffer as ArrayBuffer,
    ]);
    this.#want(this.#from ?? view.middle);
    return true;
  }

  /** Sends the next slices whose files are there, the nearest first. */
  #fill(view: EarlyView): boolean {
    const some: number[] = [];
    for (const k of outward(this.#unsent, this.#from ?? view.middle)) {
      if (some.length === SLICES_AT_ONCE) break;
      if (view.filesOf(k).every((name) => this.#complete(name))) some.push(k);
    }
    if (some.length === 0) return false;
    for (const k of some) view.fill(k);
    this.#unsent = this.#unsent.filter((k) => !some.includes(k));
    const slices = slicesOf(view.volume, some);
    this.#send({ slices }, [slices.voxels.buffer as ArrayBuffer]);
    return true;
  }

  #send(message: FromReading, transfer: Transferable[] = []): void {
    this.#work.port.postMessage(message, transfer);
  }
}

const NOTHING = new Uint8Array(0);

/** Slices in memory of their own. */
function slicesOf({ voxels, size }: EarlyView['volume'], at: readonly number[]): SomeSlices {
  const plane = size[0] * size[1];
  const own = newVoxels(voxelType(voxels), plane * at.length);
  at.forEach((k, i) => void own.set(voxels.subarray(k * plane, (k + 1) * plane), i * plane));
  return { at, voxels: own };
}
