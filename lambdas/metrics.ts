/** Counts of studies, written in CloudWatch's embedded metric format: lines of the log that CloudWatch turns into metrics. */
import { REASONS } from '@radscore/pipeline';

/** How studies end; alarms and dashboard (`infra/operations/`) read these names. */
const ENDS = ['StudiesComplete', 'StudiesPartial', 'StudiesRefused'] as const;
export type StudyMetric = (typeof ENDS)[number];

const NAMESPACE = 'Radscore';

/** Faults of the service, by their codes; any other reason is an answer about the study. */
const FAULTS: ReadonlySet<string> = new Set(REASONS.filter(({ kind }) => kind === 'fault').map(({ code }) => code));

/**
 * Counts a study that has reached its end, and 0 for the other ends, so that shares can be made of them. An attempt that is
 * repeated counts again: metrics are for looking, not for billing.
 */
export function countStudy(metric: StudyMetric): void {
  write(Object.fromEntries(ENDS.map((end) => [end, end === metric ? 1 : 0])), [['Stack']]);
}

/** Counts the end of a study without features: a fault by its code, a refusal as one. */
export function countFailure({ code }: { readonly code: string }): void {
  if (FAULTS.has(code)) countFaults([{ code }]);
  else countStudy('StudiesRefused');
}

/** Counts those of the reasons that are faults, in all and by code. */
export function countFaults(reasons: readonly { readonly code: string }[]): void {
  for (const { code } of reasons) {
    if (FAULTS.has(code)) write({ StudyFaults: 1 }, [['Stack'], ['Stack', 'Reason']], { Reason: code });
  }
}

/**
 * One event of the format (CloudWatch, "Specification: Embedded metric format"). Its fields are codes and the stack's name: no
 * study, no institution, nothing of a patient, as each value of a dimension is a metric that everybody with the dashboard sees.
 */
function write(
  counts: Readonly<Record<string, number>>,
  dimensions: readonly (readonly string[])[],
  fields: Readonly<Record<string, string>> = {},
): void {
  // The variable by which Powertools for AWS Lambda silences metrics.
  if (process.env['POWERTOOLS_METRICS_DISABLED'] === 'true') return;
  const metrics = Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' }));
  const event = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics: metrics }],
    },
    Stack: process.env['STACK_NAME'] ?? 'none',
    ...fields,
    ...counts,
  };
  // Not by console.log: Lambda puts time and request id in front of its lines, and CloudWatch reads JSON only.
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
