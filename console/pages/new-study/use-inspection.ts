/** The inspection of the chosen folder, and the check of the study as it would be sent. */
import { useEffect, useState } from 'preact/hooks';
import type { EngineProgress } from '../../engine/messages.ts';
import { engine } from '../../engine/site-engine.ts';
import { areCorrected, manifestToCheck } from './draft.ts';
import { checked, chosen, corrections, fields, inspected, inspectedIn, sentFiles, sequences } from './draft-store.ts';

/** How an inspection goes. */
export interface Inspecting {
  readonly progress?: EngineProgress;
  /** What ended it, in the engine's words. */
  readonly failure?: string;
  readonly stop?: () => void;
}

/** Inspects the chosen folder, once. */
export function useInspection(): Inspecting {
  const [state, setState] = useState<Inspecting>({});
  const folder = chosen.value;
  useEffect(() => {
    if (!folder || inspected.peek() || folder.files.length === 0) return;
    const abort = new AbortController();
    const { signal } = abort;
    const began = performance.now();
    const stop = (): void => {
      abort.abort();
      chosen.value = undefined;
    };
    setState({ progress: { step: 'reading', done: 0, all: 1 }, stop });
    engine
      .inspect(folder.files, { pictures: true, signal, onProgress: (progress) => setState({ progress, stop }) })
      .then(
        (result) => {
          inspectedIn.value = (performance.now() - began) / 1000;
          inspected.value = result;
          setState({});
        },
        (error: unknown) => {
          if (!signal.aborted) setState({ failure: error instanceof Error ? error.message : String(error) });
        },
      );
    return () => abort.abort();
  }, [folder]);
  return state;
}

/** After the last correction, milliseconds. */
const SETTLED = 300;

/** Checks the corrected study as admission will. Without corrections nothing is to be checked again. */
export function useCheck(): { readonly isChecking: boolean } & Inspecting {
  const [state, setState] = useState<{ readonly isChecking: boolean } & Inspecting>({ isChecking: false });
  const mayCheck = inspected.value !== undefined && areCorrected(corrections.value);
  const hasSequences = Object.keys(sequences.value).length > 0;
  const key = mayCheck ? JSON.stringify([sequences.value, fields.value.protocol]) : '';
  useEffect(() => {
    const { files } = chosen.peek() ?? {};
    checked.value = undefined;
    if (key === '' || !files || !hasSequences) return setState({ isChecking: false });
    const abort = new AbortController();
    setState({ isChecking: true });
    const timer = setTimeout(() => {
      const { protocol } = fields.peek();
      const own = sentFiles.peek();
      const listed = own.map(({ name, file }) => ({ path: name, bytes: file.size }));
      const content = { protocol, studyId: 'check', sequences: sequences.peek(), clinical: {} };
      engine
        .inspect(own, {
          pictures: true,
          manifest: manifestToCheck(content, listed),
          signal: abort.signal,
          onProgress: (progress) => setState({ isChecking: true, progress }),
        })
        .then(
          (result) => {
            checked.value = result;
            setState({ isChecking: false });
          },
          (error: unknown) => {
            if (abort.signal.aborted) return;
            setState({ isChecking: false, failure: error instanceof Error ? error.message : String(error) });
          },
        );
    }, SETTLED);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key]);
  return state;
}
