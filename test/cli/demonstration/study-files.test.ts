/** A synthetic study as files: readable, complete, and recognised as synthetic. */
import { createHash } from 'node:crypto';
import { checkSameGrid, IdentityCheck, listSeries, type NamedBytes, readImage } from '@radscore/imaging/node';
import { imageFiles, manifest as manifestSchema, SEQUENCES, type SequenceName } from '@radscore/pipeline';
import { readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import { drawCohort } from '../../../cli/demonstration/cohort.ts';
import { makePhantom } from '../../../cli/demonstration/phantom.ts';
import { makeStudy, SYNTHETIC } from '../../../cli/demonstration/study-files.ts';
import { parseDicom } from '../../../layers/imaging/dicom/encoding/parse.ts';
import { Tag } from '../../../layers/imaging/dicom/encoding/tags.ts';
import { filesOfSequence } from '../../../layers/pipeline/sequences/study-files.ts';

const SEED = 2;
const { patients, newPatient } = drawCohort(SEED);
const study = makeStudy(patients[0], SEED);
const named: NamedBytes[] = [...study.files].map(([name, bytes]) => ({ name, bytes }));

function filesOf(path: string): NamedBytes[] {
  const paths = new Set(imageFiles(study.manifest, path).map((file) => file.path));
  return named.filter(({ name }) => paths.has(name));
}

function sourceOf(sequence: SequenceName) {
  const source = study.manifest.sequences[sequence];
  if (!source) throw new Error(`no ${sequence}`);
  return source;
}

describe('the files of a synthetic study', () => {
  it('are the same bytes for the same seed', () => {
    const again = makeStudy(patients[0], SEED);
    expect([...again.files.keys()]).toEqual([...study.files.keys()]);
    for (const [path, bytes] of study.files) expect(Buffer.compare(again.files.get(path) ?? bytes, bytes)).toBe(0);
  });

  it('are the same in archives: one for each sequence, which the pipeline reads to the same voxels', () => {
    const { files, manifest } = makeStudy(patients[0], SEED, { archived: true });
    expect(manifestSchema.parse(manifest)).toEqual(manifest);
    expect([...files.keys()].sort()).toEqual(['dce.zip', 'dwi.zip', 't2fs.zip']);
    const given = [...files].map(([name, bytes]) => ({ name, bytes }));
    for (const { path, sha256, bytes } of manifest.files) {
      const content = files.get(path) ?? new Uint8Array();
      expect([bytes, sha256]).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
    }
    for (const sequence of SEQUENCES) {
      const source = manifest.sequences[sequence];
      if (!source) throw new Error(`no ${sequence}`);
      const packed = filesOfSequence(manifest, source, given);
      const plain = sourceOf(sequence);
      const same = [...filesOf(plain.image), ...filesOf(plain.roi.file)];
      const unpacked = [...packed.image, ...packed.roi];
      expect(unpacked.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex')).sort()).toEqual(
        same.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex')).sort(),
      );
      const { volume, mask } = readSequence(sequence, source, packed);
      const phantom = makePhantom(patients[0], SEED, sequence);
      expect(Buffer.from(volume.voxels.buffer).equals(Buffer.from(phantom.image.voxels.buffer))).toBe(true);
      expect(Buffer.from(mask.voxels).equals(phantom.roi.voxels)).toBe(true);
    }
  });

  it('have the bytes that they had before they were drawn in one pass', () => {
    // Made by the demonstration at commit 8f5c1fc9: every earlier result hangs on these voxels.
    const digest = createHash('sha256');
    for (const patient of [patients[0], patients[70]]) {
      for (const { path, sha256 } of makeStudy(patient, 1).manifest.files) digest.update(`${path} ${sha256}\n`);
    }
    expect(digest.digest('hex')).toBe('53a831a82763e6055cb65c23ce0d39841be52f6a7fa76300c8158bd0ee111d26');
  });

  it.each(SEQUENCES)('hold the phantom of %s, as the pipeline reads it', (sequence) => {
    const source = sourceOf(sequence);
    const phantom = makePhantom(patients[0], SEED, sequence);
    const files = { image: filesOf(source.image), roi: filesOf(source.roi.file) };
    const { volume, mask, notes } = readSequence(sequence, source, files);
    expect(volume.voxels).toBeInstanceOf(Int16Array);
    expect(Buffer.from(volume.voxels.buffer).equals(Buffer.from(phantom.image.voxels.buffer))).toBe(true);
    expect(Buffer.from(mask.voxels).equals(phantom.roi.voxels)).toBe(true);
    checkSameGrid(phantom.image, volume, source.image);
    // What the headers say contradicts nothing; of the dynamic series the second phase is the peak.
    expect(notes.map(({ code }) => code)).toEqual(sequence === 'dce' ? ['phase-chosen'] : []);
    expect(notes.map(({ message }) => /phase (\d) was read/.exec(message)?.[1])).toEqual(
      sequence === 'dce' ? ['1'] : [],
    );
  });

  it('are classic series, one slice a file, with a segmentation that refers to the slices it was drawn on', () => {
    expect(study.files.size).toBe(24 + 24 + 3 * 24 + 3);
    const frames = new Set<string | undefined>();
    for (const sequence of SEQUENCES) {
      const source = sourceOf(sequence);
      const series = listSeries(filesOf(source.image));
      expect(series.map(({ kind }) => kind)).toEqual(
        { t2fs: ['image'], dwi: ['adc'], dce: ['phase', 'phase', 'phase'] }[sequence],
      );
      const [seg] = filesOf(source.roi.file).map(({ bytes, name }) => parseDicom(bytes, name).dataSet);
      const referenced = seg.items(0x00081115)[0];
      const drawnOn = sequence === 'dce' ? series[1] : series[0];
      expect(referenced.text(Tag.SeriesInstanceUID)).toBe(drawnOn.seriesUid);
      expect(new Set(referenced.items(0x0008114a).map((item) => item.text(Tag.ReferencedSOPInstanceUID)))).toEqual(
        new Set(drawnOn.frames.map(({ instance }) => instance.sopInstanceUid)),
      );
      expect(seg.text(Tag.FrameOfReferenceUID)).toBe(drawnOn.frameOfReferenceUid);
      frames.add(drawnOn.frameOfReferenceUid);
    }
    expect(frames.size).toBe(3);
    const uids = named.map(({ bytes, name }) => parseDicom(bytes, name).dataSet.text(Tag.SOPInstanceUID));
    expect(new Set(uids).size).toBe(study.files.size);
  });

  it('say in their headers that they are synthetic, and tell of nobody', () => {
    const check = new IdentityCheck();
    for (const file of named) {
      check.add(file);
      const { dataSet } = parseDicom(file.bytes, file.name);
      expect(dataSet.text(0x00120063)).toBe(SYNTHETIC);
      expect(dataSet.text(Tag.SeriesDescription)).toMatch(/synthetic/i);
    }
    expect(check.refusals).toEqual([]);
    const receipt = check.receipt();
    expect(receipt.findings).toEqual([]);
    expect(receipt.verdict).toBe('clean');
  });

  it('are listed in a valid manifest with their checksums and the outcome', () => {
    expect(manifestSchema.parse(study.manifest)).toEqual(study.manifest);
    expect(study.manifest.outcome).toEqual({ pcr: patients[0].pcr });
    expect(study.manifest.files.map(({ path }) => path)).toEqual([...study.files.keys()]);
    for (const { path, sha256, bytes } of study.manifest.files) {
      const content = study.files.get(path) ?? new Uint8Array();
      expect(bytes).toBe(content.length);
      expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    }
  });

  it('do not tell the outcome of a new patient', () => {
    expect(makeStudy(newPatient, SEED, { withOutcome: false }).manifest.outcome).toBeUndefined();
  });

  it('are read whole where a phase is asked for by number', () => {
    const phantom = makePhantom(patients[0], SEED, 'dce');
    phantom.phases.forEach((wanted, phase) => {
      const { voxels } = readImage(filesOf(sourceOf('dce').image), { phase });
      expect(Buffer.from(voxels.buffer).equals(Buffer.from(wanted.voxels.buffer))).toBe(true);
    });
  });
});
