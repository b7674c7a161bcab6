import type { Study, StudyPage } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { describeStudy, tabulateStudies } from '../studies/study-report.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { writeResult } from '../terminal/result.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';

export interface StatusOptions extends ConnectionOptions {
  readonly json?: boolean;
  /** The de-identification receipt of a study instead of its status. */
  readonly receipt?: boolean;
  readonly status?: Study['status'];
}

/** `radscore status [ID]`: one study, or all of the institution. */
export async function status(
  studyId: string | undefined,
  options: StatusOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const client = connect(options);
  if (studyId !== undefined) {
    const study = await client.study(studyId);
    if (options.receipt) terminal.out(jsonText(await client.receipt(studyId)));
    else terminal.out(options.json ? jsonText(study) : describeStudy(study));
    return study.status === 'quarantined' ? EXIT.quarantined : EXIT.ok;
  }
  const studies: StudyPage['studies'] = [];
  for await (const study of client.studies(options.status)) studies.push(study);
  if (options.json) terminal.out(jsonText({ studies }));
  else if (studies.length > 0) terminal.out(tabulateStudies(studies));
  else
    terminal.note(
      options.status ? `No study is ${options.status}.` : 'No studies yet. `radscore submit STUDY_DIR` sends one.',
    );
  return EXIT.ok;
}

export interface FeaturesOptions extends ConnectionOptions {
  readonly format?: 'json' | 'csv';
  readonly output?: string;
}

/** `radscore features ID`: every feature of a study, with the reason for each gap. */
export async function features(studyId: string, options: FeaturesOptions, terminal: Terminal): Promise<ExitCode> {
  const client = connect(options);
  const format = options.format ?? (/\.csv$/i.test(options.output ?? '') ? 'csv' : 'json');
  const text = format === 'csv' ? await client.featuresCsv(studyId) : jsonText(await client.features(studyId));
  await writeResult(text, options.output, terminal);
  if (options.output) terminal.note(`features of ${studyId} → ${options.output}`);
  return EXIT.ok;
}

export interface OutcomeOptions extends ConnectionOptions {
  readonly definition?: string;
}

/** `radscore outcome ID pcr|non-pcr`. */
export async function outcome(
  studyId: string,
  value: 'pcr' | 'non-pcr',
  options: OutcomeOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { definition } = options;
  const study = await connect(options).recordOutcome(studyId, {
    pcr: value === 'pcr',
    ...(definition && { definition }),
  });
  terminal.out(describeStudy(study));
  return EXIT.ok;
}
