/** The verdict on a study before it is uploaded: bytes in, findings out, the same code that admission and preparation run. */
import {
  type DrawRegion,
  describeRegion,
  formatOf,
  IdentityCheck,
  type ImageSummary,
  InputRefused,
  inspectRegion,
  type Mask,
  type NamedBytes,
  orientationCode,
  type Readers,
  type RoiSummary,
  remarkFinding,
  type StudyFinding,
  type StudyInspection,
  type StudyNote,
  selectLabel,
  summariseRegion,
  unnamedLabel,
  unpackArchives,
  type Volume,
  withoutPaths,
} from '@radscore/imaging';
import { SEQUENCES } from '../contracts/choices.ts';
import { isArchive, isPartOf, listedPlace, type Manifest, type ManifestSequence } from '../contracts/manifest.ts';
import type { AppliedRepair } from '../contracts/repair.ts';
import { protocolById } from '../protocols/index.ts';
import { createSequenceReader } from '../sequences/read-sequence.ts';
import { requireMeasurable } from './measured-region.ts';
import { settingsOf } from './sequence-settings.ts';

/** What inspection found of a study with a manifest. */
export interface ManifestInspection extends Omit<StudyInspection, 'proposal'> {
  /** The repairs that the manifest accepts and that are needed. */
  readonly repairs: readonly AppliedRepair[];
}

/**
 * Examines a study as its manifest describes it: its files are all there, nothing identifies the patient, and every
 * sequence can be read with its region of interest, which the protocol can measure.
 *
 * @throws ProtocolNotFound
 */
export function inspectManifestWith(
  readers: Readers,
  files: readonly NamedBytes[],
  manifest: Manifest,
  draw: DrawRegion = () => {},
): ManifestInspection {
  const { readSequence } = createSequenceReader(readers);
  const findings: StudyFinding[] = [];
  const series: ImageSummary[] = [];
  const rois: RoiSummary[] = [];
  const notes: StudyNote[] = [];
  const repairs: AppliedRepair[] = [];
  const listed = new Set(manifest.files.map(({ path }) => path));
  const byName = new Map(files.map((file) => [file.name, file]));
  const archives = unpackArchives(files.filter(({ name }) => listed.has(name) && isArchive(name)));
  /** The files that the manifest lists, and in place of archives what lies in them. */
  const study = manifest.files.flatMap(({ path }) =>
    isArchive(path) ? archives.files.filter(({ name }) => name.startsWith(`${path}/`)) : (byName.get(path) ?? []),
  );
  const take = (path: string): NamedBytes[] => study.filter(({ name }) => isPartOf(manifest, name, path));

  const check = new IdentityCheck();
  manifest.files.forEach(({ path }, i) => {
    check.addPath(path, listedPlace(i));
  });
  for (const [name, place] of archives.names) check.addPath(name, place);
  for (const { archive, where } of archives.remarks) check.addFinding(remarkFinding(archive, where));
  for (const file of study) check.add(file);
  const paths = check.identifyingPaths();
  const drawNamed: DrawRegion = (region, image, mask) => draw(withoutPaths(region, paths), image, mask);
  for (const { path, bytes } of manifest.files) {
    const got = byName.get(path)?.bytes.length;
    if (got !== bytes) findings.push(findingOf(notAsListed(path, got, bytes)));
  }
  findings.push(...archives.refusals.map(findingOf), ...check.refusals.map(findingOf));
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      // One damaged file is one finding, though several parts of the study come upon it.
      const finding = findingOf(error);
      if (!findings.some(({ file, code }) => file === finding.file && code === finding.code)) findings.push(finding);
      return undefined;
    }
  };
  const protocol = protocolById(manifest.protocol);
  for (const sequence of SEQUENCES) {
    const source = manifest.sequences[sequence];
    if (!source) continue;
    const [image, roi] = [take(source.image), take(source.roi.file)];
    let heard: Volume | undefined;
    const found = attempt(() =>
      readSequence(sequence, source, { image, roi }, (volume) => {
        heard = volume;
      }),
    );
    if (found) attempt(() => requireMeasurable(found, settingsOf(protocol.sequences[sequence]), source.roi.file));
    notes.push(...(found?.notes ?? []).map((note) => ({ ...note, sequence })));
    repairs.push(...(found?.repairs ?? []));
    const volume = found?.volume ?? heard;
    if (!volume) continue;
    const { size, spacing, direction } = volume;
    series.push({ name: source.image, sequence, size, spacing, orientation: orientationCode(direction) });
    const region = attempt(() => describe({ readers, sequence, source, volume, mask: found?.mask, roi }, drawNamed));
    if (region) rois.push(region);
  }

  const receipt = check.receipt();
  for (const { code, file, where, remedy } of receipt.findings) findings.push({ code, file, message: where, remedy });
  const isIdentifiable = receipt.verdict === 'quarantine';
  const verdict = isIdentifiable ? 'quarantined' : findings.length > 0 ? 'refused' : 'accepted';
  return withoutPaths({ verdict, findings, series, rois, receipt, notes, repairs }, paths);
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
    remedy: 'Add the file, or write the manifest again with `radscore manifest`.',
  });
}

/** A region of interest on the image that it was read for; `mask` is missing if it does not fit. */
interface RegionOfSequence {
  readonly readers: Readers;
  readonly sequence: string;
  readonly source: ManifestSequence;
  readonly volume: Volume;
  readonly mask?: Mask;
  readonly roi: readonly NamedBytes[];
}

/** Numbers and pictures of a region: a label image as it is stored and as it would be repaired, others as they are read. */
function describe(
  { readers, sequence, source, volume, mask, roi: files }: RegionOfSequence,
  draw: DrawRegion,
): RoiSummary | undefined {
  const { image, roi } = source;
  const [first] = files;
  if (!first) return undefined;
  if (formatOf(first.bytes, first.name) === 'dicom') {
    if (!mask) return undefined;
    const [label] = [roi.label ?? unnamedLabel(readers.regionLabels(first.bytes, first.name))].flat();
    draw({ file: roi.file, label, sequence, state: '' }, volume, mask);
    return { sequence, ...summariseRegion(roi.file, image, label, mask) };
  }
  const stored = readers.readImage(files);
  const inspection = inspectRegion(volume, stored, { label: roi.label, file: first.name });
  const [only] = inspection.labels.size === 1 ? inspection.labels.keys() : [];
  const [label] = [roi.label ?? (inspection.labels.has(1) ? 1 : (only ?? 1))].flat();
  const isThere = [roi.label ?? label].flat().every((one) => inspection.labels.has(one));
  const own = selectLabel(stored, isThere ? roi.label : only, first.name);
  return describeRegion({ name: image, volume }, { file: roi.file, label, sequence, stored: own, inspection }, draw);
}
