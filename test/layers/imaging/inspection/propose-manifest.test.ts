/** The manifest that inspection proposes: any layout of folders, by references, grids and stated rules. */
import { inspectStudy, type NamedBytes, type NewSeries, writeNifti, writeNrrd } from '@radscore/imaging/node';
import { describe, expect, it } from 'vitest';
import { encodeDicomFile, sequence, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { patientAndStudy } from '../../../../layers/imaging/dicom/series/write-series.ts';
import { rewritten } from '../dicom/rewrite.ts';
import { directory } from './directory.ts';
import { GRIDS, HospitalStudy, maskOn, SCANS, slicesOf } from './hospital-study.ts';

const padded = (number: number): string => String(number).padStart(4, '0');

/** What is proposed of each sequence, without the list of files and the reason. */
function proposed(files: readonly NamedBytes[]) {
  const { proposal } = inspectStudy(files);
  const short = Object.fromEntries(
    Object.entries(proposal.sequences).map(([name, { files: own, because: _, ...source }]) => [
      name,
      { ...source, count: own.length },
    ]),
  );
  return { ...short, undecided: proposal.undecided.map(({ got, remedy }) => `${got} | ${remedy}`) };
}

describe('the same study in another layout of folders', () => {
  const { series, regions } = HospitalStudy.complete();
  const [t2, , , adc, dce] = series.map(({ written }) => written.seriesUid);
  const label = {};

  it.each<[string, readonly NamedBytes[], object]>([
    [
      'a folder for each sequence',
      [...slicesOf(series, (part, slice) => `${part}/IM${padded(slice)}.dcm`), ...regions],
      {
        t2fs: { image: 'T2/', roi: { file: 't2_seg.dcm', ...label }, count: 6 },
        dwi: { image: 'ADC/', roi: { file: 'dwi_mask.nii.gz' }, count: 6 },
        dce: { image: 'DCE/', phase: 1, roi: { file: 'dce_seg.dcm' }, count: 18 },
      },
    ],
    [
      'one flat folder, without endings',
      [...slicesOf(series, (part, slice) => `${part.charCodeAt(1) % 7}${padded(slice)}`), ...regions],
      {
        t2fs: { image: './', series: t2, roi: { file: 't2_seg.dcm' }, count: 6 },
        dwi: { image: './', series: adc, roi: { file: 'dwi_mask.nii.gz' }, count: 6 },
        dce: { image: './', series: dce, phase: 1, roi: { file: 'dce_seg.dcm' }, count: 18 },
      },
    ],
    [
      'patient, study and series, the regions elsewhere',
      [
        ...slicesOf(series, (part, slice) => `PAT1/ST1/SE${part.length}${part.charCodeAt(0)}/I${slice}`),
        ...regions.map(({ name, bytes }) => ({ name: `PAT1/results/${name}`, bytes })),
      ],
      {
        t2fs: { image: 'PAT1/ST1/SE284/', roi: { file: 'PAT1/results/t2_seg.dcm' }, count: 6 },
        dwi: { image: 'PAT1/ST1/SE365/', roi: { file: 'PAT1/results/dwi_mask.nii.gz' }, count: 6 },
        dce: { series: dce, image: 'PAT1/ST1/SE368/', phase: 1, roi: { file: 'PAT1/results/dce_seg.dcm' }, count: 18 },
      },
    ],
    [
      'a folder for each phase',
      [...slicesOf(series, (part, slice, at) => `${part}/${part === 'DCE' ? `${at}/` : ''}${slice}.dcm`), ...regions],
      {
        t2fs: { image: 'T2/', roi: { file: 't2_seg.dcm' }, count: 6 },
        dwi: { image: 'ADC/', roi: { file: 'dwi_mask.nii.gz' }, count: 6 },
        dce: { image: 'DCE/', phase: 1, roi: { file: 'dce_seg.dcm' }, count: 18 },
      },
    ],
  ])('%s', (_, files, wanted) => {
    expect(proposed(files)).toEqual({ ...wanted, undecided: [] });
  });

  it('names the series of a dynamic scan whose phases are series of their own', () => {
    const study = new HospitalStudy();
    const phases = [0, 1, 2].map((at) =>
      study.scan(
        'DCE',
        { ...SCANS.DCE, number: 20 + at, contrastAgent: 'GD', temporalPosition: at + 1 },
        GRIDS.DCE,
        at,
      ),
    );
    const other = study.scan('T2', SCANS.T2, GRIDS.T2, 9);
    const files = slicesOf([...phases, other], (part, slice) => `${part}${slice}`);
    expect(proposed([...files, study.seg(phases[2], 'x.dcm')])).toMatchObject({
      dce: { image: './', series: phases.map(({ written }) => written.seriesUid), phase: 2, count: 18 },
      undecided: [],
    });
  });

  it('leaves out what is no image, by folder and with counts', () => {
    const files = slicesOf(series, (part, slice) => `${part}/IM${padded(slice)}.dcm`);
    const junk = ['Thumbs.db', 'T2/Thumbs.db', 'T2/desktop.ini', 'DCE/LOCKFILE', 'preview.jpg', 'report.pdf'];
    const all = [...files, ...regions, ...junk.map((name) => ({ name, bytes: new TextEncoder().encode('no image') }))];
    const { verdict, findings, proposal } = inspectStudy(all);
    expect({ verdict, findings }).toEqual({ verdict: 'accepted', findings: [] });
    expect(Object.keys(proposal.sequences)).toEqual(['t2fs', 'dwi', 'dce']);
    expect(proposal.leftOut).toEqual([
      { folder: 'DWI/', files: 12, why: 'another image is sent as dwi' },
      { folder: './', files: 3, why: 'texts, previews and files of the system' },
      { folder: 'T2/', files: 2, why: 'texts, previews and files of the system' },
      { folder: 'DCE/', files: 1, why: 'texts, previews and files of the system' },
    ]);
  });
});

describe('a DICOMDIR', () => {
  const { series, regions } = HospitalStudy.complete();
  const files = [...slicesOf(series, (part, slice) => `${part}/${slice}`), ...regions];

  it('is left out, and its dates and ids are a note', () => {
    const { verdict, findings, notes, proposal } = inspectStudy([...files, directory('SYN-0007', files)]);
    expect({ verdict, findings }).toEqual({ verdict: 'accepted', findings: [] });
    expect(notes).toMatchObject([
      {
        code: 'index-left-out',
        message: expect.stringMatching(/is not sent\. It has dates and ids .*\(0008,0020\) Study Date/),
      },
    ]);
    expect(proposal.leftOut).toContainEqual({ folder: './', files: 1, why: expect.stringContaining('DICOMDIR') });
    expect(Object.values(proposal.sequences).flatMap((one) => one.files)).not.toContain('DICOMDIR');
  });

  it('that names a patient keeps the folder from being accepted', () => {
    const { verdict, findings } = inspectStudy([...files, directory('SYN-0007', files, 'MUELLER^ERIKA')]);
    expect(verdict).toBe('quarantined');
    expect(new Set(findings.map(({ code, file }) => `${code} ${file}`))).toEqual(
      new Set(['identity.attribute DICOMDIR']),
    );
    expect(findings[0].message).toBe('(0010,0010) Patient Name');
    expect(JSON.stringify(findings)).not.toMatch(/MUELLER|ERIKA/);
  });
});

describe('one of several images of a sequence', () => {
  /** Two T2 series and a region on the grid of both. */
  function twoOf(
    change: (scan: Omit<NewSeries, 'uid'>) => Partial<NewSeries>,
    edit?: (file: NamedBytes) => NamedBytes,
  ) {
    const study = new HospitalStudy();
    const one = study.scan('a', SCANS.T2, GRIDS.T2, 1);
    const other = study.scan('b', { ...SCANS.T2, number: 7, ...change(SCANS.T2) }, GRIDS.T2, 2);
    const files = slicesOf([one, other], (part, slice) => `${part}/${slice}.dcm`);
    const mask = { name: 'mask.nii.gz', bytes: writeNifti(maskOn(GRIDS.T2), {}) };
    const edited = files.map((file) => (edit && file.name.startsWith('b/') ? edit(file) : file));
    return { study, one, other, files: [...edited, mask], slices: edited };
  }
  const t2 = (files: readonly NamedBytes[]) => inspectStudy(files).proposal.sequences.t2fs;

  it('is the fat-suppressed one', () => {
    const { files } = twoOf(() => ({ scanOptions: undefined, description: 't2' }));
    expect(t2(files)).toMatchObject({ image: 'a/', because: expect.stringContaining('fat-suppressed before others') });
  });

  it('is the one whose slices the region names, whatever else speaks for the other', () => {
    const { study, other, slices } = twoOf(() => ({ scanOptions: undefined, description: 't2' }));
    expect(t2([...slices, study.seg(other, 'x.dcm')])).toMatchObject({
      image: 'b/',
      roi: { file: 'x.dcm' },
      because: expect.stringContaining('its region of interest refers to its slices'),
    });
  });

  it('is the water of a Dixon scan', () => {
    const dixon = (part: string) => (file: NamedBytes) =>
      rewritten(file, [text(Tag.ImageType, 'CS', 'ORIGINAL', 'PRIMARY', 'DIXON', part)]);
    const { files } = twoOf(() => ({}), dixon('W'));
    const fat = files.map((file) => (file.name.startsWith('a/') ? dixon('F')(file) : file));
    expect(t2(fat)).toMatchObject({ image: 'b/', because: expect.stringContaining('water before') });
  });

  it('is for a person to say if nothing speaks for one of them', () => {
    const { files } = twoOf(() => ({}));
    expect(proposed(files)).toEqual({
      undecided: [
        '2 images that may be t2fs: a/ (6 files), b/ (6 files) | Say which it is: --sequence t2fs=a/:mask.nii.gz, or --sequence t2fs=b/:mask.nii.gz.',
      ],
    });
  });

  it('is for a person to say in a flat folder too, by what selects it', () => {
    const { files } = twoOf(() => ({}));
    const flat = files.map(({ name, bytes }) => ({ name: name.replace('/', ''), bytes }));
    expect(proposed(flat).undecided).toEqual([
      expect.stringMatching(
        /2 images that may be t2fs: .*\| Say which it is: --select t2fs=series=2, or --select t2fs=series=7\./,
      ),
    ]);
    expect(inspectStudy(flat, undefined, undefined, { t2fs: { seriesNumber: 7 } }).proposal).toMatchObject({
      sequences: { t2fs: { image: './', series: expect.any(String), roi: { file: 'mask.nii.gz' } } },
      undecided: [],
    });
  });
});

describe('the region of an image', () => {
  const study = new HospitalStudy();
  const t2 = study.scan('T2', SCANS.T2, GRIDS.T2, 1);
  const slices = slicesOf([t2], (part, slice) => `${part}/${slice}.dcm`);
  const mask = (shift = 0) => writeNifti(maskOn(GRIDS.T2, shift), {});

  it('is for a person to say if two lie on it', () => {
    const two = [study.seg(t2, 'rois/t2.dcm'), study.seg(t2, 'rois/x.dcm', 2)];
    expect(proposed([...slices, ...two]).undecided).toEqual([
      '2 regions of interest on T2/ (6 files): rois/t2.dcm, rois/x.dcm | Say which it is: --sequence t2fs=T2/:rois/t2.dcm, or --sequence t2fs=T2/:rois/x.dcm.',
    ]);
  });

  it('is one that was saved twice', () => {
    const two = [
      { name: 'mask_a.nii.gz', bytes: mask() },
      { name: 'mask_b.nrrd', bytes: writeNrrd(maskOn(GRIDS.T2)) },
    ];
    expect(inspectStudy([...slices, ...two]).proposal.sequences.t2fs).toMatchObject({
      roi: { file: 'mask_a.nii.gz' },
      because: expect.stringContaining('2 files hold the same region'),
    });
  });

  it('is for a person to say among labels of one file, unless one alone is named a tumour', () => {
    const { voxels, ...place } = maskOn(GRIDS.T2);
    const both = { ...place, voxels: voxels.map((value, i) => (value && i % 2 ? 2 : value)) };
    expect(proposed([...slices, { name: 'mask.nii.gz', bytes: writeNifti(both, {}) }]).undecided).toEqual([
      '2 regions of interest on T2/ (6 files): mask.nii.gz label 1, mask.nii.gz label 2 | Say which it is: --sequence t2fs=T2/:mask.nii.gz:1, or --sequence t2fs=T2/:mask.nii.gz:2.',
    ]);
  });

  it('is the label image whose name says the sequence, if its grid is that of several images', () => {
    const b = study.scan('ADC', { ...SCANS.DWI, isAdcMap: true }, GRIDS.T2, 3);
    const files = [...slices, ...slicesOf([b], (part, slice) => `${part}/${slice}.dcm`)];
    const named = [
      { name: 'adc_mask.nii.gz', bytes: mask(1) },
      { name: 't2_mask.nii.gz', bytes: mask(0) },
    ];
    expect(proposed([...files, ...named])).toMatchObject({
      t2fs: { roi: { file: 't2_mask.nii.gz' } },
      dwi: { roi: { file: 'adc_mask.nii.gz' } },
      undecided: [],
    });
  });

  it('is asked for if contours name no slices and lie on images of several sequences', () => {
    const dce = study.scan('DCE', { ...SCANS.DCE, contrastAgent: 'GD' }, GRIDS.DCE, 3);
    const files = [...slices, ...slicesOf([dce], (part, slice) => `${part}/${slice}.dcm`)];
    const { frameOfReferenceUid } = study.identity;
    const contours = (name: string) => ({ name, bytes: structureSet(frameOfReferenceUid) });
    expect(proposed([...files, contours('rt.dcm')])).toEqual({
      undecided: [
        'rt.dcm, which names no slices and lies on T2/ (6 files), DCE/ (6 files) | Say which it is: --sequence t2fs=T2/:rt.dcm, or --sequence dce=DCE/:rt.dcm.',
      ],
    });
    expect(proposed([...files, contours('dce/rt.dcm')])).toMatchObject({
      dce: { roi: { file: 'dce/rt.dcm' } },
      undecided: [],
    });
    const series = t2.written.seriesUid;
    const ofSeries = { name: 'rt.dcm', bytes: structureSet(frameOfReferenceUid, series) };
    expect(proposed([...files, ofSeries])).toMatchObject({ t2fs: { roi: { file: 'rt.dcm' } }, undecided: [] });
  });

  it('that no sequence needs is a note, whatever is wrong with it', () => {
    const [good, bad] = [
      study.seg(t2, 't2.dcm'),
      rewritten(study.seg(t2, 'x.dcm'), [text(Tag.FrameOfReferenceUID, 'UI', '2.25.9')]),
    ];
    const { verdict, findings, notes, proposal } = inspectStudy([...slices, good, bad]);
    expect({ verdict, findings }).toEqual({ verdict: 'accepted', findings: [] });
    expect(proposal.sequences.t2fs?.roi).toEqual({ file: 't2.dcm' });
    expect(notes).toMatchObject([{ code: 'geometry-mismatch', message: expect.stringMatching(/^not used: x\.dcm: /) }]);
    expect(inspectStudy([...slices, bad]).verdict).toBe('refused');
  });

  it('is not lent to a sequence that its name does not say', () => {
    expect(proposed([...slices, { name: 'dce_mask.nii.gz', bytes: mask() }])).toEqual({
      undecided: [
        expect.stringMatching(/no region of interest for t2fs, T2\/ \(6 files\); dce_mask\.nii\.gz names another/),
      ],
    });
  });
});

/** A rectangle on the second slice of every grid, in a file that names no slices, and a series only if one is given. */
function structureSet(frame: string, series?: string): Uint8Array {
  const points = [
    [-14, 16, 8],
    [-8, 16, 8],
    [-8, 22, 8],
    [-14, 22, 8],
  ].flat();
  const ofSeries =
    series === undefined
      ? []
      : [sequence(0x30060012, [sequence(0x30060014, [text(Tag.SeriesInstanceUID, 'UI', series)])])];
  return encodeDicomFile('1.2.840.10008.5.1.4.1.1.481.3', '2.25.70', [
    ...patientAndStudy({
      patientId: 'SYN-0007',
      studyUid: '2.25.71',
      frameOfReferenceUid: frame,
      deidentification: 'synthetic',
    }),
    text(0x00080060, 'CS', 'RTSTRUCT'),
    sequence(0x30060010, [text(Tag.FrameOfReferenceUID, 'UI', frame), ...ofSeries]),
    sequence(0x30060020, [
      text(0x30060022, 'IS', '1'),
      text(0x30060024, 'UI', frame),
      text(0x30060026, 'LO', 'GTV'),
      text(0x30060036, 'CS', 'MANUAL'),
    ]),
    sequence(0x30060039, [
      sequence(0x30060040, [
        text(0x30060042, 'CS', 'CLOSED_PLANAR'),
        text(0x30060046, 'IS', '4'),
        text(0x30060050, 'DS', ...points.map(String)),
      ]),
      text(0x30060084, 'IS', '1'),
    ]),
  ]);
}

describe('what only a person can know', () => {
  it('is which sequence an image is of which nothing says it', () => {
    const study = new HospitalStudy();
    const t1 = study.scan('x', { ...SCANS.DCE, description: 'ax 3d' }, GRIDS.DCE, 1);
    const files = [...slicesOf([t1], (_, slice) => `scan/${slice}`), study.seg(t1, 'seg.dcm')];
    expect(proposed(files)).toEqual({
      undecided: [
        'scan/ (6 files) with seg.dcm, and neither its header nor a name says which sequence it is | Say which it is: --sequence t2fs=scan/:seg.dcm (or dwi=, dce=).',
      ],
    });
  });

  it.each([
    ['patients', Tag.PatientID, 'several-patients'],
    ['studies', Tag.StudyInstanceUID, 'several-studies'],
  ])('is which of several %s in one folder is meant; none is named', (_, tag, code) => {
    const { series, regions } = HospitalStudy.complete();
    const files = slicesOf(series, (part, slice) => `${part}/${slice}.dcm`);
    // The name of a pseudonym is the pseudonym.
    const changes =
      tag === Tag.PatientID
        ? [text(tag, 'LO', '1.2.99'), text(0x00100010, 'PN', '1.2.99')]
        : [text(tag, 'UI', '1.2.99')];
    const changed = files.map((file) => (file.name.startsWith('T2/') ? rewritten(file, changes) : file));
    const { verdict, findings, proposal } = inspectStudy([...changed, ...regions]);
    expect(verdict).toBe('refused');
    expect(findings.find((finding) => finding.code === code)?.message).toMatch(/of 2 .*: T2\/ \(6 files\), /);
    expect(proposal.sequences).toEqual({});
    expect(JSON.stringify({ findings, proposal })).not.toContain('1.2.99');
  });

  it('is said of an image that cannot be read, where nothing else is that sequence', () => {
    const { series, regions } = HospitalStudy.complete();
    const files = slicesOf(series, (part, slice) => `${part}/${slice}.dcm`).filter(({ name }) => name !== 'T2/3.dcm');
    const { verdict, proposal } = inspectStudy([...files, ...regions]);
    expect(verdict).toBe('refused');
    expect(proposal.undecided).toMatchObject([
      {
        sequence: 't2fs',
        got: expect.stringMatching(/^T2: .*cannot be read: a gap/),
        remedy: expect.stringMatching(/t2fs=none/),
      },
    ]);
    expect(Object.keys(proposal.sequences)).toEqual(['dwi', 'dce']);
  });
});

describe('images of other formats than DICOM', () => {
  const image = (seed: number) => ({
    ...GRIDS.T2,
    voxels: Int16Array.from({ length: 24 * 24 * 6 }, (_, i) => ((i * 7919 + seed) % 997) + 1),
  });

  it('are known by their names, and label images by their content', () => {
    const files = [
      { name: 'T2_FS.nii.gz', bytes: writeNifti(image(1), {}) },
      { name: 'adc.nrrd', bytes: writeNrrd(image(2)) },
      { name: 'reader1_t2.nii.gz', bytes: writeNifti(maskOn(GRIDS.T2), {}) },
      { name: 'reader1_adc.nrrd', bytes: writeNrrd(maskOn(GRIDS.T2)) },
    ];
    expect(proposed(files)).toEqual({
      t2fs: { image: 'T2_FS.nii.gz', roi: { file: 'reader1_t2.nii.gz' }, count: 1 },
      dwi: { image: 'adc.nrrd', roi: { file: 'reader1_adc.nrrd' }, count: 1 },
      undecided: [],
    });
  });
});
