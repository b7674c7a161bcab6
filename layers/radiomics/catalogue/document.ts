import { FEATURE_CLASSES } from '../feature-classes.ts';
import { CATALOGUE, CLASS_NOTES } from './catalogue.ts';
import type { CatalogueEntry } from './entry.ts';

/** The catalogue as Markdown: `docs/features.md`. */
export function catalogueDocument(): string {
  const classes = [...new Set(CATALOGUE.map(({ featureClass }) => featureClass))];
  const counted = CATALOGUE.filter(({ deprecated }) => !deprecated).length;
  return [
    '# Features',
    '',
    'Generated from `layers/radiomics/catalogue` by `node scripts/features-doc.ts`; a test keeps it fresh. A full name is',
    '`{image type}_{class}_{name}`, e.g. `wavelet-LLH_glcm_Idm`; shape is always `original_shape_…`. Names and values are',
    `those of PyRadiomics 3.1.0: ${counted} features in ${FEATURE_CLASSES.length} classes, and deprecated ones that are given when named.`,
    '“flat” is the value for an ROI of a single grey level. Codes are those of the IBSI reference manual.',
    ...classes.flatMap((featureClass) => [
      '',
      `## ${CLASS_NOTES[featureClass].title} (\`${featureClass}\`)`,
      '',
      CLASS_NOTES[featureClass].symbols,
      '',
      '| name | formula | unit | range | flat | IBSI | difference from IBSI |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...CATALOGUE.filter((entry) => entry.featureClass === featureClass).map(tableRow),
    ]),
    '',
  ].join('\n');
}

function tableRow({ name, formula, unit, range, flat, ibsi, difference, deprecated }: CatalogueEntry): string {
  const cells = [
    deprecated ? `${name} (deprecated)` : name,
    formula,
    unit,
    range,
    flat,
    ibsi ?? '–',
    difference || '–',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
