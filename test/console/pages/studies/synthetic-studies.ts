/** Synthetic rows of studies, and an API that serves them: for tests of the list and its benchmark. */
import type { Study } from '../../../../console/api/state-of-study.ts';
import type { Fixture, Fixtures } from '../../harness.ts';

const NOTICE = 'Research use only. Not a medical device.';
const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const;

/** Of every sixteen studies these states need somebody or run; the others are complete. */
const OTHERS: readonly Partial<Study>[] = [
  { status: 'analysing' },
  { status: 'awaiting-upload' },
  {
    status: 'partial',
    gaps: { t2fs: { code: 'geometry-mismatch', message: 'got another grid; wanted that of the image.' } },
  },
  {
    status: 'quarantined',
    reason: { code: 'identifiable', message: 'got places that may identify; see the receipt.' },
  },
  { status: 'partial', gaps: { dce: { code: 'mask-missing', message: 'got no region of interest; wanted one.' } } },
  {
    status: 'failed',
    reason: { code: 'checksum-mismatch', message: 'got another SHA-256; wanted that of the manifest.' },
  },
  { status: 'failed', reason: { code: 'internal-error', message: 'The service failed.' } },
];

/** A study by its number: the same number, the same study. Ids are in the order of time. */
export function syntheticStudy(number: number, now: number): Study {
  const at = new Date(now - number * 53 * 60_000).toISOString();
  const studyId = `SYN-${String(100_000 - number)}`;
  const base = { studyId, receivedAt: at, updatedAt: at, dataOrigin: 'synthetic', protocol: 'her2-pcr@1' } as const;
  const other = number % 16 < OTHERS.length ? OTHERS[number % 16] : undefined;
  if (other?.status === 'analysing') {
    return {
      ...base,
      status: 'analysing',
      sequences: { t2fs: { state: 'done' }, dwi: { state: 'running' }, dce: { state: 'running' } },
    };
  }
  if (other) return { ...base, status: 'failed', ...other };
  const probability = ((number * 37) % 97) / 100 + 0.015;
  return {
    ...base,
    status: 'complete',
    features: 2289,
    engineVersion: '0.1.0',
    prediction: {
      owner: 'demo-console',
      model: 'her2-pcr',
      version: 7,
      probability,
      interval: [Math.max(0, probability - 0.17), Math.min(1, probability + 0.12)],
      threshold: 0.56,
    },
    ...(number % 5 !== 0 && { outcome: { pcr: number % 2 === 0, recordedAt: at, source: 'api' as const } }),
    ...(number % 16 === 9 && {
      repairs: [
        {
          sequence: SEQUENCES[0],
          file: 't2fs/mask.nii.gz',
          name: 'reorder' as const,
          says: 'puts the slices in order',
          overlapBefore: 0.2,
          overlapAfter: 1,
        },
      ],
    }),
  };
}

/** An API of studies in memory: pages by status and id, one study, its outcome, its withdrawal. */
export class SyntheticApi {
  readonly studies = new Map<string, Study>();
  /** What answers first; undefined leaves the request to the API. */
  interfere: Fixtures | undefined;

  constructor(count: number, now = Date.now()) {
    for (let k = 0; k < count; k++) {
      const study = syntheticStudy(k, now);
      this.studies.set(study.studyId, study);
    }
  }

  readonly fixtures: Fixtures = (request) => {
    const first = this.interfere?.(request);
    if (first) return first;
    const { method, url } = request;
    if (url.pathname === '/v1/studies') return this.#page(url);
    const [, id, rest] = /^\/v1\/studies\/([^/]+)(\/outcome)?$/.exec(url.pathname) ?? [];
    const study = this.studies.get(id);
    if (!study) return { status: 404, body: { title: 'Not Found', code: 'study-not-found' } };
    if (method === 'DELETE') {
      this.studies.delete(id);
      const remains = [{ code: 'table-recovery', message: 'Copies of the table go after 35 days, by themselves.' }];
      return { status: 202, body: { studyId: id, withdrawnAt: new Date().toISOString(), remains, notice: NOTICE } };
    }
    if (method === 'PUT' && rest) {
      const outcome = {
        ...(request.body as { pcr: boolean }),
        recordedAt: new Date().toISOString(),
        source: 'api' as const,
      };
      this.studies.set(id, { ...study, outcome });
    }
    return { body: { ...this.studies.get(id), notice: NOTICE } };
  };

  #page(url: URL): Fixture {
    const status = url.searchParams.get('status');
    const limit = Number(url.searchParams.get('limit') ?? 100);
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const all = [...this.studies.values()]
      .filter((study) => status === null || study.status === status)
      .sort((a, b) => (a.status + a.studyId < b.status + b.studyId ? -1 : 1));
    const studies = all.slice(start, start + limit);
    const cursor = start + limit < all.length ? String(start + limit) : undefined;
    return { body: { studies, cursor, notice: NOTICE } };
  }
}
