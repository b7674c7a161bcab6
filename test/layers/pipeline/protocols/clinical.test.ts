/** The vocabulary of clinical variables, what protocols declare of it, and how values are read by that. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clinicalSchemas } from '../../../../layers/pipeline/protocols/clinical-schemas.ts';
import { type ClinicalVariable, clinicalVariable } from '../../../../layers/pipeline/protocols/clinical-variable.ts';
import { CLINICAL_VOCABULARY, declared } from '../../../../layers/pipeline/protocols/clinical-vocabulary.ts';
import {
  missingFromCohort,
  nearestName,
  PROTOCOL_IDS,
  protocolById,
  protocolSchema,
  readClinical,
  readValue,
  refusedWithout,
  variableOfHeading,
  withLevelsRead,
} from '../../../../layers/pipeline/protocols/index.ts';
import { plainName } from '../../../../layers/pipeline/protocols/nearest-name.ts';
import { clinicalDocument } from '../../../../scripts/clinical/document.ts';

const root = join(import.meta.dirname, '../../../..');
const RICH = protocolById('her2-pcr-clinical@1');
const FIRST = protocolById('her2-pcr@1');
const vocabulary = Object.keys(CLINICAL_VOCABULARY).map((name) =>
  declared(name as keyof typeof CLINICAL_VOCABULARY, 'used'),
);

describe('the vocabulary', () => {
  it.each(vocabulary.map((variable) => [variable.name, variable] as const))('%s is whole', (name, variable) => {
    expect(clinicalVariable.parse(variable)).toEqual(variable);
    expect(CLINICAL_VOCABULARY[name as keyof typeof CLINICAL_VOCABULARY].name).toBe(name);
    expect(variable.definition.length).toBeGreaterThan(10);
    expect(variable.source.length).toBeGreaterThan(3);
    if (variable.kind === 'continuous') {
      const { range, usual = range } = variable;
      expect([range[0], usual[0], usual[1], range[1]].toSorted((a, b) => a - b)).toEqual([
        range[0],
        usual[0],
        usual[1],
        range[1],
      ]);
      return;
    }
    expect(Object.keys(variable.words).sort()).toEqual([...variable.levels].sort());
    // A word means one level.
    for (const level of variable.levels) {
      for (const word of [level, variable.words[level], ...(variable.alsoLevels?.[level] ?? [])]) {
        expect([word, readValue(variable, word), readValue(variable, `  ${word.toUpperCase()} `)]).toEqual([
          word,
          level,
          level,
        ]);
      }
    }
    if (variable.kind === 'categorical') expect(variable.reference).toBe(variable.levels[0]);
  });

  it('has no heading that means two variables', () => {
    const words = vocabulary.flatMap(({ name, label, also = [] }) => [
      ...new Set([name, label, ...also].map(plainName)),
    ]);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
  });

  it('is what docs/clinical-variables.md says', () => {
    expect(readFileSync(join(root, 'docs/clinical-variables.md'), 'utf8')).toBe(clinicalDocument());
  });
});

describe('protocols', () => {
  it.each(PROTOCOL_IDS)('%s is what the API says a protocol is', (id) => {
    expect(protocolSchema.parse(protocolById(id))).toEqual(protocolById(id));
  });

  it.each([
    'her2-pcr@1',
    'her2-pcr@2',
    'her2-pcr-3d@1',
  ])('%s keeps its two variables, and how they were published', (id) => {
    const { clinical } = protocolById(id);
    expect(clinical).toMatchObject([
      { name: 'ki67', kind: 'continuous', unit: 'per cent', role: 'used', missing: 'complete-case' },
      { name: 'morphology', kind: 'categorical', levels: ['regular', 'irregular', 'non-mass'], role: 'used' },
    ]);
    expect(clinical).toHaveLength(2);
  });

  it('with more variables extract the same features', () => {
    expect(RICH.sequences).toEqual(FIRST.sequences);
  });

  it('give a schema that takes what they write, and nothing else', () => {
    const schemas = clinicalSchemas([FIRST, RICH]);
    expect(Object.keys(schemas)).toEqual(['ClinicalHer2Pcr1', 'ClinicalHer2PcrClinical1']);
    const values = { ki67: 35, morphology: 'regular', cT: 'T2' };
    expect(schemas.ClinicalHer2PcrClinical1.safeParse(values).success).toBe(true);
    expect(schemas.ClinicalHer2Pcr1.safeParse(values).success).toBe(false);
  });
});

describe('readClinical', () => {
  const issuesOf = (given: Record<string, unknown>) => readClinical(RICH, given).issues;

  it.each<[string, unknown]>([
    ['ki67', '35'],
    ['ki67', true],
    ['ki67', null],
    ['ki67', Number.NaN],
    ['ki67', Number.POSITIVE_INFINITY],
    ['ki67', -0.001],
    ['ki67', 100.001],
    ['age', 17.999],
    ['morphology', ''],
    ['morphology', 'constructor'],
    ['morphology', ['regular']],
    ['grade', 4],
    ['grade', 2.5],
    ['cT', 'T5'],
  ])('does not take %s of %j', (name, value) => {
    const issues = issuesOf({ [name]: value });
    expect(issues).toHaveLength(1);
    expect(issues[0].path).toBe(`clinical.${name}`);
  });

  it.each<[string, unknown, unknown]>([
    ['ki67', 0, 0],
    ['ki67', 100, 100],
    ['grade', 2, '2'],
    ['grade', 'Grade 2', '2'],
    ['morphology', 'NON_MASS', 'non-mass'],
    ['density', 'Heterogeneously dense', 'c'],
    ['cN', 'cn0', 'N0'],
    ['her2', 'IHC 2+, ISH amplified', 'ihc2-ish'],
  ])('takes %s of %j as %j', (name, value, wanted) => {
    expect(readClinical(RICH, { [name]: value })).toMatchObject({ clinical: { [name]: wanted }, issues: [] });
  });

  it.each([
    ['Ki-67', /did you mean ki67\?/],
    ['kI67', /did you mean ki67\?/],
    ['hormonereceptr', /did you mean hormoneReceptor\?/],
    ['HR', /did you mean hormoneReceptor\?/],
    ['__proto__x', /does not declare \(it declares age, /],
    ['toString', /does not declare \(it declares age, /],
  ])('names what %s was probably meant to be', (name, message) => {
    const [{ path, message: said }] = issuesOf({ [name]: 1 });
    expect(path).toBe('clinical');
    expect(said).toMatch(message);
  });

  it('names a variable of the vocabulary that the protocol does not declare, and repeats no other name', () => {
    expect(readClinical(FIRST, { age: 44 }).issues[0].message).toBe(
      'age, which her2-pcr@1 does not declare (it declares ki67, morphology)',
    );
    const [{ message }] = readClinical(FIRST, { 'Mustermann^Erika': 44 }).issues;
    expect(message).not.toMatch(/Mustermann|Erika/);
  });

  it('knows which values a manifest and a cohort need', () => {
    const strict: ClinicalVariable[] = [
      declared('age', 'used', 'refuse'),
      declared('ki67', 'used', 'complete-case'),
      declared('grade', 'used', 'median'),
      declared('her2', 'used', 'own-level'),
      declared('density', 'recorded', 'complete-case'),
    ];
    const protocol = { id: 'test@1', clinical: strict };
    expect(refusedWithout(protocol, { ki67: 3 })).toEqual(['age']);
    expect(missingFromCohort(protocol, {})).toEqual(['age', 'ki67']);
    expect(missingFromCohort(protocol, { age: 44, ki67: 0 })).toEqual([]);
  });

  it('reads levels of values at hand, and leaves to the model what it does not know', () => {
    const given = { hormoneReceptor: 'POS', ki67: 350, morphology: 'round', other: 'x' };
    expect(withLevelsRead(RICH, given)).toEqual({ ...given, hormoneReceptor: 'positive' });
  });
});

describe('headings of tables', () => {
  it.each([
    ['ki67', 'ki67'],
    ['Ki-67 (%)', 'ki67'],
    ['KI-67 per cent', 'ki67'],
    ['Age (years)', 'age'],
    ['HR status', 'hormoneReceptor'],
    ['cT', 'cT'],
    ['T_stage', 'cT'],
    ['Tumor size (mm)', 'tumourSize'],
    ['pCR', undefined],
    ['Ki-67 fraction', undefined],
  ])('%s means %s', (heading, name) => {
    expect(variableOfHeading(RICH, heading)?.name).toBe(name);
  });
});

describe('nearestName', () => {
  const names = ['ki67', 'morphology', 'cT', 'cN', 'age'];
  it.each([
    ['morfology', 'morphology'],
    ['morpohlogy', 'morphology'],
    ['ik67', 'ki67'],
    ['edge', undefined],
    ['cX', undefined],
    ['', undefined],
    ['pathology', undefined],
  ])('of %j is %j', (word, wanted) => {
    expect(nearestName(word, names)).toBe(wanted);
  });

  it('does not compute for a word of any length', () => {
    expect(nearestName('x'.repeat(10_000_000), names)).toBeUndefined();
  });
});
