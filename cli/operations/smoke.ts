/** `radscore smoke`: one synthetic study through a deployed service, from upload to withdrawal. */
import { setTimeout as delay } from 'node:timers/promises';
import { isDemonstration } from '@radscore/pipeline';
import { ApiProblem, ApiUnreachable, type RadscoreClient, type Study } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { uploadStudy } from '../studies/upload.ts';
import { EXIT, type ExitCode, exitCodeOfReason, UsageProblem } from '../terminal/failure.ts';
import { alignColumns, jsonText, type Terminal } from '../terminal/terminal.ts';
import { type Failure, isReason, runbookLine } from './runbook.ts';
import { makeSmokeStudy } from './smoke-study.ts';
import { type SeenMoments, type TimedState, timelineOf } from './study-timeline.ts';

export interface SmokeOptions extends ConnectionOptions {
  /** In an institution that is not of the demonstration. */
  readonly here?: boolean;
  /** The study stays. */
  readonly keep?: boolean;
  /** Seconds until a study that has not ended counts as lost. */
  readonly timeout?: number;
  /** Of the voxels; by default another one each time. */
  readonly seed?: number;
  readonly json?: boolean;
}

/** What a smoke test came to. */
interface SmokeResult {
  readonly studyId: string;
  readonly institution: string;
  readonly seed: number;
  readonly dataOrigin: 'synthetic';
  readonly status?: Study['status'];
  readonly features?: number;
  readonly cost?: unknown;
  readonly prediction?: Study['prediction'];
  readonly abstention?: Study['abstention'];
  readonly states: readonly TimedState[];
  readonly withdrawn: boolean;
  readonly failure?: { readonly code: string; readonly message: string; readonly next: string };
}

/** Institution of the local cloud in which smoke tests are made, unless another is named. */
export const SMOKE_INSTITUTION = 'demo-smoke';
const TIMEOUT_SECONDS = 15 * 60;
const POLL_MS = 500;

/**
 * Uploads a synthetic study, waits for its end, prints the time of each state, and withdraws it, however it ended.
 *
 * @throws UsageProblem if the institution is of patients and `here` is not given
 */
export async function smoke(options: SmokeOptions, terminal: Terminal): Promise<ExitCode> {
  const client = connect({
    ...options,
    institution: options.institution ?? process.env.RADSCORE_INSTITUTION ?? SMOKE_INSTITUTION,
  });
  const institution = await institutionOf(client, options);
  const seed = options.seed ?? Date.now() % 2 ** 31;
  const studyId = `SMOKE-${new Date().toISOString().replace(/\D/g, '').slice(0, 17)}`;
  const result = await runSmoke(client, { studyId, institution, seed }, options, terminal);
  if (options.json) terminal.out(jsonText(result));
  else terminal.out(describe(result));
  if (!result.failure) return EXIT.ok;
  const { code } = result.failure;
  if (result.status === 'quarantined') return EXIT.quarantined;
  // Only a reason of the study is a judgement of what was sent; all else is the service's.
  return isReason(code) ? exitCodeOfReason(code) : EXIT.unexpected;
}

/** The institution that the token names: the API decides by it too. */
async function institutionOf(client: RadscoreClient, { here }: SmokeOptions): Promise<string> {
  const { institution } = await client.claims();
  if (typeof institution !== 'string') {
    throw new UsageProblem('got a token that names no institution; wanted one that does. Hand one over with --token.');
  }
  if (isDemonstration(institution) || here) return institution;
  throw new UsageProblem(
    `got a token of ${institution}, which has studies of patients; wanted an institution whose name begins with demo-. ` +
      'Hand over a token of such a one, or allow a synthetic study there with --here: it is marked synthetic and withdrawn.',
  );
}

type Smoke = Pick<SmokeResult, 'studyId' | 'institution' | 'seed'>;

async function runSmoke(
  client: RadscoreClient,
  smoke: Smoke,
  { timeout = TIMEOUT_SECONDS, keep }: SmokeOptions,
  terminal: Terminal,
): Promise<SmokeResult> {
  const { studyId, seed } = smoke;
  const base = { ...smoke, dataOrigin: 'synthetic' as const };
  let isSent = false;
  let ended: Omit<SmokeResult, keyof typeof base | 'withdrawn'>;
  try {
    const started = performance.now();
    const { files, manifest } = makeSmokeStudy(studyId, seed);
    isSent = true;
    terminal.note(`uploading ${studyId}: synthetic, ${files.size} files, to ${client.url} as ${smoke.institution}`);
    await uploadStudy(client, { studyId, files, manifest });
    const uploaded = performance.now();
    ended = await followStudy(client, studyId, { started, uploaded, until: uploaded + timeout * 1000 }, terminal);
  } catch (error) {
    ended = { states: [], failure: failureOf(error) };
  }
  const withdrawal = isSent && !keep ? await withdraw(client, studyId) : 'kept';
  const failure = ended.failure ?? (typeof withdrawal === 'object' ? withdrawal : undefined);
  return { ...base, ...ended, withdrawn: withdrawal === 'withdrawn', ...(failure && { failure }) };
}

const ENDED: ReadonlySet<Study['status']> = new Set(['complete', 'partial', 'failed', 'quarantined']);

async function followStudy(
  client: RadscoreClient,
  studyId: string,
  { started, uploaded, until }: Pick<SeenMoments, 'started' | 'uploaded'> & { readonly until: number },
  terminal: Terminal,
): Promise<Omit<SmokeResult, keyof Smoke | 'dataOrigin' | 'withdrawn'>> {
  let analysing: number | undefined;
  for (;;) {
    const study = await client.study(studyId);
    const now = performance.now();
    if (study.status !== 'awaiting-upload') analysing ??= now;
    if (ENDED.has(study.status)) {
      terminal.status('');
      return accountOf(study, timelineOf(study, { started, uploaded, analysing: analysing ?? now, ended: now }));
    }
    if (study.waiting)
      return interruptedBy(
        study,
        study.waiting,
        timelineOf(study, { started, uploaded, analysing: analysing ?? now, ended: now }),
      );
    if (now >= until) {
      const kind = analysing === undefined ? 'not-started' : 'not-ended';
      const states = timelineOf(study, { started, uploaded, analysing: analysing ?? now, ended: now });
      const message = `got a study that is ${study.status} after ${Math.round((now - uploaded) / 1000)} s; wanted its end.`;
      return { status: study.status, states, failure: { code: `study-${kind}`, message, next: runbookLine({ kind }) } };
    }
    terminal.status(`${studyId}: ${study.status} …`);
    await delay(POLL_MS);
  }
}

/** A fault of the service interrupted the analysis. It is tried again in an hour or more: nobody waits for that here. */
function interruptedBy({ status }: Study, { reason, retryAt }: NonNullable<Study['waiting']>, states: TimedState[]) {
  const again = retryAt === undefined ? 'it is not tried again by itself' : `it is tried again at ${retryAt}`;
  const message = `got an analysis that a fault interrupted (${reason.code}: ${reason.message}); ${again}.`;
  return { status, states, failure: { code: 'study-interrupted', message, next: runbookLine({ kind: 'not-ended' }) } };
}

/** What an ended study says. It is a good one if it is complete: there is nothing to refuse in it. */
function accountOf(study: Study, states: TimedState[]) {
  const { status, features, prediction, abstention, reason, gaps = {} } = study;
  // What it cost comes with services that account for it.
  const { cost } = study as { readonly cost?: unknown };
  const account = { status, features, cost, prediction, abstention, states };
  if (status === 'complete') return account;
  const [sequence, gap] = Object.entries(gaps).find(([, one]) => one) ?? [];
  const why = reason ?? gap ?? { code: 'internal-error', message: 'the study says no reason.' };
  const message = `got a study that is ${status}; wanted complete. ${sequence === undefined ? '' : `${sequence}: `}${why.code}: ${why.message}`;
  return { ...account, failure: { code: why.code, message, next: runbookLine({ kind: 'reason', code: why.code }) } };
}

/** Erases the study; that it is gone is asked for, since a service that cannot erase must not count as well. */
async function withdraw(
  client: RadscoreClient,
  studyId: string,
): Promise<'withdrawn' | NonNullable<SmokeResult['failure']>> {
  try {
    await client.withdrawStudy(studyId);
    await client.study(studyId);
    const message = `got study ${studyId}, which was withdrawn, from the service; wanted 410.`;
    return { code: 'study-not-withdrawn', message, next: runbookLine({ kind: 'refused', status: 500 }) };
  } catch (error) {
    if (error instanceof ApiProblem && ['study-withdrawn', 'study-not-found'].includes(error.code)) return 'withdrawn';
    return failureOf(error);
  }
}

function failureOf(error: unknown): NonNullable<SmokeResult['failure']> {
  if (error instanceof ApiUnreachable) {
    return { code: 'unreachable', message: error.message, next: runbookLine({ kind: 'unreachable' }) };
  }
  if (error instanceof ApiProblem) {
    const failure: Failure = { kind: 'refused', status: error.status };
    return { code: error.code, message: error.message, next: runbookLine(failure) };
  }
  throw error;
}

function describe(result: SmokeResult): string {
  const { studyId, status, features, cost, prediction, abstention, states, withdrawn, failure } = result;
  const lines = [
    `${studyId}: ${status ?? 'not followed'}${features === undefined ? '' : `, ${features} features`}, synthetic`,
  ];
  if (states.length > 0) {
    const rows = states.map(({ state, seconds, by }) => [`  ${state}`, seconds.toFixed(1), by]);
    lines.push(alignColumns([['  state', 'seconds', 'measured by'], ...rows]));
  }
  if (cost !== undefined) lines.push(`  cost: ${costText(cost)}`);
  if (prediction) lines.push(`  predicted by ${prediction.model}@${prediction.version}`);
  if (abstention) lines.push(`  no prediction. ${abstention.code}: ${abstention.message}`);
  lines.push(withdrawn ? '  withdrawn, and gone' : `  still there: radscore withdraw ${studyId} --yes`);
  if (failure) lines.push(`failed. ${failure.code}: ${failure.message}`, `next: ${failure.next}`);
  return `${lines.join('\n')}\n`;
}

/** Of what the service states, as much as a line takes; all of it is in the JSON. */
function costText(cost: unknown): string {
  const { usd, measured } = (typeof cost === 'object' && cost !== null ? cost : {}) as Partial<Record<string, unknown>>;
  if (typeof usd !== 'number') return JSON.stringify(cost);
  return `$${usd.toPrecision(3)}${measured === 'local' ? ', what the same would cost on AWS' : ''}`;
}
