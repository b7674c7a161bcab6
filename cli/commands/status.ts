/** `radscore status`: one study, or all of the institution. */
import { STUDY_STATUSES } from '@radscore/pipeline/choices';
import { Option } from 'commander';
import type { Study, StudyPage } from '../service/client.ts';
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { AS_API, withConnection } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface StatusOptions extends ConnectionOptions {
  readonly json?: boolean;
  /** The de-identification receipt of a study instead of its status. */
  readonly receipt?: boolean;
  readonly status?: Study['status'];
}

export const declareStatus: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('status'))
    .description('show one study, or all of the institution')
    .argument('[study-id]')
    .addOption(new Option('--status <status>', 'only studies of this status').choices(STUDY_STATUSES))
    .option('--json', AS_API)
    .option('--receipt', 'show the de-identification receipt of the study')
    .addHelpText(
      'after',
      '\nExamples:\n  radscore status BB-0042\n  radscore status BB-0042 --receipt\n  radscore status --status failed --json\n',
    )
    .action(async (studyId, options) => end(await status(studyId, options, terminal)));
};

async function status(studyId: string | undefined, options: StatusOptions, terminal: Terminal): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { describeStudy, tabulateStudies } = await import('../studies/study-report.ts');
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
