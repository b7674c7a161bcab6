/** Inspecting the test studies, beside their expected verdicts. */
import { describe, expect, it } from 'vitest';
import { inspectStudy } from '../../../../layers/imaging/node.ts';
import { cases, filesOf, hasCases } from '../dicom/cases.ts';

describe.skipIf(!hasCases)('inspecting the test studies', () => {
  it.each(cases)('$id: $expected.verdict', (study) => {
    const files = filesOf(study, 'files');
    const start = performance.now();
    const inspection = inspectStudy(files);
    if (study.id.startsWith('G')) expect(performance.now() - start).toBeLessThan(2000);
    const acceptable = [study.expected.verdict, ...study.expected.also_acceptable];
    expect(acceptable, JSON.stringify(inspection.findings)).toContain(inspection.verdict);
    if (inspection.verdict === 'accepted') {
      expect(inspection.findings).toEqual([]);
      expect(inspection.rois.length).toBeGreaterThan(0);
    } else {
      for (const { code, message, remedy } of inspection.findings) {
        expect([code.length > 4, message.length > 4, remedy.length > 10]).toEqual([true, true, true]);
      }
      expect(inspection.findings.length).toBeGreaterThan(0);
    }
    const said = JSON.stringify(inspection);
    for (const secret of study.must_not_echo ?? []) expect(said).not.toContain(secret);
  });

  it('says what a study of three sequences holds', () => {
    const study = cases.find(({ id }) => id.startsWith('B1-'))!;
    const { series, rois } = inspectStudy(filesOf(study, 'files'));
    expect(series.map(({ sequence }) => sequence)).toEqual([
      'dwi',
      'dce',
      'dce',
      'dce',
      'dce',
      'dce',
      'dwi',
      'dwi',
      't2fs',
    ]);
    expect(rois.map(({ file, image }) => [file.split('/').pop(), image.split(':')[0]])).toEqual([
      ['dce_seg.dcm', 'files/DCE'],
      ['dwi_mask.nii.gz', 'files/ADC'],
      ['t2_rtstruct.dcm', 'files/T2'],
    ]);
  });

  it('proposes a repair where there is one', () => {
    const study = cases.find(({ id }) => id.startsWith('E35-'))!;
    const { verdict, rois } = inspectStudy(filesOf(study, 'files'));
    expect(verdict).toBe('refused');
    expect(rois[0].repair).toMatchObject({ name: 'flip-to-lps', overlapAfter: 1 });
  });
});

describe('inspecting nothing', () => {
  it('says that the images are missing', () => {
    expect(inspectStudy([])).toMatchObject({ verdict: 'refused', findings: [{ code: 'file-missing' }] });
  });
});
