/** The page of clinical variables: the vocabulary, and what each protocol takes of it. */
import {
  type ClinicalVariable,
  type StandardVariable,
  valuesShown,
} from '../../layers/pipeline/protocols/clinical-variable.ts';
import { CLINICAL_VOCABULARY } from '../../layers/pipeline/protocols/clinical-vocabulary.ts';
import { PROTOCOL_IDS, protocolById } from '../../layers/pipeline/protocols/index.ts';

const HEAD = `# Clinical variables

*Research use only. Not a medical device.* Written by \`node scripts/clinical/doc.ts\` from \`layers/pipeline/protocols/\`; do not edit.

A study protocol declares its clinical variables, and a manifest holds what its protocol declares. \`GET /v1/protocols/{id}\` and
\`radscore clinical variables PROTOCOL\` list the declarations; a published protocol is never changed, and another set of variables is another protocol.

- **used**: the variable may enter the nomogram; the modelling protocol decides by what rule. **recorded**: it is kept, exported with the
  features, described in patient tables and a subgroup of validations, and never a predictor.
- **Values.** A number outside the range is refused; one outside the usual range is taken with the note \`clinical-unusual\`. Levels are given by
  value or by word, in whatever case, and are stored as the value. A variable that the protocol does not declare is refused with the name that was
  probably meant. No refusal repeats a value.
- **A study without a value.** *complete-case*: it is no row of a cohort (\`clinical-missing\`), and the Rad-score model answers for it. *median*: the
  median or the most frequent level of the training rows stands in, with a warning. *own-level*: "unknown" is a level with a coefficient of its own,
  learnt if training rows have it. *refuse*: the manifest is refused. For recorded variables a missing value is only missing.

## Where values come from

| | |
| --- | --- |
| manifest | \`"clinical": { "ki67": 35, "hormoneReceptor": "positive" }\`; \`radscore manifest DIR --clinical hormoneReceptor=positive\` |
| API | \`PUT /v1/studies/{id}/clinical\` with \`{ "clinical": { "ki67": 40, "grade": null } }\`: null takes back what was sent; what is not named stays |
| table | \`radscore clinical import TABLE\`: a row per study; \`--check\` sends nothing; columns by name, label or another heading |
| request | \`POST …/predictions\` with \`{ "studyId": "BB-0042", "clinical": { "ki67": 60 } }\`: for this answer only |

A value that came through the API counts before the manifest's, as for outcomes; a contradiction is noted on the study (\`clinicalNotes\`), and
\`GET /v1/studies/{id}/clinical\` has the source and the history of each value (the last 50). **A change**: predictions that are asked for from then on,
exports and the next training run use it. Answers that were given, and versions that were fitted, stay as they are; versions that were fitted on
a used value that is another now are marked \`corrected-clinical\`, and their lines are fitted again. A withdrawal erases all of it with the study.

A value is recorded for the manifest that the study has then. If another manifest comes that lacks it, it still counts, with the note
\`clinical-of-earlier-manifest\`; if that manifest is of a protocol that does not take it, it is kept and does not count
(\`clinical-other-protocol\`). A study that waits for its manifest takes values if the request names the protocol.`;

/** The page. */
export function clinicalDocument(): string {
  const protocols = PROTOCOL_IDS.map(protocolById);
  const standard: readonly StandardVariable[] = Object.values(CLINICAL_VOCABULARY);
  const taken = standard.map((variable) => {
    const rules = protocols.map(({ clinical }) => {
      const own = clinical.find(({ name }) => name === variable.name);
      return own === undefined ? '' : own.role === 'used' ? `used, ${own.missing}` : 'recorded';
    });
    return `| \`${variable.name}\` | ${rules.join(' | ')} |`;
  });
  const ids = protocols.map(({ id }) => `\`${id}\``);
  return [
    HEAD,
    '',
    '## What each protocol takes',
    '',
    `| | ${ids.join(' | ')} |`,
    `| --- | ${ids.map(() => '---').join(' | ')} |`,
    ...taken,
    '',
    '## Vocabulary',
    '',
    ...standard.flatMap(describe),
  ].join('\n');
}

function describe(variable: StandardVariable): string[] {
  const { name, label, definition, source, also = [] } = variable;
  return [
    `### \`${name}\`: ${label}`,
    '',
    `${definition}. Source: ${source}.`,
    '',
    `- ${valuesOf(variable)}`,
    ...(also.length > 0 ? [`- In tables also ${also.map((one) => `"${one}"`).join(', ')}.`] : []),
    '',
  ];
}

function valuesOf(variable: StandardVariable | ClinicalVariable): string {
  if (variable.kind === 'continuous') {
    const usual = variable.usual ? `; usual: ${variable.usual[0]} to ${variable.usual[1]}` : '';
    return `A number: ${valuesShown(variable)}${usual}.`;
  }
  const levels = variable.levels.map((level) => {
    const also = variable.alsoLevels?.[level] ?? [];
    const words = [variable.words[level], ...also].filter((word) => word !== level);
    return words.length > 0 ? `\`${level}\` (${words.join(', ')})` : `\`${level}\``;
  });
  return variable.kind === 'ordered'
    ? `Ordered levels: ${levels.join(', ')}.`
    : `Levels: ${levels.join(', ')}; the reference is \`${variable.reference}\`.`;
}
