/** The modelling protocol of `radscore fit`: a file or the default, changed by options. */
import { InputRefused } from '@radscore/imaging';
import { modellingProtocolOf } from '@radscore/pipeline/fitting';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '@radscore/statistics';
import { readText } from '../files/text-file.ts';
import type { FitTableOptions } from './fit-options.ts';

/** The modelling protocol: the file's or the default, with what the options change. @throws InputRefused, ModellingProtocolInvalid */
export function protocolOf(options: FitTableOptions): ModellingProtocol {
  const base = options.protocol === undefined ? DEFAULT_PROTOCOL : modellingProtocolOf(readProtocol(options.protocol));
  const { seed, permutations, bootstrap, nested, leaveOneSiteOut } = options;
  const { validation } = base;
  const resampled = (step: ModellingProtocol['bootstrap'], count = step.count) => ({ count, seed: seed ?? step.seed });
  return {
    ...base,
    nearDuplicates: options.filter ? base.nearDuplicates : null,
    clinical: { ...base.clinical, force: options.forceClinical ?? base.clinical.force },
    bootstrap: resampled(base.bootstrap, bootstrap),
    permutations: resampled(base.permutations, permutations),
    validation: {
      ...validation,
      folds: nested ?? validation.folds,
      seed: seed ?? validation.seed,
      ...(leaveOneSiteOut && { by: 'site' as const }),
    },
  };
}

/** The value of a modelling protocol's file. @throws InputRefused */
export function readProtocol(file: string): unknown {
  const text = readText(file, 'a modelling protocol (JSON)');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const got = (cause as Error).message;
    const wanted = 'a modelling protocol as JSON';
    throw new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Correct the file.' }, { cause });
  }
}
