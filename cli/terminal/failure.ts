/** How commands fail: which error ends with which exit code, and what is printed. */

/** Exit codes of every command; part of the product's contract. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  quarantined: 3,
  refused: 4,
  notEnoughData: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line makes no sense: nothing was done. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem';
}

/** A command's own bad end: the message is for the user, the code for the shell. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Errors by name: those of the layers are known by their names alone, so that reporting loads no layer. */
const EXIT_BY_NAME: Readonly<Record<string, ExitCode>> = {
  UsageProblem: EXIT.usage,
  InputRefused: EXIT.refused,
  CrateRefused: EXIT.refused,
  StudyRefused: EXIT.refused,
  ProtocolNotFound: EXIT.refused,
  FileChanged: EXIT.refused,
  InvalidTable: EXIT.refused,
  InvalidNomogram: EXIT.refused,
  PrintRefused: EXIT.refused,
  PlanRefused: EXIT.refused,
  SiteTooSmall: EXIT.refused,
  SiteIsOutcome: EXIT.refused,
  SiteUnseen: EXIT.refused,
  OutsideCohort: EXIT.refused,
  InvalidValue: EXIT.refused,
  ModellingProtocolInvalid: EXIT.refused,
  SignatureRefused: EXIT.refused,
  SignatureOpen: EXIT.refused,
  NoFeatureSelected: EXIT.notEnoughData,
  CohortTooSmall: EXIT.notEnoughData,
  SingleClass: EXIT.notEnoughData,
  SingleBatch: EXIT.notEnoughData,
};

/** Errors whose message is enough for the user, without a hint at the stack. */
const SELF_EXPLAINING: ReadonlySet<string> = new Set([
  ...Object.keys(EXIT_BY_NAME),
  'CommandFailed',
  'ApiProblem',
  'ApiUnreachable',
  'UploadUrlExpired',
  'FaultPlanRefused',
  'FolderInUse',
  'PortTaken',
  'JournalDamaged',
  'TemplateRefused',
  'DemonstrationFailed',
  'AnalysisStalled',
]);

/** Reasons of studies and training runs: which end of a command they are. */
const NOT_ENOUGH_DATA: ReadonlySet<string> = new Set([
  'cohort-too-small',
  'single-class',
  'single-batch',
  'no-feature-selected',
  'not-enough-new-outcomes',
]);
const FAULTS: ReadonlySet<string> = new Set([
  'internal-error',
  'service-unreachable',
  'analysis-stopped',
  'out-of-time',
  'out-of-memory',
]);

/** The exit code for a reason code: of a failed study or training run, or of a problem of the API. */
export function exitCodeOfReason(code: string): ExitCode {
  if (code === 'identifiable') return EXIT.quarantined;
  if (NOT_ENOUGH_DATA.has(code)) return EXIT.notEnoughData;
  return FAULTS.has(code) ? EXIT.unexpected : EXIT.refused;
}

interface NamedError extends Error {
  readonly code?: unknown;
  readonly exitCode?: ExitCode;
  readonly status?: number;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof Error)) return EXIT.unexpected;
  const { name, exitCode, status, code } = error as NamedError;
  if (name === 'CommandFailed' && exitCode !== undefined) return exitCode;
  // Not signed in, not allowed and faults of the service are no judgement of the input.
  if (name === 'ApiProblem' && status !== undefined) {
    return status < 500 && ![401, 403, 429].includes(status) ? exitCodeOfReason(String(code)) : EXIT.unexpected;
  }
  return EXIT_BY_NAME[name] ?? EXIT.unexpected;
}

/** Next steps after a problem of the API, in terms of the command line. */
const NEXT_STEP: Readonly<Record<string, string>> = {
  'study-not-found': ' `radscore status` lists them.',
  'model-not-found': ' `radscore models` lists what there is, `radscore train` makes one.',
};

/** One paragraph for stderr. The stack is for those who asked for it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return `radscore: ${String(error)}`;
  if (process.env.RADSCORE_DEBUG) return `radscore: ${error.stack ?? error.message}`;
  const { code } = error as NamedError;
  const tag = (error.name === 'InputRefused' || error.name === 'StudyRefused') && typeof code === 'string' ? code : '';
  // Errors of the pipeline carry their code in the message already.
  const prefix = tag && !error.message.startsWith(`${tag}: `) ? `${tag}: ` : '';
  const hint = SELF_EXPLAINING.has(error.name) ? '' : ' (RADSCORE_DEBUG=1 shows where)';
  const next = error.name === 'ApiProblem' ? (NEXT_STEP[String(code)] ?? '') : '';
  return `radscore: ${prefix}${error.message}${hint}${next}`;
}
