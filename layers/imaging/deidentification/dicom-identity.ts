/** What of a DICOM file may identify the patient, by the profiles of PS3.15. */
import { type DataSet, type Element, withoutPadding } from '../dicom/encoding/data-set.ts';
import { isMediaDirectory } from '../dicom/encoding/media-directory.ts';
import type { DicomFile } from '../dicom/encoding/parse.ts';
import { tagName } from '../dicom/encoding/tags.ts';
import type { FindingInFile, IdentityCode } from './finding.ts';
import { examinePath, wordsOf } from './path-identity.ts';
import { CONFIDENTIALITY_PROFILE } from './profile.generated.ts';
import { holdsDate, isDummy, isDummyTime, isImagingText, isProgramStamp, looksPersonal } from './vocabulary.ts';

const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const PATIENT_BIRTH_DATE = 0x00100030;
const PATIENT_SEX = 0x00100040;
/** Numbers and names that a person is known by, whatever representation the file gives them. */
const PERSONS = new Set([
  0x00080050, 0x00100010, 0x00100020, 0x00101000, 0x00101001, 0x00101005, 0x00101060, 0x00101090, 0x00102154,
  0x00380010,
]);
/** Of a directory: names that somebody chose for the medium, its description, and the files that its records stand for. */
const PATHS = new Set([0x00041130, 0x00041141, 0x00041500]);
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

/** Every path is searched for every word; a study of one patient has a few. */
const MOST_WORDS = 1000;

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

/** How the files of one kind say that the identity was removed. */
interface Word {
  files: number;
  declared: number;
  readonly options: Set<number>;
}

/**
 * Checks DICOM files, one after the other, against the Basic Application Level Confidentiality Profile (PS3.15 annex E).
 * The study is judged as a whole: tools that write regions of interest drop the declaration that their images carry.
 */
export class DicomIdentity {
  readonly #images: Word = { files: 0, declared: 0, options: new Set() };
  readonly #regions: Word = { files: 0, declared: 0, options: new Set() };
  readonly #words = new Set<string>();
  #first: string | undefined;

  /**
   * What a file holds. A directory (DICOMDIR) has no element in which it could say how it was de-identified: its records
   * are examined like the attributes of an image, and its silence is not counted. Where it names no options itself, its findings say which options of the study excuse them. */
  examine(file: DicomFile): FindingInFile[] {
    const { dataSet } = file;
    if (isMediaDirectory(file)) return new Examination(file, [], this.#words).run();
    this.#first ??= file.file;
    const isRegion = ['SEG', 'RTSTRUCT'].includes(dataSet.text(MODALITY) ?? '');
    const word = isRegion ? this.#regions : this.#images;
    const codes = codesOf(file);
    const isYes = dataSet.text(IDENTITY_REMOVED) === 'YES';
    word.files++;
    if (isYes && (codes.length > 0 || dataSet.text(METHOD) !== undefined)) word.declared++;
    for (const code of codes) word.options.add(code);
    return new Examination(file, codes, this.#words).run();
  }

  /** The images' word counts: regions of interest are written later, by tools that drop it or make it up. */
  get declaration(): Declaration {
    const { files, declared, options } = this.#images.files > 0 ? this.#images : this.#regions;
    return { isDeclared: files > 0 && declared === files, options };
  }

  /** Names and numbers of persons in what was found, word by word: nothing that may stay is among them. */
  get words(): ReadonlySet<string> {
    return this.#words;
  }

  /** The finding of the study as a whole. */
  undeclared(): FindingInFile | undefined {
    if (this.#first === undefined || this.declaration.isDeclared) return undefined;
    return {
      code: 'identity.not-declared',
      file: this.#first,
      where: `${tagName(IDENTITY_REMOVED)} Patient Identity Removed`,
      remedy: 'De-identify the study with a tool that records it in (0012,0062) to (0012,0064).',
    };
  }
}

function codesOf({ dataSet }: DicomFile): number[] {
  return dataSet
    .items(METHOD_CODES)
    .map((item) => Number(item.text(0x00080100)))
    .filter(Number.isInteger);
}

class Examination {
  readonly #file: DicomFile;
  /** The file's own options; none where those of the study decide. */
  readonly #own: ReadonlySet<number> | undefined;
  readonly #findings: FindingInFile[] = [];
  readonly #reported = new Set<string>();
  readonly #words: Set<string>;

  constructor(file: DicomFile, codes: readonly number[], words: Set<string>) {
    this.#file = file;
    this.#words = words;
    this.#own = codes.length > 0 ? new Set(codes) : undefined;
  }

  run(): FindingInFile[] {
    const { dataSet, meta, preamble } = this.#file;
    if (dataSet.text(BURNED_IN) === 'YES') {
      this.#report(
        'identity.burned-in',
        `${tagName(BURNED_IN)} Burned In Annotation`,
        'Remove the text from the pixels.',
      );
    }
    if (preamble.some((byte) => byte !== 0)) {
      this.#report('identity.file', 'DICOM preamble', 'Fill the 128 bytes before "DICM" with zeros.');
    }
    this.#examineMeta(meta);
    this.#examine(dataSet);
    return this.#findings;
  }

  /** Which application sent the file to which, and its private information, are no part of the profile's table. */
  #examineMeta(meta: DataSet): void {
    for (const { tag } of meta.elements.values()) {
      const name = META_TEXTS.get(tag);
      const text = meta.texts(tag).join(' ');
      if (name && !isDummy(text) && !isProgramStamp(text)) {
        this.#report('identity.attribute', `${tagName(tag)} ${name}`, 'Remove the element from the file meta group.');
      }
      if (tag === META_PRIVATE_CREATOR || tag === META_PRIVATE) {
        this.#report('identity.private', `${tagName(tag)} private element`, 'Remove private elements.');
      }
    }
  }

  #examine(dataSet: DataSet): void {
    for (const element of dataSet.elements.values()) {
      const { items = [], fragments, tag } = element;
      for (const item of items) this.#examine(item);
      if (items.length > 0) this.#examineSequence(element);
      if (element.value.length === 0 && items.length === 0 && !fragments) continue;
      if ((tag >>> 16) & 1) this.#examinePrivate(dataSet, element);
      else if (items.length === 0 && !fragments) this.#examineStandard(dataSet, element);
    }
  }

  /** Of a sequence that the profile removes, references to instances may stay, and texts of imaging. */
  #examineSequence({ tag, items = [] }: Element): void {
    const [name, action, ...options] = CONFIDENTIALITY_PROFILE.get(tag) ?? ['', 'U'];
    if (action !== 'X' || options.some((option) => this.#own?.has(option))) return;
    const isText = (element: Element): boolean => {
      if (!TEXT_VR.has(element.vr) || element.vr === 'CS' || CODE_TAGS.has(element.tag)) return false;
      const text = textOf(element);
      return !isDummy(text) && !isImagingText(text);
    };
    if (!items.some(({ elements }) => [...elements.values()].some(isText))) return;
    this.#report(
      'identity.attribute',
      `${tagName(tag)} ${name}`,
      'Remove the sequence, as the basic profile of PS3.15 asks.',
      options,
    );
  }

  #examinePrivate(dataSet: DataSet, { tag }: Element): void {
    const element = tag & 0xffff;
    const isCreator = element >= 0x10 && element <= 0xff;
    const creator = dataSet.text(isCreator ? tag : ((tag >>> 16) << 16) | (element >> 8)) ?? '';
    const safe = SAFE_PRIVATE_BLOCKS.get(creator);
    const isSafe = isCreator ? safe !== undefined : safe?.includes(element & 0xff) === true;
    if (isSafe && this.#own?.has(SAFE_PRIVATE)) return;
    this.#report(
      'identity.private',
      `${tagName(tag)} private ${isCreator ? 'creator' : 'element'}`,
      isSafe
        ? 'Declare the Retain Safe Private Option (113111), or remove private elements.'
        : 'Remove private elements; only those known to hold physics may stay.',
      isSafe ? [SAFE_PRIVATE] : [],
    );
  }

  #examineStandard(dataSet: DataSet, element: Element): void {
    const { tag, vr } = element;
    const isOverlay = tag >>> 24 === 0x60 && [0x3000, 0x4000].includes(tag & 0xffff);
    const isCurve = tag >>> 24 === 0x50;
    if (isOverlay || isCurve) {
      this.#report('identity.burned-in', `${tagName(tag)} overlay or curve`, 'Remove overlays and curves.');
      return;
    }
    const entry = CONFIDENTIALITY_PROFILE.get(tag);
    if (!entry && vr !== 'PN') {
      this.#examineOther(element);
      return;
    }
    const [name, action, ...options] = entry ?? (['person name', 'Z'] as const);
    // What UIDs and dummies replace cannot be recognised by the value.
    if (action === 'U') {
      this.#examineUid(element, name, options);
      return;
    }
    const isTime = isTemporal(vr, name) && tag !== PATIENT_BIRTH_DATE;
    const excuses = isTime ? [...options, FULL_DATES, MODIFIED_DATES] : options;
    if (excuses.some((option) => this.#own?.has(option))) return;
    const text = textOf(element);
    if (text === '' || this.#isHarmless(dataSet, tag, vr, text, options)) return;
    if ((vr === 'PN' || PERSONS.has(tag)) && this.#words.size < MOST_WORDS) {
      for (const word of wordsOf(text)) this.#words.add(word);
    }
    this.#report(
      isTime ? 'identity.dates' : 'identity.attribute',
      `${tagName(tag)} ${name}`,
      isTime
        ? 'Remove or shift dates and times, and declare it (113106 or 113107).'
        : 'Remove or empty the attribute, as the basic profile of PS3.15 asks.',
      excuses,
    );
  }

  /** A UID that was replaced holds no date, and never anything but digits. */
  #examineUid(element: Element, name: string, options: readonly number[]): void {
    const uids = textOf(element)
      .split('\\')
      .map((uid) => uid.trim());
    const place = `${tagName(element.tag)} ${name}`;
    const remedy = 'Replace UIDs, as the basic profile of PS3.15 asks.';
    if (uids.some((uid) => !/^[\d.]*$/.test(uid))) this.#report('identity.attribute', place, remedy);
    else if (uids.some(holdsDate) && !options.some((option) => this.#own?.has(option))) {
      this.#report('identity.dates', place, `${remedy} One of them holds a date.`, options);
    }
  }

  /** Attributes that the profile lets stay: texts that look like a person all the same. */
  #examineOther(element: Element): void {
    const { tag, vr } = element;
    if (PATHS.has(tag)) {
      for (const { code, where, remedy, unless } of examinePath(textOf(element).replaceAll('\\', '/'))) {
        this.#report(code, `${tagName(tag)} path: ${where.replace('the path, which holds ', '')}`, remedy, unless);
      }
    }
    if (vr === 'UI') {
      if (/^[\d.\\\s]*$/.test(textOf(element))) return;
    } else if (!TEXT_VR.has(vr) || !looksPersonal(textOf(element))) return;
    this.#report('identity.attribute', `${tagName(tag)} text`, 'Remove what names a person from the attribute.');
  }

  #isHarmless(dataSet: DataSet, tag: number, vr: string, text: string, options: readonly number[]): boolean {
    if (tag === PATIENT_NAME || tag === PATIENT_ID) return this.#isPseudonym(dataSet, text);
    if (tag === PATIENT_BIRTH_DATE) return false;
    if (tag === PATIENT_SEX) return /^[MFO]$/.test(text);
    if (CONSTANTS_OF_TOOLS.get(tag) === text && dataSet.text(MODALITY) === 'RTSTRUCT') return true;
    if (isTemporal(vr, CONFIDENTIALITY_PROFILE.get(tag)?.[0] ?? '')) return isDummyTime(text);
    if (vr === 'PN') return false;
    const isDescription = options.includes(CLEANED_TEXT) || tag >>> 16 === 0x3006;
    return isDummy(text) || (isDescription && isImagingText(text));
  }

  /** A pseudonym is one word that stands for both, name and identifier. A directory has a record for each patient. */
  #isPseudonym(record: DataSet, text: string): boolean {
    const own = isMediaDirectory(this.#file) ? record : this.#file.dataSet;
    const id = own.text(PATIENT_ID);
    const name = own.text(PATIENT_NAME);
    return /^[\w.-]+$/.test(text) && (text === id || id === undefined) && (name === undefined || name === id);
  }

  #report(code: IdentityCode, where: string, remedy: string, excuses: readonly number[] = []): void {
    const unless = this.#own ? [] : excuses;
    const key = [where, ...unless].join(' ');
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#findings.push({ code, file: this.#file.file, where, remedy, ...(unless.length > 0 && { unless }) });
  }
}

/** Of the file meta group: who wrote, sent and received the file. */
const META_TEXTS: ReadonlyMap<number, string> = new Map([
  [0x00020013, 'Implementation Version Name'],
  [0x00020016, 'Source Application Entity Title'],
  [0x00020017, 'Sending Application Entity Title'],
  [0x00020018, 'Receiving Application Entity Title'],
  [0x00020026, 'Source Presentation Address'],
  [0x00020027, 'Sending Presentation Address'],
  [0x00020028, 'Receiving Presentation Address'],
]);
const META_PRIVATE_CREATOR = 0x00020100;
const META_PRIVATE = 0x00020102;

/** Text in which a person could be named; unknown representations count (implicit VR). */
const TEXT_VR: ReadonlySet<string> = new Set(['', 'AE', 'CS', 'LO', 'LT', 'SH', 'ST', 'UC', 'UR', 'UT', 'UN']);

/** Codes of a coding scheme, the scheme and its version. */
const CODE_TAGS: ReadonlySet<number> = new Set([0x00080100, 0x00080102, 0x00080103]);

/** Texts longer than this are no texts but data of an unknown representation. */
const LONGEST_TEXT = 65536;

function textOf({ value }: Element): string {
  return new TextDecoder().decode(withoutPadding(value.subarray(0, LONGEST_TEXT))).trim();
}

function isTemporal(vr: string, name: string): boolean {
  return ['DA', 'TM', 'DT'].includes(vr) || /\b(Date|Time|DateTime)$/.test(name);
}
