/** The verdict on a study before it is uploaded: bytes in, findings out, the same code that admission and preparation run. */
import {
  boundingBox,
  type DrawRegion,
  IdentityCheck,
  type ImageSummary,
  InputRefused,
  type Mask,
  type NamedBytes,
  orientationCode,
  type RoiSummary,
  type StudyFinding,
  type StudyInspection,
  type StudyNote,
  type Volume,
  voxelVolume,
} from '@radscore/imaging';
import { SEQUENCES } from './contracts/identifiers.ts';
import { imageFiles, type Manifest, type ManifestSequence } from './contracts/manifest.ts';
import { readSequence } from './read-sequence.ts';

export { readSequence, type SequenceFiles, type SequenceImage } from './read-sequence.ts';

/**
 * Examines a study as its manifest describes it: its files are all there, nothing tells who the patient is, and every
 * sequence can be read with its region of interest.
 */
export function inspectManifest(
  files: readonly NamedBytes[],
  manifest: Manifest,
  draw: DrawRegion = () => {},
): StudyInspection {
  const findings: StudyFinding[] = [];
  const series: ImageSummary[] = [];
  const rois: RoiSummary[] = [];
  const notes: StudyNote[] = [];
  const byName = new Map(files.map((file) => [file.name, file]));
  const take = (listed: Manifest['files']): NamedBytes[] => listed.flatMap(({ path }) => byName.get(path) ?? []);

  for (const { path, bytes } of manifest.files) {
    const got = byName.get(path)?.bytes.length;
    if (got !== bytes) findings.push(findingOf(notAsListed(path, got, bytes)));
  }
  const check = new IdentityCheck();
  for (const file of take(manifest.files)) check.add(file);
  findings.push(...check.refusals.map(findingOf));
  for (const sequence of SEQUENCES) {
    const source = manifest.sequences[sequence];
    if (!source) continue;
    try {
      const [image, roi] = [source.image, source.roi.file].map((path) => take(imageFiles(manifest, path)));
      const { volume, mask, notes: own } = readSequence(sequence, source, { image, roi });
      const { size, spacing, direction } = volume;
      series.push({ name: source.image, sequence, size, spacing, orientation: orientationCode(direction) });
      rois.push(roiSummary(source, volume, mask));
      draw({ file: source.roi.file, label: [source.roi.label ?? 1].flat()[0], state: '' }, volume, mask);
      notes.push(...own.map((note) => ({ ...note, sequence })));
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      // One damaged file is one finding, though several parts of the study come upon it.
      const finding = findingOf(error);
      if (!findings.some(({ file, code }) => file === finding.file && code === finding.code)) findings.push(finding);
    }
  }

  const receipt = check.receipt();
  for (const { code, file, where, remedy } of receipt.findings) findings.push({ code, file, message: where, remedy });
  const isIdentifiable = receipt.verdict === 'quarantine';
  const verdict = isIdentifiable ? 'quarantined' : findings.length > 0 ? 'refused' : 'accepted';
  return { verdict, findings, series, rois, receipt, notes };
}

function findingOf({ code, file, message, remedy }: InputRefused): StudyFinding {
  return { code, file, message, remedy };
}

function notAsListed(file: string, got: number | undefined, wanted: number): InputRefused {
  return new InputRefused({
    code: got === undefined ? 'file-missing' : 'truncated',
    file,
    got: got === undefined ? 'no such file' : `${got} bytes`,
    wanted: `the ${wanted} bytes that manifest.json lists`,
    remedy: 'Add the file, or write the manifest anew with `radscore manifest`.',
  });
}

function roiSummary({ image, roi }: ManifestSequence, volume: Volume, mask: Mask): RoiSummary {
  const voxels = mask.voxels.reduce((sum, inside) => sum + inside, 0);
  return {
    file: roi.file,
    image,
    label: [roi.label ?? 1].flat()[0],
    voxels,
    slices: boundingBox(mask).size[2],
    millilitres: (voxels * voxelVolume(volume.spacing)) / 1000,
  };
}
