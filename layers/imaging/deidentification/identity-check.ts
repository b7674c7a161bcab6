import { isDicom, parseDicom } from '../dicom/parse.ts';
import { Tag } from '../dicom/tags.ts';
import { InputRefused } from '../errors.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../limits.ts';
import type { NamedBytes } from '../named-bytes.ts';
import { formatOf } from '../reader.ts';
import { type DeidentificationReceipt, examineIdentity } from './receipt.ts';

/** Headers of NIfTI, NRRD and MetaImage files lie within so many bytes. */
export const HEADER_BYTES = 2 ** 20;

/** Files of numbers: voxels that a header describes, b-values and directions. */
const VOXELS = /\.(raw|zraw|img)(\.gz)?$/i;
const NUMBERS = /\.(bval|bvec)$/i;
const TEXTS = /\.(json|csv|tsv)$/i;

/**
 * Looks for identities in a study whose files come one after the other. Of each only what can hold an identity is kept,
 * so that a study of any size is checked in little memory.
 */
export class IdentityCheck {
  readonly #kept: NamedBytes[] = [];
  readonly #refusals: InputRefused[] = [];
  readonly #limits: ReadLimits;

  constructor(limits: ReadLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Takes a DICOM file or a text whole; of any other file the first `HEADER_BYTES` are enough. */
  add(file: NamedBytes): void {
    try {
      this.#kept.push(identifyingPart(file, this.#limits));
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      this.#refusals.push(error);
    }
  }

  /** Files that cannot be read, and so not be checked. */
  get refusals(): readonly InputRefused[] {
    return this.#refusals;
  }

  receipt(): DeidentificationReceipt {
    return examineIdentity(this.#kept);
  }
}

function identifyingPart(file: NamedBytes, limits: ReadLimits): NamedBytes {
  const { name, bytes } = file;
  if (isDicom(bytes)) return withoutPixelData(file, limits);
  if (formatOf(bytes, name)) return { name, bytes: bytes.slice(0, HEADER_BYTES) };
  if (TEXTS.test(name)) return { name, bytes: bytes.slice() };
  const isPlain = VOXELS.test(name) || (NUMBERS.test(name) && /^[\d\s.eE+-]*$/.test(new TextDecoder().decode(bytes)));
  if (isPlain) return { name, bytes: bytes.slice(0, 0) };
  throw new InputRefused({
    code: 'unsupported-format',
    file: name,
    got: bytes.length === 0 ? 'an empty file' : 'a file of a kind that cannot be checked for identities',
    wanted: 'DICOM, NIfTI, NRRD or MetaImage files, and JSON or CSV beside them',
    remedy: 'Remove the file from the study, or export it again if it should be an image.',
  });
}

/**
 * A DICOM file whose pixel data are empty: everything else is as it was, byte for byte. Deflated files stay whole.
 *
 * @throws InputRefused for a file that cannot be parsed.
 */
function withoutPixelData({ name, bytes }: NamedBytes, limits: ReadLimits): NamedBytes {
  const pixels = parseDicom(bytes, name, limits).dataSet.elements.get(Tag.PixelData);
  const parts = pixels?.fragments ?? (pixels ? [pixels.value] : []);
  const first = parts[0];
  if (!first || first.buffer !== bytes.buffer) return { name, bytes: bytes.slice() };

  // Encapsulated fragments have an item header of 8 bytes each and are ended by a delimiter, which stays.
  const isEncapsulated = pixels?.fragments !== undefined;
  const last = parts[parts.length - 1];
  const start = first.byteOffset - bytes.byteOffset - (isEncapsulated ? 8 : 0);
  const end = last.byteOffset - bytes.byteOffset + last.length;
  const rest = new Uint8Array(bytes.length - (end - start));
  rest.set(bytes.subarray(0, start));
  rest.set(bytes.subarray(end), start);
  // The length is the four bytes before the value in every transfer syntax.
  if (!isEncapsulated) rest.fill(0, start - 4, start);
  return { name, bytes: rest };
}
