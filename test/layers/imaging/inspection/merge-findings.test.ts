/** Equal findings of many files are one line with a count; a report keeps all of them. */
import { inspectionInWords, inspectStudy, type StudyFinding } from '@radscore/imaging/node';
import { describe, expect, it } from 'vitest';
import { text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { mergeFindings } from '../../../../layers/imaging/inspection/merge-findings.ts';
import { rewritten } from '../dicom/rewrite.ts';
import { HospitalStudy, slicesOf } from './hospital-study.ts';

const finding = (file: string | undefined, what = 'got an empty file'): StudyFinding => ({
  code: 'unreadable',
  ...(file !== undefined && { file }),
  message: file === undefined ? what : `${file}: ${what}; wanted DICOM.`,
  remedy: 'Export it again.',
});

describe('findings', () => {
  it('that differ in nothing but their files are one, with their number and the first', () => {
    const files = Array.from({ length: 28 }, (_, i) => `image/IM${i + 1}.dcm`);
    const merged = mergeFindings([finding('a.dcm', 'got other bytes'), ...files.map((file) => finding(file))]);
    expect(merged.map(({ place, message }) => `${place}: ${message}`)).toEqual([
      'a.dcm: got other bytes; wanted DICOM.',
      'image/ (28 files, first image/IM1.dcm): got an empty file; wanted DICOM.',
    ]);
  });

  it('of several folders name the folder that holds them all', () => {
    const [{ place }] = mergeFindings([finding('a/b/1'), finding('a/c/2'), finding('a/c/3')]);
    expect(place).toBe('a/ (3 files, first a/b/1)');
    expect(mergeFindings([finding('x/1'), finding('y/1')])[0].place).toBe('./ (2 files, first x/1)');
  });

  it('about no file stay apart from those about one', () => {
    expect(mergeFindings([finding(undefined), finding('a.dcm')])).toHaveLength(2);
  });
});

it('an identity that many files have is one line with their number, in words and in the receipt', () => {
  const { series, regions } = HospitalStudy.complete();
  const files = slicesOf(series, (part, slice) => `${part}/IM${slice}.dcm`).map((file) =>
    file.name.startsWith('DCE/') ? rewritten(file, [text(0x00100010, 'PN', 'MUELLER^ERIKA')]) : file,
  );
  const inspection = inspectStudy([...files, ...regions]);
  const { findings } = inspectionInWords(inspection);
  expect(findings).toContainEqual(
    expect.stringMatching(/^identity\.attribute: 18 files, first DCE\/IM1\.dcm: \(0010,0010\) Patient Name\. Remove/),
  );
  expect(inspection.receipt.findings).toContainEqual(expect.objectContaining({ file: 'DCE/IM1.dcm', files: 18 }));
});
