/** `radscore signature new`: the skeleton of a signature file, in which everything is unknown until it is read off the publication. */
import { InputRefused } from '@radscore/imaging';
import { PROTOCOL_IDS, SEQUENCES } from '@radscore/pipeline';
import { readSignature } from '@radscore/pipeline/signatures';
import { parseSettings } from '@radscore/radiomics';
import { naming } from '../files/refusal.ts';
import { readText } from '../files/text-file.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { writeResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface NewOptions {
  readonly output?: string;
  readonly name: string;
  readonly doi?: string;
  readonly image?: readonly string[];
  readonly features: number;
  readonly nomogram?: boolean;
}

/** Writes the skeleton. @throws UsageProblem for an image or a name of another form; InputRefused for settings */
export async function newSignature(options: NewOptions, terminal: Terminal): Promise<ExitCode> {
  const text = skeleton(options);
  readSignature(text);
  await writeResult(text, options.output, terminal);
  if (options.output !== undefined) {
    terminal.note(
      `→ ${options.output}: replace each unknown that the publication states; leave the others, and run radscore signature check.`,
    );
  }
  return EXIT.ok;
}

function skeleton({ name, doi, image = [], features, nomogram }: NewOptions): string {
  const images = (image.length > 0 ? image : ['image=unknown']).map(blockOfImage);
  const [first] = images;
  const only = images.length === 1 ? first.name : 'unknown';
  const rows = Array.from(
    { length: features },
    () => `    - { image: ${only}, name: unknown, coefficient: unknown, mean: unknown, sd: unknown }`,
  );
  return `# A published Rad-score. What the publication does not state stays \`unknown\`: it is asked for, never guessed.
signature: 1
name: ${name}
title: unnamed signature          # what it predicts, in whom
coefficients: published           # or: made up
source: { doi: ${doi ?? 'unknown'}, citation: unknown }
cohort: { patients: unknown, events: unknown, description: unknown }
outcome: { name: unknown, event: unknown, definition: unknown }
software: unknown                 # what computed the features, and its version

images:
${images.map(({ block }) => block).join('\n')}

radScore:
  link: unknown                   # logit: the score is a log odds; identity: it is compared with its cut-off only
  intercept: unknown              # 0 if the publication says that there is none
  standardisation: unknown        # z-score, with mean and sd of each feature; or none (then leave mean and sd out)
  features:                       # in the order of the publication, named as PyRadiomics names them
${rows.join('\n')}
  cutoff: { value: unknown, scale: unknown, positive: unknown }   # score | probability; at or above | above | at or below | below; or: none

${nomogram ? NOMOGRAM : 'nomogram: none'}
`;
}

const NOMOGRAM = `nomogram:
  link: logit
  intercept: unknown
  terms:
    - { kind: rad-score, enters: unknown, coefficient: unknown }      # score | probability
    - { kind: continuous, name: variable1, coefficient: unknown, range: unknown }
    - { kind: categorical, name: variable2, reference: unknown, levels: unknown }   # levels: { level: coefficient }
  cutoff: { value: unknown, scale: unknown, positive: unknown }`;

/** `t2fs=her2-pcr@1`, `ct=params.yaml` or `ct=unknown`. */
function blockOfImage(text: string): { readonly name: string; readonly block: string } {
  const at = text.indexOf('=');
  const [name, source] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || source === '' || !/^[a-z][a-z0-9]{0,15}$/.test(name)) {
    throw new UsageProblem(
      `got --image ${text}; wanted NAME=SOURCE: a name of lower-case letters and digits, and a PyRadiomics parameter file, a study protocol (${PROTOCOL_IDS.join(', ')}) or unknown.`,
    );
  }
  if (source === 'unknown')
    return { name, block: `  ${name}: { meaning: unknown, settings: unknown, region: unknown }` };
  if (PROTOCOL_IDS.includes(source)) {
    if (!(SEQUENCES as readonly string[]).includes(name)) {
      throw new UsageProblem(`got --image ${text}; wanted an image of ${source}: ${SEQUENCES.join(', ')}.`);
    }
    return { name, block: `  ${name}: { meaning: unknown, protocol: ${source} }` };
  }
  const settings = readText(source, 'a PyRadiomics parameter file (YAML or JSON)');
  naming(source, () => requirePlain(settings));
  const lines = settings
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => (line.trim() === '' ? '' : `      ${line}`));
  return { name, block: `  ${name}:\n    meaning: unknown\n    region: volume\n    settings:\n${lines.join('\n')}` };
}

/** @throws InputRefused for settings that cannot be put into another file as they are */
function requirePlain(text: string): void {
  parseSettings(text);
  const hasMark = text.split('\n').some((line) => /^(?:---|\.\.\.|%)/.test(line.trimStart()));
  if (!hasMark && !text.trimStart().startsWith('{')) return;
  const [got, wanted] = ['a parameter file with document marks, or of JSON', 'plain YAML'];
  throw new InputRefused({ code: 'settings-invalid', got, wanted, remedy: 'Write it as YAML without --- lines.' });
}
