/** `radscore clinical`: the clinical variables that protocols declare, and values of many studies from a table. */
import type { ConnectionOptions } from '../service/connection.ts';
import { DEFAULT_PROTOCOL } from '../service/defaults.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { alignColumns, jsonText, type Terminal } from '../terminal/terminal.ts';
import { withConnection, withTableFormat } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface ShowOptions extends ConnectionOptions {
  readonly json?: boolean;
}

export const declareClinical: Declaration = (program, { terminal, end }) => {
  const command = program
    .command('clinical')
    .enablePositionalOptions()
    .description(
      'clinical variables: what protocols declare, what a study has, and values of many studies from a table',
    );
  command
    .command('variables')
    .description('the clinical variables that a study protocol declares; no service is asked')
    .argument('[protocol]', `study protocol (default: ${DEFAULT_PROTOCOL})`)
    .option('--json', 'print the declarations as JSON')
    .addHelpText('after', '\nExample:\n  radscore clinical variables her2-pcr-clinical@1\n')
    .action(async (protocol, options) => end(await variables(protocol ?? DEFAULT_PROTOCOL, options, terminal)));
  withConnection(command.command('show'))
    .description('the clinical values of a study, and where each came from')
    .argument('<study-id>')
    .option('--json', 'print the answer of the API as JSON')
    .addHelpText('after', '\nExample:\n  radscore clinical show BB-0042\n')
    .action(async (studyId, options) => end(await show(studyId, options, terminal)));
  withTableFormat(withConnection(command.command('import')))
    .description('send a table of clinical values: a row per study, a column per variable')
    .argument('<table>', 'a column of study ids, and columns by the names, labels or other headings of variables')
    .option('--id <column>', 'column with the study id (default: a column called studyId, study_id, id …)')
    .option('--protocol <id>', 'by which to read values of studies without a manifest; of others it must be theirs')
    .option('--outcome <column>', 'also send this column as outcomes: 1 or 0, pCR or non-pCR, yes or no …')
    .option('--check', 'read the table and compare it with what the service has; send nothing')
    .option('--skip-bad', 'send the good rows although others are refused')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Values that are sent count before those of the manifests. An empty cell changes nothing. Nothing is sent
if a row is refused, unless --skip-bad is given. The same table again sends nothing.

Examples:
  radscore clinical import patients.csv --check
  radscore clinical import patients.xlsx --sheet 2026 --check
  radscore clinical import patients.csv --id pseudonym --outcome pCR
`,
    )
    .action(async (table, options) => {
      const { importClinical } = await import('../studies/import-clinical.ts');
      end(await importClinical(table, options, terminal));
    });
};

async function variables(id: string, { json }: { readonly json?: boolean }, terminal: Terminal): Promise<ExitCode> {
  const { protocolById, valuesShown } = await import('@radscore/pipeline');
  const { clinical } = protocolById(id);
  const rows = clinical.map((variable) => {
    const { name, label, role, missing } = variable;
    return [name, label, role, valuesShown(variable), role === 'used' ? missing : ''];
  });
  const header = ['name', 'label', 'role', 'values', 'if missing'];
  terminal.out(json ? jsonText(clinical) : `${alignColumns([header, ...rows])}\n`);
  return EXIT.ok;
}

async function show(studyId: string, options: ShowOptions, terminal: Terminal): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const answer = await connect(options).clinical(studyId);
  if (options.json) {
    terminal.out(jsonText(answer));
    return EXIT.ok;
  }
  const rows = answer.variables.map(({ name, label, role, value, source, recordedAt }) => [
    name,
    label,
    role,
    value === null ? '' : String(value),
    source === null ? '' : source === 'api' ? `API, ${recordedAt?.slice(0, 10)}` : 'manifest',
  ]);
  terminal.out(`${alignColumns([['name', 'label', 'role', 'value', 'from'], ...rows])}\n`);
  for (const { code, message } of answer.notes) terminal.note(`  warning, clinical: ${code}: ${message}`);
  return EXIT.ok;
}
