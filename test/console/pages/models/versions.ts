/** Rows of versions for tests of pure functions: what they look at, and nothing else. */
import type { GateResult, Version } from '../../../../console/pages/models/line/line-types.ts';

export interface VersionFields {
  readonly state?: Version['state'];
  readonly against?: number;
  readonly train?: number;
  readonly test?: number;
  readonly features?: number;
  readonly gates?: readonly GateResult[];
}

export function versionRow(version: number, fields: VersionFields = {}): Version {
  const { state = 'candidate', against, train = 60, test = 40, features = 5, gates = [] } = fields;
  const judgement = {
    at: '2026-11-26T03:00:00.000Z',
    passed: gates.every(({ refuses }) => !refuses),
    gates: [...gates],
    ...(against !== undefined && { against }),
  };
  return {
    audience: 'participant',
    owner: 'centre-1',
    name: 'her2-pcr',
    version,
    state,
    status: { judgement },
    rows: { train, test },
    selected: Array.from({ length: features }, (_, k) => `f${k}`),
    trigger: 'schedule',
    createdAt: '2026-11-26T03:00:00.000Z',
    protocol: 'her2-pcr@1',
    engineVersion: '1',
    settingsHash: '0',
    apparent: { auc: 0.9, ci: [0.8, 0.95] },
  };
}

export function gate(name: string, verdict: 'passed' | 'refused' | 'not-measured', wanted = 'more'): GateResult {
  return {
    gate: name,
    passed: verdict === 'not-measured' ? null : verdict === 'passed',
    refuses: verdict === 'refused',
    got: `${name} "got"`,
    wanted,
    figures: {},
    message: '',
  };
}
