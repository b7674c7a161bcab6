import { Argument, Command, CommanderError, Option } from 'commander';
import {
  clinicalVariables,
  condition,
  duration,
  institutionSplit,
  list,
  modelReference,
  nonNegativeInteger,
  numberBetween,
  positiveInteger,
  seriesSelection,
  trueOrFalse,
} from './commands/arguments.ts';
import cli from './package.json' with { type: 'json' };
import { EXIT, type ExitCode, exitCodeOf, explain } from './terminal/failure.ts';
import { processTerminal, type Terminal } from './terminal/terminal.ts';

const SEQUENCE_NAMES = ['t2fs', 'dwi', 'dce'];
const STUDY_STATUSES = ['awaiting-upload', 'analysing', 'complete', 'partial', 'failed', 'quarantined'];
const MORPHOLOGIES = ['regular', 'irregular', 'non-mass'];
const EXIT_CODES = '\nExit codes: 0 ok, 1 unexpected, 2 usage, 3 quarantined, 4 refused input, 5 not enough data.\n';
const RESEARCH_ONLY = '\nResearch use only. Not a medical device.\n';

/**
 * Runs one command line (without `node` and the program's name) and gives its exit code; nothing is thrown. A command's
 * code is loaded when it is called, so that help comes at once.
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command('radscore')
    .description('Radiomics of breast MRI, and the prediction of pathological complete response from it.')
    .version(cli.version)
    .showHelpAfterError('(radscore help COMMAND says more)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'radscore: ')),
    })
    .addHelpText('after', EXIT_CODES + RESEARCH_ONLY);
  const end = (code: ExitCode): void => {
    exitCode = code;
  };
  offlineCommands(program, terminal, end);
  localCommands(program, terminal, end);
  demonstrationCommand(program, terminal, end);
  studyCommands(program, terminal, end);
  modelCommands(program, terminal, end);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    terminal.note(explain(error));
    return exitCodeOf(error);
  }
}

type End = (code: ExitCode) => void;

/** What needs no cloud. */
function offlineCommands(program: Command, terminal: Terminal, end: End): void {
  program
    .command('extract')
    .description('compute the radiomics features of an image, or of every row of a table')
    .argument(
      '<image>',
      'a file or folder; or a table (.csv) with the columns Image, Mask and optionally Label, Label_channel, Select, ID',
    )
    .argument('[mask]', 'the region of interest: a file or folder')
    .option(
      '-p, --params <file>',
      'a PyRadiomics parameter file (YAML or JSON), as it is; with --profile ibsi IBSI parameters',
    )
    .option('--protocol <id>', 'the settings of a study protocol, such as her2-pcr@1')
    .addOption(new Option('--sequence <name>', 'which sequence of the protocol the image is').choices(SEQUENCE_NAMES))
    .option('-o, --output <file>', 'write to a file instead of the terminal')
    .addOption(new Option('-f, --format <format>', 'default: json, for a table csv').choices(['json', 'csv', 'txt']))
    .option('--label <n>', 'the label of the region of interest in the mask', nonNegativeInteger)
    .addOption(
      new Option('--profile <name>', 'whose definitions and names (default: pyradiomics)').choices([
        'pyradiomics',
        'ibsi',
      ]),
    )
    .option(
      '--select <volume>',
      'which volume of a folder with several, as refusals and inspect list them: b=800, phase=2, adc, type=W, flip=12, series=5,phase=1 …',
      seriesSelection,
    )
    .option(
      '-j, --jobs <n>',
      'cases at the same time (default: one per core); of one case, its image types',
      positiveInteger,
    )
    .addHelpText(
      'after',
      `
Without --params and --protocol: all features of the original image, with PyRadiomics' defaults.
The parameters of --profile ibsi are in IBSI's terms, each optional (README):
  configuration: C                                   phantom, A, B, C, D or E, to start from
  interpolation: { spacing: [2, 2, 2], method: trilinear, rounding: nearest-integer }
  resegmentation: { range: [-1000, 400], outliers: 3 }
  discretisation: { method: fixed-bin-size, width: 25, start: -1000 }
  intensityVolumeHistogram: { method: fixed-bin-number, count: 1000 }
  aggregation: [2D, 2.5D, 3D]

Examples:
  radscore extract t2.nii.gz tumour.nii.gz -p params.yaml -o features.json
  radscore extract dce/ roi.nrrd --protocol her2-pcr@1 --sequence dce
  radscore extract dwi/ roi.nrrd --select b=800
  radscore extract ct.nii.gz roi.nii.gz --profile ibsi -p ibsi.yaml
  radscore extract cases.csv -p params.yaml -j 4 -o features.csv
`,
    )
    .action(async (image, mask, options) => {
      const { extract } = await import('./features/extract-batch.ts');
      end(await extract(image, mask, options, terminal));
    });

  program
    .command('inspect')
    .description('say what admission will say of a study: files, geometry, regions of interest, identities')
    .argument('[study-dir]', 'the folder of one study, with or without manifest.json')
    .option(
      '--page <file>',
      'write the inspection as one HTML file instead: a page that inspects what is dropped on it',
    )
    .option('--pictures <dir>', 'save a PNG of each region of interest on its image')
    .option('--json', 'verdict, findings, series, rois and the de-identification receipt')
    .addHelpText(
      'after',
      `
Nothing is uploaded, changed or computed. Ends with 0 accepted, 3 quarantined, 4 refused.
The page of --page does the same in a browser, on a computer without Radscore; its policy lets it load and send nothing.

Examples:
  radscore inspect BB-0042 --json
  radscore inspect --page inspect.html
`,
    )
    .action(async (folder, options) => {
      const { inspect } = await import('./studies/inspect-folder.ts');
      end(await inspect(folder, options, terminal));
    });

  withManifestOptions(program.command('manifest'))
    .description('write manifest.json of a study folder: its sequences, regions of interest and files')
    .argument('<study-dir>', 'the folder of one study')
    .addHelpText(
      'after',
      `
Sequences are found by the names of folders and files: t2fs or t2, dwi or adc, dce; the region of interest beside them
has mask, roi, label or seg in its name.

Examples:
  radscore manifest BB-0042 --ki67 35 --morphology irregular
  radscore manifest BB-0042 --sequence t2fs=t2/:rois/all.nrrd:1 --sequence dwi=none
`,
    )
    .action(async (folder, options) => {
      const { writeManifest } = await import('./studies/make-manifest.ts');
      end(await writeManifest(folder, options, terminal));
    });

  program
    .command('fit')
    .description('fit the modelling protocol on a table: report, model and plots')
    .argument('<table>', 'CSV: a row per patient, a column per feature')
    .requiredOption('--outcome <column>', '1 or 0, pCR or non-pCR, yes or no, …; empty where unknown')
    .option('--positive <values>', 'values of the outcome that are the response, where they do not say so', list)
    .option('--negative <values>', 'values of the outcome that are not (default: the one other value)', list)
    .requiredOption('-o, --output <dir>', 'folder for report.html, report.json, model.json and the plots')
    .option('--id <column>', 'what rows are called (default: a column called id, study_id, pid …)')
    .option(
      '--clinical <columns>',
      'clinical variables: NAME, or NAME:ordered=1|2|3, or NAME:categorical=REFERENCE|…',
      clinicalVariables,
    )
    .option(
      '--features <columns>',
      'names, or beginnings followed by * (default: all other columns of numbers that do not number the rows)',
      list,
    )
    .option(
      '--where <column=value>',
      'only these rows; may be repeated',
      (text, all: ReturnType<typeof condition>[] = []) => [...all, condition(text)],
    )
    .addOption(new Option('--split <column>', 'of train and test').conflicts('testFraction'))
    .option('--test-fraction <share>', 'stratified share of test rows, 0 to 0.9 (default: 0.5)', numberBetween(0, 0.9))
    .option('--site <column>', 'where rows come from, for a protocol that harmonises sites')
    .option('--repeats <table>', 'the features of some rows segmented again, for a protocol that asks for robustness')
    .option('--protocol <file>', 'JSON: how the modelling differs from her2-pcr@1')
    .option('--no-filter', 'keep constant features and near duplicates')
    .option('--force-clinical', 'let every clinical variable enter the nomogram')
    .option('--seed <n>', 'of the split and of all resampling (default: 1)', nonNegativeInteger)
    .option('--permutations <n>', 'fits on permuted outcomes (default: 20)', nonNegativeInteger)
    .option('--bootstrap <n>', 'fits on resampled rows (default: 50)', nonNegativeInteger)
    .option('--nested <n>', 'outer folds of the nested cross-validation, 0 for none (default: 5)', nonNegativeInteger)
    .option('-j, --jobs <n>', 'threads; the numbers do not depend on it (default: one per core)', positiveInteger)
    .addHelpText(
      'after',
      `
Examples:
  radscore fit features.csv --outcome pCR --clinical age,HR --seed 1 -o fit
  radscore fit features.csv --outcome pCR --split set --clinical 'ki67,form:categorical=regular|irregular' -o fit
${RESEARCH_ONLY}`,
    )
    .action(async (table, options) => {
      const { fit } = await import('./modelling/fit-to-folder.ts');
      end(await fit(table, options, terminal));
    });

  program
    .command('explain')
    .description('say what a feature is: formula, unit, range, IBSI code, and where the definitions differ')
    .argument('<name>', 'such as wavelet-LLH_glcm_Idm, glcm_Idm, Idm or an IBSI code')
    .argument('[image]', 'with a mask: the values there by both definitions, PyRadiomics’ and IBSI’s')
    .argument('[mask]', 'the region of interest: a file or folder')
    .option('-p, --params <file>', 'a PyRadiomics parameter file: how the image is processed')
    .option('--label <n>', 'the label of the region of interest in the mask', nonNegativeInteger)
    .addHelpText(
      'after',
      '\nExamples:\n  radscore explain WF0Z\n  radscore explain glcm_Idm t2.nii.gz tumour.nii.gz -p params.yaml\n',
    )
    .action(async (name, image, mask, options) => {
      const { explainName } = await import('./features/explain-feature.ts');
      end(await explainName(name, image, mask, options, terminal));
    });
  program
    .command('conformance')
    .description('run this engine on the IBSI-1 digital phantom and compare each value with the consensus')
    .option('--json', 'as the API answers')
    .action(async (options) => {
      const { conformance } = await import('./commands/conformance.ts');
      end(await conformance(options, terminal));
    });
  program
    .command('openapi')
    .description('print the description of the API (OpenAPI 3.1)')
    .addHelpText('after', '\nExample:\n  radscore openapi > openapi.json\n')
    .action(async () => {
      const { openapi } = await import('./commands/openapi.ts');
      end(openapi(terminal));
    });
}

/** What only the cloud on this machine has. */
function localCommands(program: Command, terminal: Terminal, end: End): void {
  withHome(program.command('up'))
    .description('run the cloud on this machine, in the foreground')
    .option('--port <n>', 'the first of six ports in a row (default: free ones, kept in the folder)', positiveInteger)
    .addHelpText('after', '\nExample:\n  radscore up --port 8400\n')
    .action(async (options) => {
      const { up } = await import('./commands/up.ts');
      end(await up(options, terminal));
    });

  withHome(program.command('token'))
    .description('print a bearer token of the local cloud')
    .option('--institution <id>', 'whose studies it reads and writes (default: centre-1)')
    .option('--consortium <ids>', 'institutions whose labelled studies may be pooled, with commas', list)
    .option('--scope <scope>', 'may be repeated (default: all)', (scope, scopes: string[] = []) => [...scopes, scope])
    .option('--expires <duration>', 'such as 15m or 8h (default: 1h)', duration)
    .addHelpText(
      'after',
      '\nExample:\n  curl -H "authorization: Bearer $(radscore token --scope studies:read)" $API/v1/studies\n',
    )
    .action(async (options) => {
      const { token } = await import('./commands/operator.ts');
      end(await token(options, terminal));
    });

  withHome(program.command('clock'))
    .description('show or advance the time of the local cloud, which its schedules and waits follow')
    .addArgument(new Argument('[action]').choices(['advance']))
    .argument('[duration]', 'such as 90s, 36h or 1d', duration)
    .addHelpText('after', '\nExample:\n  radscore clock advance 1d\n')
    .action(async (action, seconds, options) => {
      const { clock } = await import('./commands/operator.ts');
      end(await clock(action, seconds, options, terminal));
    });
}

function demonstrationCommand(program: Command, terminal: Terminal, end: End): void {
  withHome(program.command('demo'))
    .description('take a synthetic cohort through the local cloud: studies, a model, a prediction')
    .option('--seed <n>', 'of the cohort', nonNegativeInteger, 1)
    .option('--patients <n>', 'of both centres together (default: 133)', positiveInteger)
    .addHelpText('after', '\nThe last line is one JSON object.\n\nExample:\n  radscore demo --seed 7\n')
    .action(async (options) => {
      const { demo } = await import('./commands/demo.ts');
      end(await demo(options, terminal));
    });
}

function studyCommands(program: Command, terminal: Terminal, end: End): void {
  withConnection(withManifestOptions(program.command('submit')))
    .description('upload a study, its manifest last; writes the manifest if there is none')
    .argument('<study-dir>', 'the folder of one study')
    .option('--wait', 'wait until the study is analysed, and show the result')
    .addHelpText('after', '\nExample:\n  radscore submit BB-0042 --ki67 35 --morphology irregular --wait\n')
    .action(async (folder, options) => {
      const { submit } = await import('./studies/submit-study.ts');
      end(await submit(folder, options, terminal));
    });

  withConnection(program.command('status'))
    .description('show one study, or all of the institution')
    .argument('[study-id]')
    .addOption(new Option('--status <status>', 'only studies of this status').choices(STUDY_STATUSES))
    .option('--json', 'as the API answers')
    .option('--receipt', 'what the examination of a study for identities found')
    .addHelpText(
      'after',
      '\nExamples:\n  radscore status BB-0042\n  radscore status BB-0042 --receipt\n  radscore status --status failed --json\n',
    )
    .action(async (studyId, options) => {
      const { status } = await import('./commands/studies.ts');
      end(await status(studyId, options, terminal));
    });

  withConnection(program.command('features'))
    .description('print or save the features of a study')
    .argument('<study-id>')
    .addOption(new Option('-f, --format <format>', 'default: json').choices(['json', 'csv']))
    .option('-o, --output <file>', 'write to a file instead of the terminal')
    .addHelpText('after', '\nExample:\n  radscore features BB-0042 -o features.csv\n')
    .action(async (studyId, options) => {
      const { features } = await import('./commands/studies.ts');
      end(await features(studyId, options, terminal));
    });

  withConnection(program.command('outcome'))
    .description('record whether the tumour was gone at surgery')
    .argument('<study-id>')
    .addArgument(new Argument('<outcome>').choices(['pcr', 'non-pcr']))
    .option('--definition <text>', "how pCR was defined, where it is not the protocol's ypT0/is ypN0")
    .addHelpText('after', '\nExample:\n  radscore outcome BB-0042 pcr\n')
    .action(async (studyId, value, options) => {
      const { outcome } = await import('./commands/studies.ts');
      end(await outcome(studyId, value, options, terminal));
    });
}

function modelCommands(program: Command, terminal: Terminal, end: End): void {
  withConnection(program.command('train'))
    .description('fit the protocol on the labelled studies; the result is a new version of the model')
    .option('--name <model>', 'name of the model', 'her2-pcr')
    .option('--protocol <id>', 'study protocol', 'her2-pcr@1')
    .addOption(
      new Option('--split-by-institution <train=…,test=…>', 'train on some institutions, test on others')
        .argParser(institutionSplit)
        .conflicts('testFraction'),
    )
    .option(
      '--test-fraction <share>',
      'stratified share of test studies, 0 to 0.9 (default: 0.5)',
      numberBetween(0, 0.9),
    )
    .option('--seed <n>', 'of the split, the permutations and the bootstrap', nonNegativeInteger, 1)
    .option('--consortium <ids>', 'local cloud: institutions to pool with, with commas', list)
    .option('--wait', 'wait until the version is there, and show how it does')
    .addHelpText(
      'after',
      `
Examples:
  radscore train --test-fraction 0.3 --wait
  radscore train --split-by-institution train=centre-1,test=centre-2 --seed 7 --wait
`,
    )
    .action(async (options) => {
      const { train } = await import('./commands/train.ts');
      end(await train(options, terminal));
    });

  withConnection(program.command('models'))
    .description('show all models, the versions of one, or one version')
    .argument('[name[@version]]', 'such as her2-pcr or her2-pcr@2', modelReference)
    .option('--json', 'as the API answers')
    .addHelpText(
      'after',
      '\nExamples:\n  radscore models\n  radscore models her2-pcr\n  radscore models her2-pcr@2 --json\n',
    )
    .action(async (reference, options) => {
      const { models } = await import('./commands/models.ts');
      end(await models(reference, options, terminal));
    });

  withConnection(program.command('predict'))
    .description('predict pathological complete response, of a study or of the rows of a table')
    .addOption(new Option('--study <id>', 'a study that was analysed').conflicts('table'))
    .option('--table <file>', 'CSV: a column per feature, optionally id and the clinical variables')
    .requiredOption(
      '--model <name[@version]|dir>',
      'the promoted version, or the one that is named; or the folder of a fit',
      modelReference,
    )
    .option('--site <column>', 'with the folder of a fit that harmonises sites: where each row comes from')
    .option('--json', 'as the API answers')
    .addHelpText(
      'after',
      `
Examples:
  radscore predict --table features.csv --model fit/
  radscore predict --study BB-0042 --model her2-pcr
  radscore predict --table features.csv --model her2-pcr@2 --json
${RESEARCH_ONLY}`,
    )
    .action(async (options) => {
      const { predict } = await import('./modelling/predict-rows.ts');
      end(await predict(options, terminal));
    });
}

function withHome(command: Command): Command {
  return command.option('--home <dir>', 'state directory of the local cloud (RADSCORE_HOME; default: .radscore)');
}

function withConnection(command: Command): Command {
  return withHome(command)
    .option('--api <url>', 'address of the API (RADSCORE_API; default: the running local cloud)')
    .option('--token <jwt>', 'bearer token (RADSCORE_TOKEN; default: the local cloud gives one)')
    .option('--institution <id>', 'local cloud: whose studies (RADSCORE_INSTITUTION; default: centre-1)');
}

function withManifestOptions(command: Command): Command {
  return command
    .option('--protocol <id>', 'study protocol (default: her2-pcr@1)')
    .option('--study-id <id>', 'pseudonym of the study (default: the name of the folder)')
    .option('--sequence <name=image:roi[:label]>', 'says where a sequence lies; may be repeated', collectSequence)
    .option(
      '--select <name=volume>',
      'which volume of a sequence, as inspect lists them: dce=type=W,phase=1; may be repeated',
      collectSequence,
    )
    .option('--accept-repair <name=repair>', 'accepts a repair that inspect proposes; may be repeated', collectSequence)
    .option('--ki67 <percent>', 'Ki-67 index, per cent', numberBetween(0, 100))
    .addOption(new Option('--morphology <form>', 'tumour morphology').choices(MORPHOLOGIES))
    .option('--pcr <true|false>', 'the outcome at surgery, where it is known', trueOrFalse);
}

/** The paths are parsed with the study at hand. */
function collectSequence(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
