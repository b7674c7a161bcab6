/** The API of the fixture line, by method and path. */
import type { Fixture, Fixtures } from '../../harness.ts';
import type { FixtureLine } from './fixture-line.ts';

const NOTICE = 'Research use only. Not a medical device.';

/** What the API is to be like. */
export interface Situation {
  readonly line: FixtureLine;
  /** What the caller is to the line. */
  standing: 'member' | 'guest';
  /** Nothing is there yet. */
  isEmpty: boolean;
  /** No answer at all. */
  isUnreachable: boolean;
  /** Whether the first feature drifts. */
  drifts: boolean;
  /** Bodies of studies. */
  studies: readonly Readonly<Record<string, unknown>>[];
  /** The service has a fault of its own in what it says of a line in use. */
  hasFault: boolean;
  /** Milliseconds until each answer. */
  after: number;
}

/** Requests that changed something, in order. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export function fixtureApi(situation: Situation, asked: Asked[]): Fixtures {
  return ({ method, url, body }) => {
    if (situation.isUnreachable) return 'unreachable';
    const { line, standing, isEmpty, after } = situation;
    if (method !== 'GET') asked.push({ method, path: url.pathname, body });
    const audience = standing === 'member' ? 'participant' : 'other';
    const found = answerOf(method, url, body);
    return found && { ...found, ...(after > 0 && { after }) };

    function answerOf(verb: string, { pathname }: URL, sent: unknown): Fixture | undefined {
      const parts = pathname.split('/').slice(2).map(decodeURIComponent);
      const [what, , section, number, part, other] = parts;
      if (what === 'studies') return { body: { studies: situation.studies, notice: NOTICE } };
      if (what !== 'models') return undefined;
      if (parts.length === 1 && verb === 'POST') {
        line.isRunning = true;
        return {
          status: 202,
          body: { runId: 'run-8', owner: 'demo-console', name: 'her2-pcr', status: 'running', notice: NOTICE },
        };
      }
      if (parts.length === 1) return { body: isEmpty ? { models: [], notice: NOTICE } : line.models(standing) };
      const version = Number(number);
      const tag = { etag: `"${line.revision}"`, 'access-control-expose-headers': 'etag' };
      if (parts.length === 2) return { body: line.line(standing), headers: tag };
      if (section === 'audit')
        return {
          body: { owner: 'demo-console', name: 'her2-pcr', changes: [...line.changes].reverse(), notice: NOTICE },
        };
      if (section === 'monitoring' && situation.hasFault) {
        return { status: 500, body: { title: 'Internal error', status: 500, detail: 'The service met an error.' } };
      }
      if (section === 'monitoring') return { body: line.monitoring(situation.drifts) };
      if (section === 'settings') {
        line.shared = (sent as { shared: boolean }).shared;
        line.change('configure');
        return { body: line.line(standing), headers: tag };
      }
      if (section === 'rollback') {
        line.champion = 5;
        line.change('roll-back', 5, (sent as { reason: string }).reason);
        return { body: line.line(standing) };
      }
      if (section !== 'versions') return undefined;
      if (number === undefined) return { body: versionsBody() };
      switch (part) {
        case undefined:
          return { body: line.version(version, audience) };
        case 'evaluation':
          return { body: line.evaluation(version, audience) };
        case 'card':
          return { body: line.card(version, audience) };
        case 'comparison':
          return { body: line.comparison(version, Number(other)) };
        case 'cohort':
          return { body: line.cohort(version) };
        case 'validation':
          return { body: line.validation(version) };
        case 'nomogram.svg':
          return { body: line.nomogram(version), headers: { 'content-type': 'image/svg+xml' } };
        case 'retirement':
          line.retired.add(version);
          line.change('retire', version, (sent as { reason: string }).reason);
          return { body: line.line(standing) };
        case 'promotion':
          return promotion(version, (sent as { reason: string }).reason);
        default:
          return undefined;
      }
    }

    function versionsBody() {
      const { owner, name, protocol, promoted, challenger } = line.line(standing);
      return { owner, name, protocol, promoted, challenger, versions: line.versions(audience), notice: NOTICE };
    }

    function promotion(version: number, reason: string): Fixture {
      const gates = line.judgement(version)?.gates ?? [];
      if (line.refusesPromotion) {
        const refused = gates.map((gate, k) => (k === 0 ? { ...gate, passed: false, refuses: true } : gate));
        const title = 'The version does not pass the gates';
        return { status: 409, body: { type: 'about:blank', title, status: 409, detail: title, gates: refused } };
      }
      line.champion = version;
      line.change('promote', version, reason);
      return { body: line.line(standing) };
    }
  };
}
