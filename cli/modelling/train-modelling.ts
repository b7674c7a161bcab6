/** The modelling of a training run: the file that `radscore fit --protocol` takes, changed by options. */
import { type ModellingChanges, modellingProtocolOf } from '@radscore/pipeline/fitting';
import { readProtocol } from './fit-protocol.ts';

/** Options of `radscore train` that change the modelling, each as the same option of `radscore fit`. */
export interface TrainModellingOptions {
  readonly modelling?: string;
  /** False for --no-filter. */
  readonly filter: boolean;
  readonly forceClinical?: boolean;
  readonly permutations?: number;
  readonly bootstrap?: number;
  readonly nested?: number;
  readonly leaveOneSiteOut?: boolean;
}

/**
 * How the modelling of a run differs from `her2-pcr@1`; undefined if it does not. Options alone name the modelling after
 * themselves: `her2-pcr@1+nested=0`.
 *
 * @throws InputRefused, ModellingProtocolInvalid, before anything is sent
 */
export function modellingOfOptions(protocol: string, options: TrainModellingOptions): ModellingChanges | undefined {
  const { modelling: file, filter, forceClinical, permutations, bootstrap, nested, leaveOneSiteOut } = options;
  const asked = [
    ...(filter ? [] : ['no-filter']),
    ...(forceClinical ? ['force-clinical'] : []),
    ...(permutations === undefined ? [] : [`permutations=${permutations}`]),
    ...(bootstrap === undefined ? [] : [`bootstrap=${bootstrap}`]),
    ...(nested === undefined ? [] : [`nested=${nested}`]),
    ...(leaveOneSiteOut ? ['leave-one-site-out'] : []),
  ];
  if (file === undefined && asked.length === 0) return undefined;
  const base = file === undefined ? { id: [protocol, ...asked].join('+') } : readProtocol(file);
  modellingProtocolOf(base);
  const changes = base as ModellingChanges;
  const validation = {
    ...changes.validation,
    ...(nested !== undefined && { folds: nested }),
    ...(leaveOneSiteOut && { by: 'site' as const }),
  };
  const merged: ModellingChanges = {
    ...changes,
    ...(!filter && { nearDuplicates: null }),
    ...(forceClinical && { clinical: { ...changes.clinical, force: true } }),
    ...(permutations !== undefined && { permutations: { ...changes.permutations, count: permutations } }),
    ...(bootstrap !== undefined && { bootstrap: { ...changes.bootstrap, count: bootstrap } }),
    ...(Object.keys(validation).length > 0 && { validation }),
  };
  modellingProtocolOf(merged);
  return merged;
}
