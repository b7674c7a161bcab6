/** Which program computes here: its versions, and a fingerprint of what it computes on fixed inputs. */
import { createHash } from 'node:crypto';
import { conformanceReport } from '@radscore/pipeline/conformance';
import { ENGINE_VERSION } from '@radscore/radiomics';
import { DEFAULT_PROTOCOL, fitModel, Random, readCohort } from '@radscore/statistics';
import cli from '../package.json' with { type: 'json' };

export interface EngineRecord {
  readonly format: 'radscore-engine/1';
  readonly program: { readonly name: 'radscore'; readonly version: string };
  readonly features: { readonly version: string; readonly fingerprint: string };
  readonly statistics: { readonly fingerprint: string };
  readonly conformance: { readonly standard: string; readonly passed: number; readonly failed: number };
}

/**
 * The fingerprints are SHA-256 of results at full precision, of the IBSI-1 phantom and of a fit on synthetic rows. Files
 * of code differ between sources and package; results do not, and they are what a rerun depends on.
 */
export function engineRecord(): EngineRecord {
  const { standard, passed, failed, values } = conformanceReport();
  return {
    format: 'radscore-engine/1',
    program: { name: 'radscore', version: cli.version },
    features: { version: ENGINE_VERSION, fingerprint: hashOf(values.map(({ tag, got }) => [tag, got])) },
    statistics: { fingerprint: hashOf(syntheticFit()) },
    conformance: { standard, passed, failed },
  };
}

const ROWS = 60;
const COLUMNS = 12;

/** A fit without resampling on seeded rows of no patient. */
function syntheticFit(): unknown {
  const random = new Random(1);
  const names = Array.from({ length: COLUMNS }, (_, j) => `f${j}`);
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const values = names.map(() => random.normal());
    const event = random.uniform() < 1 / (1 + Math.exp(-1.5 * values[0] + values[1])) ? 1 : 0;
    return [`S${i}`, event, ...values].join(',');
  });
  const { cohort } = readCohort(`${['id,event', ...names].join(',')}\n${lines.join('\n')}\n`, {
    outcome: 'event',
    id: 'id',
    seed: 1,
  });
  const { validation, bootstrap, permutations } = DEFAULT_PROTOCOL;
  const { model, evaluation } = fitModel(cohort, {
    ...DEFAULT_PROTOCOL,
    validation: { ...validation, folds: 0 },
    bootstrap: { ...bootstrap, count: 0 },
    permutations: { ...permutations, count: 0 },
  });
  return [model.features, model.radScore, evaluation.test];
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
