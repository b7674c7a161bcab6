/** Files that systems, discs and viewers leave beside slices: left out with a note, in every door, and never a slice. */
import { IdentityCheck, inspectStudy, type NamedBytes, readImage } from '@radscore/imaging/node';
import { readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import { companionKind, leftOutNotes } from '../../../../layers/imaging/input/companion-files.ts';
import { writtenCases } from '../dicom/written.ts';
import { refusal } from '../volumes.ts';

const [{ series, segmentation }] = writtenCases();
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const beside = (name: string, content = 'any bytes'): NamedBytes => ({ name, bytes: latin1(content) });

const KINDS: readonly (readonly [string, ReturnType<typeof companionKind>])[] = [
  ['Thumbs.db', 'system file'],
  ['image/THUMBS.DB', 'system file'],
  ['ehthumbs.db', 'system file'],
  ['desktop.ini', 'system file'],
  ['CD\\AUTORUN.INF', 'system file'],
  ['LOCKFILE', 'system file'],
  ['VERSION', 'system file'],
  ['.DS_Store', 'system file'],
  ['._0001.dcm', 'system file'],
  ['__MACOSX/dce/._0001.dcm', 'system file'],
  ['$RECYCLE.BIN/x', 'system file'],
  ['DICOMDIR', 'directory'],
  ['preview.jpg', 'picture'],
  ['IHE_PDI/LOGO.PNG', 'picture'],
  ['a.bmp', 'picture'],
  ['report.pdf', 'document'],
  ['README.TXT', 'text'],
  ['INDEX.HTM', 'text'],
  ['style.xml', 'text'],
  ['viewer/Viewer.exe', 'program'],
  ['viewer/lib.DLL', 'program'],
  ['weasis.jar', 'program'],
  // What could be a slice, or is a file of the study.
  ['IM0007', undefined],
  ['1.2.840.113619.2.5', undefined],
  ['0001.dcm', undefined],
  ['IMG00001.ima', undefined],
  ['image.v2', undefined],
  ['MR000001.MRDC.1', undefined],
  ['versions', undefined],
  ['lockfile2', undefined],
  ['mask.nii.gz', undefined],
  ['side.json', undefined],
];

describe('files that hold no image', () => {
  it.each(KINDS)('%s is known by its name', (name, kind) => {
    expect(companionKind(name)).toBe(kind);
  });

  const around = KINDS.flatMap(([name, kind]) => (kind ? [beside(`dce/${name.replaceAll('\\', '/')}`)] : []));
  const files = series.files.map(({ name, bytes }) => ({ name: `dce/${name}`, bytes }));
  const message = leftOutNotes(around.map(({ name }) => name))[0].message;

  it('are named by kind and count, without words that somebody chose', () => {
    expect(message).toBe(
      'left out 22 files that hold no image: 11 system files (.DS_Store, ._*, autorun.inf, desktop.ini, ehthumbs.db, lockfile, of a system folder, thumbs.db, …), 1 directory (DICOMDIR), 3 pictures (.bmp, .jpg, .png), 1 document (.pdf), 3 texts (.htm, .txt, .xml), 3 programs (.dll, .exe, .jar).',
    );
    expect(leftOutNotes(['0001.dcm', 'a.json'])).toEqual([]);
  });

  it('do not stop a reader, an inspection or the sequence of a study, which say so', () => {
    const all = [...around, ...files];
    const { reference, size } = readImage(all);
    expect(size[2]).toBe(series.files.length);
    expect(reference?.notes).toEqual([{ code: 'files-left-out', message }]);
    const region = { name: 'roi.dcm', bytes: segmentation.bytes };
    const inspected = inspectStudy([...all, region]);
    expect(inspected.verdict).toBe('accepted');
    expect(inspected.notes).toContainEqual({ code: 'files-left-out', message });
    const source = { image: 'dce', roi: { file: 'roi.dcm' } };
    const { notes } = readSequence('t2fs', source, { image: all, roi: [region] });
    expect(notes).toContainEqual({ code: 'files-left-out', message });
  });

  it('a slice without an ending whose content is damaged stays refused in all of them', () => {
    const damaged = beside('dce/IM0007', 'x'.repeat(500));
    expect(refusal(() => readImage([...files, damaged]))).toMatchObject({ file: 'dce/IM0007' });
    expect(inspectStudy([...files, damaged]).findings.map(({ file }) => file)).toContain('dce/IM0007');
    const source = { image: 'dce', roi: { file: 'roi.dcm' } };
    const region = { name: 'roi.dcm', bytes: segmentation.bytes };
    expect(refusal(() => readSequence('t2fs', source, { image: [...files, damaged], roi: [region] }))).toMatchObject({
      file: 'dce/IM0007',
    });
  });
});

describe('what of them is sent is checked for identities', () => {
  const checked = (name: string, content: string | Uint8Array): readonly string[] => {
    const check = new IdentityCheck();
    check.add({ name, bytes: typeof content === 'string' ? latin1(content) : content });
    return [...check.refusals.map(({ got }) => got), ...check.receipt().findings.map(({ where }) => where)];
  };
  const PERSON = 'a system file that holds a name or an address';

  it.each([
    ['desktop.ini', '[.ShellClassInfo]\r\nIconResource=C:\\WINDOWS\\x.dll,3\r\n'],
    ['autorun.inf', '[autorun]\r\nopen=viewer.exe\r\nlabel=DICOM CD\r\n'],
    ['VERSION', '3.6.7 2021-03-04\n'],
    ['LOCKFILE', ''],
    ['Thumbs.db', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0I\0M\x01\0.\0d\0c\0m\0'],
    ['.DS_Store', '\0\0\0\x01Bud1\0\0I\0M\x000\x001'],
    ['notes.txt', 'T1 dynamic, 6 phases\nTE 1.2 ms\n'],
  ])('%s without a person in it passes', (name, content) => {
    expect(checked(name, content)).toEqual([]);
  });

  it.each([
    ['Thumbs.db', '\0D\0O\0E\0^\0J\0A\0N\0E\0.\0j\0p\0g', PERSON],
    ['desktop.ini', 'InfoTip=from jane@example.org', PERSON],
    ['autorun.inf', 'label=DOE^JANE', PERSON],
    ['README.txt', 'Patient: Doe, Jane', 'a text that cannot be checked for identities'],
    ['index.html', '<html><body>Images</body></html>', 'a text that cannot be checked for identities'],
    ['preview.jpg', '\xff\xd8\xff', 'a picture that cannot be checked for identities'],
    ['report.pdf', '%PDF-1.4', 'a document that cannot be checked for identities'],
    ['viewer.exe', 'MZ', 'a program that cannot be checked for identities'],
    ['IM0007', 'x'.repeat(500), 'a file of a kind that cannot be checked for identities'],
  ])('%s with a person in it, or one in doubt, does not', (name, content, where) => {
    expect(checked(name, content)).toEqual([where]);
  });

  it('also in UTF-16', () => {
    const content = new Uint8Array(Buffer.from('\ufefflabel=DOE^JANE', 'utf16le'));
    expect(checked('autorun.inf', content)).toEqual([PERSON]);
  });
});
