/** The identity check of a study, file by file, whatever their formats. */
import { type DicomFile, isDicom, parseDicom } from '../dicom/encoding/parse.ts';
import { InputRefused } from '../errors.ts';
import { companionKind } from '../input/companion-files.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { formatOf } from '../reading/reader.ts';
import { examineSystemFile, isTechnicalText } from './companion-identity.ts';
import { DicomIdentity } from './dicom-identity.ts';
import { examineMetaImage, examineNifti, examineNrrd } from './file-identity.ts';
import { type FindingInFile, type IdentifyingPaths, type IdentityFinding, MergedFindings } from './finding.ts';
import { examinePath, type FindingInPath, namesIn } from './path-identity.ts';
import { type DeidentificationReceipt, PROFILE } from './receipt.ts';
import { examineJson, examineTable } from './text-identity.ts';
import { VoxelFiles } from './voxel-files.ts';

/** Goes up with every change of what is found; receipts name it. */
export const IDENTITY_CHECK_VERSION = '2.2.0';

/** Headers of NIfTI, NRRD and MetaImage files lie within this many bytes. */
export const HEADER_BYTES = 2 ** 20;

/** Side-cars and clinical tables are read whole; those of one study are small. */
export const TEXT_BYTES = 2 ** 21;

/** Files of numbers: b-values and directions. */
const NUMBERS = /\.(bval|bvec)$/i;
const JSON_TEXT = /\.json$/i;
const TABLE = /\.(csv|tsv)$/i;

/**
 * Looks for identities in a study whose files come one after the other: DICOM attributes, headers of NIfTI, NRRD and
 * MetaImage files, JSON side-cars and clinical tables. Of each file only its findings are kept, so that a study of any
 * size is checked in the memory of its largest file.
 */
export class IdentityCheck {
  readonly #limits: ReadLimits;
  readonly #dicom = new DicomIdentity();
  readonly #voxels = new VoxelFiles();
  readonly #findings = new MergedFindings();
  readonly #refusals: InputRefused[] = [];
  /** Every path, and the place by which its file is named where the path itself may not be. */
  readonly #places = new Map<string, string>();
  #files = 0;

  constructor(limits: ReadLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Takes a path. `place` stands for the file in findings if its path may identify a person: by default its number among
   * those that were taken.
   */
  addPath(path: string, place = `file ${this.#places.size + 1}`): void {
    if (!this.#places.has(path)) this.#places.set(path, place);
  }

  /**
   * Takes a file with its path: a DICOM file (its pixel data may be empty) or a text whole; of any other the first
   * `HEADER_BYTES` are enough.
   */
  add(file: NamedBytes, place?: string): void {
    this.addPath(file.name, place);
    try {
      for (const finding of this.#examine(file)) this.#findings.add(finding);
      this.#files++;
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      this.#refusals.push(error);
    }
  }

  /** The same for a DICOM file that is parsed already. */
  addDicom(file: DicomFile): void {
    for (const finding of this.#dicom.examine(file)) this.#findings.add(finding);
    this.#files++;
  }

  /** Takes a finding in what holds files, and is none itself: an archive. */
  addFinding(finding: FindingInFile): void {
    this.#findings.add(finding);
  }

  /** Files that cannot be read, and so not be checked. */
  get refusals(): readonly InputRefused[] {
    return this.#refusals;
  }

  /** Files and folders that no message may name by their paths, with the places that stand for them, as known so far. */
  identifyingPaths(): IdentifyingPaths {
    return this.#examinePaths().places;
  }

  #examinePaths(): { places: IdentifyingPaths; findings: IdentityFinding[] } {
    const { options } = this.#dicom.declaration;
    const examine = (path: string): FindingInPath[] =>
      [...examinePath(path), ...namesIn(path, this.#dicom.words)].filter(
        ({ unless = [] }) => !unless.some((option) => options.has(option)),
      );
    const places = new Map<string, string>();
    const merged = new MergedFindings();
    for (const [path, file] of this.#places) {
      const found = examine(path);
      if (found.length === 0) continue;
      for (const finding of found) merged.add({ ...finding, file });
      places.set(path, file);
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        const folder = path.slice(0, end);
        if (!places.has(folder) && examine(folder).length > 0) places.set(folder, `the folder of ${file}`);
      }
    }
    return { places, findings: merged.under(options) };
  }

  /** What was found so far. Anything found, or any doubt, means quarantine. */
  receipt(): DeidentificationReceipt {
    const { isDeclared, options } = this.#dicom.declaration;
    const undeclared = this.#dicom.undeclared();
    const { places, findings: inPaths } = this.#examinePaths();
    const inFiles = [
      ...this.#findings.under(options),
      ...this.#voxels.unnamed(),
      ...(undeclared ? [{ ...undeclared, files: 1 }] : []),
    ];
    const findings = [...inFiles.map((one) => ({ ...one, file: places.get(one.file) ?? one.file })), ...inPaths];
    return {
      verdict: findings.length > 0 ? 'quarantine' : 'clean',
      profile: PROFILE,
      declared: isDeclared,
      options: [...options].sort((a, b) => a - b),
      files: this.#files,
      findings,
    };
  }

  #examine(file: NamedBytes): FindingInFile[] {
    const { name, bytes } = file;
    if (isDicom(bytes)) return this.#dicom.examine(parseDicom(bytes, name, this.#limits));
    const format = formatOf(bytes, name);
    if (format) {
      const head = { name, bytes: bytes.subarray(0, HEADER_BYTES) };
      this.#voxels.readHeader(head, format);
      return EXAMINE[format as keyof typeof EXAMINE](head);
    }
    if (VoxelFiles.isOne(name)) {
      this.#voxels.add(name);
      return [];
    }
    if (JSON_TEXT.test(name) || TABLE.test(name)) {
      if (bytes.length > TEXT_BYTES) throw longText(name, bytes.length);
      return JSON_TEXT.test(name) ? examineJson(file) : examineTable(file);
    }
    const kind = companionKind(name);
    if (kind === 'system file' && bytes.length <= TEXT_BYTES) return examineSystemFile(file);
    if (kind === 'text' && bytes.length <= TEXT_BYTES && isTechnicalText(bytes)) return [];
    if (NUMBERS.test(name) && bytes.length <= TEXT_BYTES && isNumbers(bytes)) return [];
    throw new InputRefused({
      code: 'unsupported-format',
      file: name,
      got: bytes.length === 0 ? 'an empty file' : `a ${kind ?? 'file of a kind'} that cannot be checked for identities`,
      wanted: 'DICOM, NIfTI, NRRD or MetaImage files, and JSON or CSV beside them',
      remedy: kind
        ? 'Leave the file out of the study: nothing reads it.'
        : 'Remove the file from the study, or export it again if it should be an image.',
    });
  }
}

const EXAMINE = { nifti: examineNifti, nrrd: examineNrrd, metaimage: examineMetaImage } as const;

function isNumbers(bytes: Uint8Array): boolean {
  return /^[\d\s.eE+-]*$/.test(new TextDecoder().decode(bytes));
}

function longText(file: string, bytes: number): InputRefused {
  return new InputRefused({
    code: 'too-large',
    file,
    got: `a text of ${bytes} bytes`,
    wanted: `at most ${TEXT_BYTES} bytes`,
    remedy: 'Remove the file from the study: side-cars and clinical tables are small.',
  });
}
