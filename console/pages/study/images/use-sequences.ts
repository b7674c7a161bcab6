/** Reads the sequences of a study side by side: files fetched, decoded by the engine's workers, shown as they come. */
import type { Reason } from '@radscore/pipeline/browser';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiProblem } from '../../../api/problem.ts';
import type { ViewedImage } from '../../../components/slice-viewer/viewed-image.ts';
import { StudyNotReadable } from '../../../engine/engine-client.ts';
import type { ReadSequence, SequencesOfStudy } from '../../../engine/messages.ts';
import { t } from '../../../texts/texts.ts';
import { askFiles, SEQUENCES, type SequenceName, type Study, type StudyFile } from '../data/study-data.ts';
import type { EarlyImage } from './coming-images.ts';
import { StudyDownload } from './study-files.ts';

/** Part of the progress that fetching is; the rest is decoding. */
const FETCHING = 0.8;

interface Reading {
  readonly read?: ReadSequence;
  /** Volumes by phase, of those that were read. */
  readonly phases?: ViewedImage['phases'];
  /** What can be shown before the reading has ended. */
  readonly early?: EarlyImage;
  readonly progress?: number;
  readonly problem?: string;
}

export interface ReadImages {
  readonly images: readonly ViewedImage[];
  /** What the engine says of the images, by sequence. */
  readonly notes: readonly (Reason & { readonly sequence: SequenceName })[];
  /** Why no image could be asked for. */
  readonly problem?: ApiProblem;
  readonly again: () => void;
  /** Reads a further phase of a dynamic series. */
  readonly readPhase: (sequence: string, phase: number) => void;
  /** Wants a slice of an image that is still being read before its others. */
  readonly askSlice: (sequence: string, slice: number) => void;
}

/** The files of one sequence. */
interface FoundFiles {
  readonly sequence: SequenceName;
  readonly sequences: SequencesOfStudy;
  readonly files: readonly StudyFile[];
}

/** What knows paths of manifests is large: it is loaded while the addresses are asked for, the engine too. */
async function filesBySequence(studyId: string): Promise<readonly FoundFiles[]> {
  void import('../../../engine/site-engine.ts').then(
    ({ engine }) => engine.warm(),
    () => {},
  );
  const [{ manifest, files }, { neededFiles }] = await Promise.all([
    askFiles(studyId),
    import('./needed-files.ts'),
    import('./coming-images.ts'),
  ]);
  const sequences = manifest as SequencesOfStudy;
  return SEQUENCES.flatMap((sequence) => {
    const source = sequences.sequences[sequence];
    return source ? [{ sequence, sequences, files: neededFiles(sequences, source, files) }] : [];
  });
}

type Readings = Readonly<Partial<Record<SequenceName, Reading>>>;

/** Reads all sequences when the study's manifest appears or changes; ends the reading when the view is left. */
export function useSequences({ studyId, manifestHash, repairs }: Study): ReadImages {
  const [readings, setReadings] = useState<Readings>({});
  const [problem, setProblem] = useState<ApiProblem>();
  const [attempt, setAttempt] = useState(0);
  const ending = useRef(new AbortController());
  const asked = useRef(new Set<string>());
  const asking = useRef(new Map<string, (slice: number) => void>());

  const set = (sequence: SequenceName, change: (before: Reading) => Reading): void =>
    setReadings((before) => ({ ...before, [sequence]: change(before[sequence] ?? {}) }));

  const readOne = async (found: FoundFiles, download: StudyDownload, phase?: number): Promise<void> => {
    const { signal } = ending.current;
    const { sequence } = found;
    let shown = 0;
    const hear = (progress: number): void => {
      // A step that nobody sees is not drawn.
      if (progress - shown < 0.02) return;
      shown = progress;
      set(sequence, (before) => ({ ...before, progress }));
    };
    try {
      const read =
        phase === undefined
          ? await (await import('./coming-images.ts')).readComing(found, download, {
              signal,
              onBytes: (done, all) => hear((FETCHING * done) / all),
              onPreparing: () => hear(FETCHING + 0.15),
              onEarly: (early) => set(sequence, (before) => ({ ...before, early })),
              onAsking: (ask) => asking.current.set(sequence, ask),
            })
          : await readPhaseOf(found, download, phase, { signal, hear });
      set(sequence, (before) => withRead(before, read));
    } catch (error) {
      if (signal.aborted) return;
      const said = error instanceof StudyNotReadable ? error.refusal.message : (error as Error).message;
      // What was shown of a file that is refused after all is not shown any longer.
      set(sequence, (before) => ({ ...before, early: undefined, progress: undefined, problem: said }));
    }
  };

  useEffect(() => {
    ending.current = new AbortController();
    const { signal } = ending.current;
    asked.current.clear();
    asking.current.clear();
    setProblem(undefined);
    setReadings({});
    filesBySequence(studyId).then(
      (found) => {
        if (signal.aborted) return;
        const download = new StudyDownload(
          found.map(({ files }) => files),
          signal,
        );
        for (const one of found) void readOne(one, download);
        for (const sequence of SEQUENCES) {
          if (!found.some((one) => one.sequence === sequence))
            set(sequence, () => ({ problem: t().study.images.notInStudy }));
        }
      },
      (error: unknown) => {
        if (!signal.aborted)
          setProblem(error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) }));
      },
    );
    return () => ending.current.abort();
  }, [studyId, manifestHash, attempt]);

  const readPhase = (sequence: string, phase: number): void => {
    const name = `${sequence} ${phase}`;
    if (asked.current.has(name)) return;
    asked.current.add(name);
    const { signal } = ending.current;
    // The addresses of the first reading may have run out.
    filesBySequence(studyId).then(
      (all) => {
        const found = all.find((one) => one.sequence === sequence);
        if (found && !signal.aborted) void readOne(found, new StudyDownload([found.files], signal), phase);
      },
      () => asked.current.delete(name),
    );
  };

  const texts = t().study.images;
  // An image whose reading has not changed stays the same object: its canvas is not drawn again.
  const [t2fs, dwi, dce] = SEQUENCES.map((key) =>
    useMemo(() => viewedImage(key, readings[key], repairs, texts), [readings[key], repairs, texts]),
  );
  const images = useMemo(() => [t2fs, dwi, dce], [t2fs, dwi, dce]);
  const notes = SEQUENCES.flatMap((sequence) =>
    (readings[sequence]?.read?.notes ?? []).map((note) => ({ ...note, sequence })),
  );
  const askSlice = (sequence: string, slice: number): void => asking.current.get(sequence)?.(slice);
  return { images, notes, problem, again: () => setAttempt((n) => n + 1), readPhase, askSlice };
}

/** A further phase of a series, read when all of it has come. */
async function readPhaseOf(
  { sequence, sequences, files }: FoundFiles,
  download: StudyDownload,
  phase: number,
  { signal, hear }: { readonly signal: AbortSignal; readonly hear: (progress: number) => void },
): Promise<ReadSequence> {
  const [fetched, { engine }] = await Promise.all([
    download.filesOf(files, (done, all) => hear((FETCHING * done) / all)),
    import('../../../engine/site-engine.ts'),
  ]);
  return engine.readSequence(fetched.files, sequences, sequence, {
    signal,
    phase,
    transfer: fetched.transfer,
    onProgress: ({ done, all }) => hear(FETCHING + 0.15 * (all > 0 ? done / all : 1)),
  });
}

/** A further phase joins those that were read; the first reading says which one is used, and the region. */
function withRead(before: Reading, read: ReadSequence): Reading {
  return { read: before.read ?? read, phases: phasesWith(read, before.phases) };
}

function phasesWith(
  { volume, phases: { count, read } = { count: 1, read: 0 } }: Pick<ReadSequence, 'volume' | 'phases'>,
  before?: ViewedImage['phases'],
): ViewedImage['phases'] {
  return Array.from({ length: count }, (_, k) => (k === read ? volume : before?.[k]));
}

const NO_PHASE: ViewedImage['phases'] = [];

function viewedImage(
  key: SequenceName,
  { read, early, phases = early ? phasesWith(early) : NO_PHASE, progress, problem }: Reading = {},
  repairs: Study['repairs'],
  texts: ReturnType<typeof t>['study']['images'],
): ViewedImage {
  const isRepaired = [...(repairs ?? []), ...(read?.repairs ?? [])].some(({ sequence }) => sequence === key);
  return {
    key,
    name: texts.names[key],
    phases,
    usedPhase: (read ?? early)?.phases?.read,
    mask: (read ?? early)?.mask,
    there: read ? undefined : early?.there,
    isDoubtful: isRepaired,
    // The reader brings every map of diffusion to this unit; of the others the values have none.
    unit: key === 'dwi' ? '10⁻⁶\u202fmm²/s' : undefined,
    progress,
    problem,
  };
}
