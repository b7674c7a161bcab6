/** The work of the engine's worker: one job, its progress, its result or its refusal. */
import {
  type DrawRegion,
  InputRefused,
  indexToWorld,
  inspectionInWords,
  largestSlice,
  type ManifestProposal,
  type Mask,
  type NamedBytes,
  pictureOfRegion,
  type Readers,
  type Volume,
  type Voxels,
  withoutPaths,
} from '@radscore/imaging';
import {
  createSequenceReader,
  extractSequence,
  filesOfSequence,
  inspectManifestWith,
  isNeeded,
  type ManifestSequence,
  protocolById,
  type SequenceImage,
  settingsOf,
} from '@radscore/pipeline/browser';
import type { Engine } from '@radscore/radiomics';
import { ComingSequence } from './coming-sequence.ts';
import type {
  EngineAnswer,
  EngineJob,
  EngineProgress,
  ExtractJob,
  InspectJob,
  ReadComingJob,
  ReadJob,
  RegionPicture,
  StudySource,
} from './messages.ts';

/** What a worker works with. */
export interface WorkerHost {
  readonly readers: Readers;
  readonly engine: Pick<Engine, 'extract'>;
  /** How many requests this worker has made so far. */
  readonly requests: () => number;
  readonly send: (answer: EngineAnswer, transfer?: Transferable[]) => void;
}

/** Answers a job. Whatever is wrong with the files becomes a refusal, whatever else goes wrong a failure. */
export async function answerJob(job: EngineJob, host: WorkerHost): Promise<void> {
  try {
    if (job.kind === 'inspect') await inspect(job, host);
    else if (job.kind === 'read') await read(job, host);
    else if (job.kind === 'read-coming') await readComing(job, host);
    else await extract(job, host);
  } catch (error) {
    if (error instanceof InputRefused) {
      const { code, file, message, remedy } = error;
      host.send({ refusal: { code, file, message, remedy } });
    } else host.send({ failure: error instanceof Error ? error.message : String(error) });
  }
}

async function inspect({ files, pictures, manifest }: InspectJob, host: WorkerHost): Promise<void> {
  const { readers } = host;
  const progress = (one: EngineProgress): void => host.send({ progress: one });
  const bytes = await bytesOf(files, progress);
  progress({ step: 'inspecting', done: 0, all: 1 });
  const drawn: RegionPicture[] = [];
  const draw: DrawRegion = (region, image, mask) => {
    if (pictures && mask.voxels.includes(1))
      drawn.push({ ...region, png: Uint8Array.from(pictureOfRegion(image, mask)), slice: largestSliceOf(image, mask) });
  };
  const found = manifest
    ? { inspection: inspectManifestWith(readers, bytes, manifest, draw), proposal: NOTHING, regionFiles: [] }
    : proposed(readers, bytes, draw);
  const { inspection, ...more } = found;
  const words = inspectionInWords(inspection, 'repairs' in inspection ? inspection.repairs : []);
  const json = `${JSON.stringify(inspection, null, 2)}\n`;
  host.send({ result: { inspection, words, json, ...more, pictures: drawn }, requests: host.requests() });
}

/** One slice of an image and its region, in memory of its own. */
function largestSliceOf(image: Volume, mask: Mask): RegionPicture['slice'] {
  const [nx, ny] = image.size;
  const z = largestSlice(mask);
  const { spacing, direction } = image;
  const origin = indexToWorld(image, [0, 0, z]);
  const grid = { size: [nx, ny, 1], spacing, direction, origin } as const;
  const of = <Values extends Voxels>(voxels: Values): Values => voxels.slice(z * nx * ny, (z + 1) * nx * ny) as Values;
  return { image: { ...grid, voxels: of(image.voxels) }, mask: { ...grid, voxels: of(mask.voxels) } };
}

const NOTHING: ManifestProposal = { sequences: {}, undecided: [], leftOut: [] };

function proposed(readers: Readers, bytes: readonly NamedBytes[], draw: DrawRegion) {
  const { inspection, paths } = readers.examineStudy(bytes, undefined, draw);
  const { proposal, rois } = inspection;
  return { inspection: withoutPaths(inspection, paths), proposal, regionFiles: rois.map(({ file }) => file) };
}

async function read({ files, manifest, sequence, phase }: ReadJob, host: WorkerHost): Promise<void> {
  const source = sourceOf({ manifest, sequence, phase });
  sendRead(await readFiles({ files, manifest, sequence }, source, host), host);
}

async function readComing({ files, manifest, sequence, phase, port }: ReadComingJob, host: WorkerHost): Promise<void> {
  const source = sourceOf({ manifest, sequence, phase });
  const coming = new ComingSequence({ readers: host.readers, sequence, source, manifest, files, port });
  const given = await coming.all();
  host.send({ progress: { step: 'preparing', done: 0, all: 1 } });
  sendRead(readGiven({ manifest, sequence }, source, given.files, host, given.inflated), host);
}

function sendRead(found: SequenceImage, host: WorkerHost): void {
  const { mask, notes, repairs, phases } = found;
  const volume = gridAndVoxels(found.volume);
  const region = { ...gridAndVoxels(mask), voxels: copied(mask.voxels) };
  host.send({ result: { volume, mask: region, phases, notes, repairs }, requests: host.requests() }, [
    volume.voxels.buffer as ArrayBuffer,
    region.voxels.buffer,
  ]);
}

async function extract({ files, manifest, sequence, protocol }: ExtractJob, host: WorkerHost): Promise<void> {
  const source = sourceOf({ manifest, sequence });
  const settings = settingsOf(protocolById(protocol).sequences[sequence]);
  const found = await readFiles({ files, manifest, sequence }, source, host);
  const result = extractSequence(sequence, found, settings, {
    engine: host.engine,
    file: source.roi.file,
    progress: (done, all, imageType) => host.send({ progress: { step: 'measuring', done, all, imageType } }),
  });
  host.send({ result, requests: host.requests() });
}

type OfOneSequence = Pick<ReadJob, 'manifest' | 'sequence'>;

function sourceOf({ manifest, sequence, phase }: OfOneSequence & Pick<ReadJob, 'phase'>): ManifestSequence {
  const source = manifest.sequences[sequence];
  if (!source) throw new Error(`got a manifest without ${sequence}; wanted one that says what it is`);
  if (phase === undefined) return source;
  const { volume } = source;
  return volume?.phase === undefined ? { ...source, phase } : { ...source, volume: { ...volume, phase } };
}

async function readFiles(
  { files, manifest, sequence }: OfOneSequence & Pick<ReadJob, 'files'>,
  source: ManifestSequence,
  host: WorkerHost,
): Promise<SequenceImage> {
  const { send } = host;
  const needed = files.filter(({ name }) => isNeeded(manifest, source, name));
  const bytes = await bytesOf(needed, (progress) => send({ progress }));
  send({ progress: { step: 'preparing', done: 0, all: 1 } });
  return readGiven({ manifest, sequence }, source, bytes, host);
}

function readGiven(
  { manifest, sequence }: OfOneSequence,
  source: ManifestSequence,
  given: readonly NamedBytes[],
  { readers }: WorkerHost,
  inflated?: ReadonlyMap<string, Uint8Array>,
): SequenceImage {
  const own = filesOfSequence(manifest, source, given, inflated);
  requireThere(own.image, source.image, 'the image');
  requireThere(own.roi, source.roi.file, 'the region of interest');
  return createSequenceReader(readers).readSequence(sequence, source, own);
}

function requireThere(files: readonly NamedBytes[], file: string, what: string): void {
  if (files.length > 0) return;
  const remedy = 'Choose the folder again, or correct which files are meant.';
  throw new InputRefused({ code: 'file-missing', file, got: 'no such file', wanted: what, remedy });
}

/** The bytes of files, in their order. @throws Error for one that has changed or gone since it was chosen */
async function bytesOf(
  files: readonly StudySource[],
  progress: (progress: EngineProgress) => void,
): Promise<NamedBytes[]> {
  const all = files.reduce((sum, source) => sum + ('bytes' in source ? source.bytes.length : source.file.size), 0);
  const read: NamedBytes[] = [];
  let [done, said] = [0, 0];
  progress({ step: 'reading', done, all });
  for (const source of files) {
    const bytes = 'bytes' in source ? source.bytes : await contentOf(source.name, source.file);
    read.push({ name: source.name, bytes });
    done += bytes.length;
    // A study may have thousands of files: what nobody could see change is not said.
    if (done - said >= all / 50 || done === all) {
      said = done;
      progress({ step: 'reading', done, all });
    }
  }
  return read;
}

async function contentOf(name: string, file: Blob): Promise<Uint8Array> {
  const content = await file.arrayBuffer().catch((cause: unknown) => {
    throw new Error(`${name} could not be read (${cause}): choose the folder again.`, { cause });
  });
  return new Uint8Array(content);
}

/** A volume without what its header said of the patient or the place, in memory of its own. */
function gridAndVoxels({ size, spacing, origin, direction, voxels }: Volume): Volume {
  return { size, spacing, origin, direction, voxels: copied(voxels) };
}

/** The same values in memory that nothing else uses, and that can be given away. */
function copied<Values extends Voxels>(values: Values): Values & { readonly buffer: ArrayBuffer } {
  return values.slice() as Values & { readonly buffer: ArrayBuffer };
}
