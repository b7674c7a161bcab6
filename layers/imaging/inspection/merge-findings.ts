/** Equal findings of many files as one, with the number of files and the first of them. */
import type { IdentityFinding } from '../deidentification/finding.ts';
import type { StudyFinding } from './examine-region.ts';
import { commonFolder } from './study-files.ts';

/** A finding of one file or of many. */
export interface MergedFinding {
  readonly code: string;
  /** A file, or `image/ (22 files, first image/IM0001.dcm)`; undefined for a finding about no file. */
  readonly place?: string;
  /** The sentence without the file. */
  readonly message: string;
  readonly remedy: string;
}

/**
 * Findings that have the code and the sentence in common, whatever their files, as one each, in the order of the first.
 *
 * @param identities how many files have each finding of the identity check, which names the first of them
 */
export function mergeFindings(
  findings: readonly StudyFinding[],
  identities: readonly IdentityFinding[] = [],
): MergedFinding[] {
  const groups = new Map<string, { first: StudyFinding; message: string; files: string[]; count: number }>();
  for (const finding of findings) {
    const { code, file } = finding;
    const message = withoutFile(finding.message, file);
    const ofMany = identities.find((one) => one.code === code && one.file === file && one.where === finding.message);
    const key = [code, message, withoutFile(finding.remedy, file), file === undefined].join('\n');
    const group = groups.get(key);
    if (!group)
      groups.set(key, { first: finding, message, files: file === undefined ? [] : [file], count: ofMany?.files ?? 1 });
    else {
      group.count += ofMany?.files ?? 1;
      if (file !== undefined) group.files.push(file);
    }
  }
  return [...groups.values()].map(({ first, message, files, count }) => ({
    code: first.code,
    ...(files.length > 0 && { place: placeInWords(files, count) }),
    message,
    remedy: first.remedy,
  }));
}

function withoutFile(text: string, file: string | undefined): string {
  return file !== undefined && text.startsWith(`${file}: `) ? text.slice(file.length + 2) : text;
}

function placeInWords(files: readonly string[], count: number): string {
  const [first] = files;
  if (count === 1) return first;
  // Of a finding that was counted elsewhere only the first file is known.
  const folder = files.length === count ? `${commonFolder(files) || './'} ` : '';
  return folder ? `${folder}(${count} files, first ${first})` : `${count} files, first ${first}`;
}
