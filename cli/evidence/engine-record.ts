/** Which program computes here: its versions, and a fingerprint of what it computes on fixed inputs. */
import { createHash } from 'node:crypto';
import { IDENTITY_DIRECTION } from '@radscore/imaging';
import { conformanceReport } from '@radscore/pipeline/conformance';
import { ENGINE_VERSION, settingsFrom } from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { DEFAULT_PROTOCOL, fitModel, Random, readCohort } from '@radscore/statistics';
import cli from '../package.json' with { type: 'json' };

export interface EngineIdentity {
  readonly program: { readonly name: 'radscore'; readonly version: string };
  readonly features: { readonly version: string; readonly fingerprint: string };
  readonly statistics: { readonly fingerprint: string };
}

export interface EngineRecord extends EngineIdentity {
  readonly format: 'radscore-engine/1';
  readonly conformance: { readonly standard: string; readonly passed: number; readonly failed: number };
}

/** `engine.json`. */
export function engineRecord(): EngineRecord {
  const { standard, passed, failed } = conformanceReport();
  return { format: 'radscore-engine/1', ...engineIdentity(), conformance: { standard, passed, failed } };
}

/**
 * The fingerprints are SHA-256 of results at full precision: features of a synthetic image, and a fit on synthetic rows.
 * Files of code differ between sources and package; results do not, and they are what a rerun depends on.
 */
export function engineIdentity(): EngineIdentity {
  return {
    program: { name: 'radscore', version: cli.version },
    features: { version: ENGINE_VERSION, fingerprint: hashOf(syntheticFeatures()) },
    statistics: { fingerprint: hashOf(syntheticFit()) },
  };
}

/** Features of every class, of the image and of filtered ones, resampled, in a seeded image of nothing. */
function syntheticFeatures(): unknown {
  const random = new Random(2);
  const size = [14, 12, 10] as const;
  const count = size[0] * size[1] * size[2];
  const grid = { size, spacing: [0.9, 0.9, 1.5], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
  const image = { ...grid, voxels: Int16Array.from({ length: count }, () => Math.round(100 + 30 * random.normal())) };
  const centre = size.map((length) => (length - 1) / 2);
  const isInside = (i: number) => {
    const place = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / (size[0] * size[1]))];
    return Math.hypot(...place.map((at, axis) => (at - centre[axis]) / (0.42 * size[axis]))) < 1;
  };
  const mask = { ...grid, voxels: Uint8Array.from({ length: count }, (_, i) => Number(isInside(i))) };
  const settings = settingsFrom({
    setting: { binWidth: 10, normalize: true, normalizeScale: 100, resampledPixelSpacing: [1, 1, 1] },
    imageType: { Original: {}, LoG: { sigma: [2] }, Wavelet: {}, Exponential: {} },
  });
  return nodeEngine
    .extract(image, mask, settings)
    .blocks.map(({ names, values }) => names.map((name, i) => [name, String(values[i])]));
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
