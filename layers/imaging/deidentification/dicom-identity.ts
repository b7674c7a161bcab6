import type { DataSet, Element } from '../dicom/data-set.ts';
import { type DicomFile, parseDicom } from '../dicom/parse.ts';
import { tagName } from '../dicom/tags.ts';
import type { NamedBytes } from '../named-bytes.ts';
import type { FindingInFile, IdentityCode } from './finding.ts';
import { CONFIDENTIALITY_PROFILE } from './profile.generated.ts';
import { isDummy, isDummyTime, isImagingText } from './vocabulary.ts';

const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const PATIENT_BIRTH_DATE = 0x00100030;
const PATIENT_SEX = 0x00100040;
const IDENTITY_REMOVED = 0x00120062;
const METHOD = 0x00120063;
const METHOD_CODES = 0x00120064;
const BURNED_IN = 0x00280301;
const MODALITY = 0x00080060;

/** Options of the profile by their codes (PS3.16 CID 7050). */
const FULL_DATES = 113106;
const MODIFIED_DATES = 113107;
const CLEANED_TEXT = 113105;
const SAFE_PRIVATE = 113111;

/**
 * Private elements that hold physics only, of those that PS3.15 section E.3.10 lists as safe: creator, and the last
 * byte of the element where it is one.
 */
const SAFE_PRIVATE_BLOCKS: ReadonlyMap<string, readonly number[]> = new Map([
  ['SIEMENS MR HEADER', [0x0c, 0x0d, 0x0e, 0x27]],
  ['GEMS_PARM_01', [0x39]],
  ['Philips Imaging DD 001', [0x03, 0x04]],
]);

/** What two writers of structure sets put into every file, wherever they run. */
const CONSTANTS_OF_TOOLS: ReadonlyMap<number, string> = new Map([
  [0x00080080, 'Qurit'],
  [0x00200010, '10001'],
]);

/** What a study says about how it was de-identified. */
export interface Declaration {
  readonly isDeclared: boolean;
  /** Codes of (0012,0064). */
  readonly options: ReadonlySet<number>;
}

/**
 * Checks DICOM files against the Basic Application Level Confidentiality Profile (PS3.15 annex E). The study is judged
 * as a whole: tools that write regions of interest drop the declaration that their images carry.
 */
export function examineDicom(files: readonly NamedBytes[]): { declaration: Declaration; findings: FindingInFile[] } {
  const parsed = files.map(({ name, bytes }) => parseDicom(bytes, name));
  const declaration = declarationOf(parsed);
  const findings = parsed.flatMap((file) => new Examination(file, declaration).run());
  if (parsed.length > 0 && !declaration.isDeclared) {
    findings.push({
      code: 'identity.not-declared',
      file: parsed[0].file,
      where: `${tagName(IDENTITY_REMOVED)} Patient Identity Removed`,
      remedy: 'De-identify the study with a tool that records it in (0012,0062) to (0012,0064).',
    });
  }
  return { declaration, findings };
}

/** The images' word counts: regions of interest are written later, by tools that drop it or make it up. */
function declarationOf(files: readonly DicomFile[]): Declaration {
  const images = files.filter(({ dataSet }) => !['SEG', 'RTSTRUCT'].includes(dataSet.text(MODALITY) ?? ''));
  const options = new Set<number>();
  const deciding = images.length > 0 ? images : files;
  for (const file of deciding) for (const code of codesOf(file)) options.add(code);
  const isDeclared = deciding.every((file) => {
    const isYes = file.dataSet.text(IDENTITY_REMOVED) === 'YES';
    return isYes && (codesOf(file).length > 0 || file.dataSet.text(METHOD) !== undefined);
  });
  return { isDeclared: isDeclared && deciding.length > 0, options };
}

function codesOf({ dataSet }: DicomFile): number[] {
  return dataSet.items(METHOD_CODES).map((item) => Number(item.text(0x00080100)));
}

class Examination {
  readonly #file: DicomFile;
  /** The file's own options; those of the study where it names none. */
  readonly #options: ReadonlySet<number>;
  readonly #findings: FindingInFile[] = [];

  constructor(file: DicomFile, declaration: Declaration) {
    this.#file = file;
    const own = codesOf(file);
    this.#options = own.length > 0 ? new Set(own) : declaration.options;
  }

  run(): FindingInFile[] {
    const { dataSet } = this.#file;
    if (dataSet.text(BURNED_IN) === 'YES') {
      this.#report(
        'identity.burned-in',
        `${tagName(BURNED_IN)} Burned In Annotation`,
        'Remove the text from the pixels.',
      );
    }
    this.#examine(dataSet);
    return this.#findings;
  }

  #examine(dataSet: DataSet): void {
    for (const element of dataSet.elements.values()) {
      for (const item of element.items ?? []) this.#examine(item);
      if (element.value.length === 0) continue;
      if ((element.tag >>> 16) & 1) this.#examinePrivate(dataSet, element);
      else this.#examineStandard(dataSet, element);
    }
  }

  #examinePrivate(dataSet: DataSet, { tag }: Element): void {
    const element = tag & 0xffff;
    if (element >= 0x10 && element <= 0xff) return;
    const creator = dataSet.text(((tag >>> 16) << 16) | (element >> 8)) ?? '';
    const isSafe = SAFE_PRIVATE_BLOCKS.get(creator)?.includes(element & 0xff) === true;
    if (isSafe && this.#options.has(SAFE_PRIVATE)) return;
    this.#report(
      'identity.private',
      `${tagName(tag)} private element`,
      isSafe
        ? 'Declare the Retain Safe Private Option (113111), or remove private elements.'
        : 'Remove private elements; only those known to hold physics may stay.',
    );
  }

  #examineStandard(dataSet: DataSet, element: Element): void {
    const { tag } = element;
    const isOverlay = tag >>> 24 === 0x60 && [0x3000, 0x4000].includes(tag & 0xffff);
    const isCurve = tag >>> 24 === 0x50;
    if (isOverlay || isCurve) {
      this.#report('identity.burned-in', `${tagName(tag)} overlay or curve`, 'Remove overlays and curves.');
      return;
    }
    const entry = CONFIDENTIALITY_PROFILE.get(tag);
    const [name, action, ...options] = entry ?? ['person name', element.vr === 'PN' ? 'Z' : 'U'];
    // What UIDs and dummies replace cannot be told from the value.
    if (action === 'U' || options.some((option) => this.#options.has(option))) return;
    const text = new TextDecoder()
      .decode(element.value)
      .replace(/[\0 ]+$/, '')
      .trim();
    if (text === '' || this.#isHarmless(dataSet, tag, element.vr, text, options)) return;
    const isTime = isTemporal(element.vr, name);
    this.#report(
      isTime && tag !== PATIENT_BIRTH_DATE ? 'identity.dates' : 'identity.attribute',
      `${tagName(tag)} ${name}`,
      isTime && tag !== PATIENT_BIRTH_DATE
        ? 'Remove or shift dates and times, and declare it (113106 or 113107).'
        : 'Remove or empty the attribute, as the basic profile of PS3.15 asks.',
    );
  }

  #isHarmless(dataSet: DataSet, tag: number, vr: string, text: string, options: readonly number[]): boolean {
    if (tag === PATIENT_NAME || tag === PATIENT_ID) return this.#isPseudonym(text);
    if (tag === PATIENT_BIRTH_DATE) return false;
    if (tag === PATIENT_SEX) return /^[MFO]$/.test(text);
    if (CONSTANTS_OF_TOOLS.get(tag) === text && dataSet.text(MODALITY) === 'RTSTRUCT') return true;
    if (isTemporal(vr, CONFIDENTIALITY_PROFILE.get(tag)?.[0] ?? '')) {
      const isShifted = [FULL_DATES, MODIFIED_DATES].some((option) => this.#options.has(option));
      return isShifted || isDummyTime(text);
    }
    if (vr === 'PN') return false;
    const isDescription = options.includes(CLEANED_TEXT) || tag >>> 16 === 0x3006;
    return isDummy(text) || (isDescription && isImagingText(text));
  }

  /** A pseudonym is one word that stands for both, name and identifier. */
  #isPseudonym(text: string): boolean {
    const { dataSet } = this.#file;
    const id = dataSet.text(PATIENT_ID);
    const name = dataSet.text(PATIENT_NAME);
    return /^[\w.-]+$/.test(text) && (text === id || id === undefined) && (name === undefined || name === id);
  }

  #report(code: IdentityCode, where: string, remedy: string): void {
    if (this.#findings.some((finding) => finding.where === where)) return;
    this.#findings.push({ code, file: this.#file.file, where, remedy });
  }
}

function isTemporal(vr: string, name: string): boolean {
  return ['DA', 'TM', 'DT'].includes(vr) || /\b(Date|Time|DateTime)$/.test(name);
}
