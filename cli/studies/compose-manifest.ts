/** Puts a study's manifest together: what inspection proposes, and what options say instead. */
import type { IdentifyingPaths, SeriesSelection } from '@radscore/imaging';
import { examineStudy, type NamedBytes, type StudyInspection, withoutPaths } from '@radscore/imaging/node';
import {
  isArchive,
  type ManifestSequence,
  REPAIRS,
  SEQUENCES,
  type SequenceName,
  WHOLE_STUDY,
} from '@radscore/pipeline';
import { asInManifest, listedFiles, type StudySequences } from '@radscore/pipeline/upload';
import { ALL_SELECTION_FORMS, selectionFrom } from '../files/selection.ts';
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';
import { namedSequence, parseSequences } from './study-folder.ts';

/** Options that say which files, volumes and repairs a manifest means. */
export interface SequenceOptions {
  /** `t2fs=image:roi[:label]` or `t2fs=none`. */
  readonly sequence?: readonly string[];
  /** `dce=type=W,phase=1`: the volume of that sequence that is meant, in the forms of `--select`. */
  readonly select?: readonly string[];
  /** The phase of the dynamic series that is read. */
  readonly phase?: number | 'peak';
  /** `t2fs=resample-to-image`: the repair of that sequence's region of interest that is accepted. */
  readonly acceptRepair?: readonly string[];
}

export interface ComposedStudy {
  readonly sequences: StudySequences;
  /** Study-relative paths of all files that the sequences consist of, in the order of their code units. */
  readonly files: readonly string[];
  /** Why each sequence was proposed; those that an option names have no reason. */
  readonly because: Readonly<Partial<Record<SequenceName, string>>>;
  readonly leftOut: StudyInspection['proposal']['leftOut'];
  /** What was found in the folder, with all of its files; it may be shown. */
  readonly inspection: StudyInspection;
  /** Files that may not be named by their paths, and what stands for them in what is shown. */
  readonly paths: IdentifyingPaths;
  /** What only a person can know, and no option says. */
  readonly undecided: readonly string[];
}

/** @throws UsageProblem, InputRefused for files that are named and not there */
export function composeStudy(folder: string, files: readonly NamedBytes[], options: SequenceOptions): ComposedStudy {
  const named = parseSequences(options.sequence ?? []);
  const selected = parseSelections(options.select ?? []);
  const choices = Object.fromEntries(Object.entries(selected).filter(([name]) => !named[name as SequenceName]));
  const { inspection, paths } = examineStudy(files, undefined, undefined, choices);
  const shown = withoutPaths(inspection, paths);
  const { proposal } = inspection;
  const sequences: StudySequences = {};
  const used = new Set<string>();
  for (const sequence of SEQUENCES) {
    const said = named[sequence];
    const proposed = proposal.sequences[sequence];
    if (said === 'none') continue;
    if (said) {
      const own = namedSequence(folder, sequence, said);
      sequences[sequence] = selected[sequence] ? { ...own, ...inManifest(selected[sequence]) } : own;
      for (const { name } of files) if (belongsTo(own, name)) used.add(name);
    } else if (proposed) {
      const source = asInManifest(proposed);
      const { phase: _phase, ...withoutPhase } = source;
      const selection = selected[sequence];
      sequences[sequence] = selection ? { ...withoutPhase, ...narrowed(selection, source.volume) } : source;
      for (const name of [...proposed.files, proposed.roi.file]) used.add(name);
    }
  }
  const isNamed = Object.keys(named).length > 0;
  const left = shown.proposal.undecided.filter(({ sequence }) => (sequence ? !named[sequence] : !isNamed));
  const open = left.flatMap(({ sequence }) => sequence ?? []);
  requireKnown(
    Object.keys(selected).filter((name) => !open.some((one) => one === name)),
    sequences,
  );
  const names = files.map(({ name }) => name);
  return {
    sequences: withPhase(withRepairs(sequences, options.acceptRepair ?? []), options.phase),
    files: listedFiles(names, used),
    because: Object.fromEntries(
      Object.entries(shown.proposal.sequences).flatMap(([name, { because }]) =>
        named[name as SequenceName] ? [] : [[name, because]],
      ),
    ),
    leftOut: isNamed ? withoutPaths(byFolder(names.filter((name) => !used.has(name))), paths) : shown.proposal.leftOut,
    inspection: shown,
    paths,
    undecided: left.map(({ got, wanted, remedy }) => `got ${got}; wanted ${wanted}. ${remedy}`),
  };
}

/** @throws CommandFailed for what is undecided, with the options that decide it */
export function requireDecided({ undecided, sequences }: ComposedStudy): void {
  if (undecided.length > 0) throw new CommandFailed(undecided.join('\n'), EXIT.refused);
  if (Object.keys(sequences).length > 0) return;
  throw new UsageProblem(`got --sequence …=none for every sequence; wanted at least one of ${SEQUENCES.join(', ')}.`);
}

function belongsTo({ image, roi }: ManifestSequence, path: string): boolean {
  if (isArchive(path) && [image, roi.file].some((one) => one.startsWith(`${path}/`))) return true;
  if (path === roi.file || path === image || image === WHOLE_STUDY) return true;
  return image.endsWith('/') && path.startsWith(image);
}

function byFolder(paths: readonly string[]): ComposedStudy['leftOut'] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1) || WHOLE_STUDY;
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([folder, files]) => ({ folder, files, why: 'in no sequence' }));
}

function parseSelections(texts: readonly string[]): Partial<Record<SequenceName, SeriesSelection>> {
  const found: Partial<Record<SequenceName, SeriesSelection>> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    const sequence = SEQUENCES.find((known) => known === text.slice(0, at));
    const selection = selectionFrom(text.slice(at + 1));
    if (!sequence || !selection) throw unknownSelection(text, SEQUENCES);
    found[sequence] = selection;
  }
  return found;
}

/** @throws UsageProblem if a selection is about a sequence that the study does not have */
function requireKnown(names: readonly string[], sequences: StudySequences): void {
  const unknown = names.find((name) => !(name in sequences));
  if (unknown) throw unknownSelection(`${unknown}=…`, Object.keys(sequences));
}

function unknownSelection(text: string, names: readonly string[]): UsageProblem {
  return new UsageProblem(
    `got --select ${text}; wanted one of ${names.join(', ') || 'the sequences of the study, of which none was found'}, = and ${ALL_SELECTION_FORMS}. \`radscore inspect\` lists them.`,
  );
}

/** A person's selection in place of the proposed one; a series alone leaves it as it is. */
function narrowed(selection: SeriesSelection, proposed: ManifestSequence['volume']): Partial<ManifestSequence> {
  const { seriesUid: _uid, seriesNumber: _number, ...within } = selection;
  if (Object.keys(within).length === 0) return proposed ? { volume: proposed } : {};
  return inManifest(within);
}

/** A selection in the terms of a manifest. */
function inManifest({
  seriesUid,
  seriesNumber,
  bValue,
  channel: _channel,
  adc,
  ...others
}: SeriesSelection): Partial<ManifestSequence> {
  const volume = {
    ...others,
    ...(adc && { adc }),
    ...(bValue !== undefined && { b: bValue }),
    ...(seriesNumber !== undefined && { series: seriesNumber }),
  };
  return {
    ...(seriesUid !== undefined && { series: seriesUid }),
    ...(Object.keys(volume).length > 0 && { volume: volume as ManifestSequence['volume'] }),
  };
}

/** @throws UsageProblem */
function withPhase(sequences: StudySequences, phase: number | 'peak' | undefined): StudySequences {
  if (phase === undefined) return sequences;
  const { dce } = sequences;
  if (!dce) throw new UsageProblem('got --phase for a study without dce; wanted it for a dynamic series only.');
  const { phase: _phase, ...volume } = dce.volume ?? {};
  const { volume: _volume, ...others } = dce;
  return { ...sequences, dce: { ...others, ...(Object.keys(volume).length > 0 && { volume }), phase } };
}

/** Adds the accepted repair to each sequence. @throws UsageProblem */
function withRepairs(sequences: StudySequences, accepted: readonly string[]): StudySequences {
  const repaired = { ...sequences };
  for (const text of accepted) {
    const [name, repair] = text.split('=');
    const sequence = SEQUENCES.find((known) => known === name);
    const known = REPAIRS.find((one) => one === repair);
    const own = sequence && repaired[sequence];
    if (!sequence || !known || !own) {
      throw new UsageProblem(
        `got --accept-repair ${text}; wanted one of ${Object.keys(repaired).join(', ')}, = and one of ${REPAIRS.join(', ')}. \`radscore inspect\` proposes one.`,
      );
    }
    repaired[sequence] = { ...own, repair: known };
  }
  return repaired;
}
