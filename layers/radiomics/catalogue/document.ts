/** Writes the catalogue as docs/features.md. */
import { FEATURE_CLASSES } from '../settings/feature-classes.ts';
import { CATALOGUE, CLASS_NOTES } from './catalogue.ts';
import { type CatalogueEntry, IMAGE_CONDITIONS } from './entry.ts';
import { ibsiTag } from './ibsi-tags.ts';
import { RETIRED } from './retired.ts';

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
    '“flat” is the value for an ROI of a single grey level. Codes are those of the IBSI reference manual, tags those of its',
    'reference tables, under which `radscore extract --profile ibsi` gives the feature (textures: the one that PyRadiomics’',
    'definition corresponds to). `radscore explain NAME IMAGE MASK` gives both values for an image.',
    ...classes.flatMap((featureClass) => [
      '',
      `## ${CLASS_NOTES[featureClass].title} (\`${featureClass}\`)`,
      '',
      CLASS_NOTES[featureClass].symbols,
      '',
      '| name | formula | unit | range | flat | IBSI | tag | difference from IBSI |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...CATALOGUE.filter((entry) => entry.featureClass === featureClass).map(tableRow),
    ]),
    '',
    '## How far a value can be trusted',
    '',
    'Values agree with PyRadiomics within a relative 1e-9 wherever the value is well-conditioned. At these places rounding alone',
    'moves it by more, in PyRadiomics too: from one processor or library version to the next. `radscore explain NAME IMAGE MASK`',
    'measures it for an ROI: it moves the voxels by their last bit, in seeded trials.',
    '',
    '| feature or image type | where, and how far |',
    '| --- | --- |',
    ...CATALOGUE.filter(({ condition }) => condition).map(({ featureClass, name, condition }) =>
      row([`${featureClass}_${name}`, condition]),
    ),
    ...Object.entries(IMAGE_CONDITIONS).map(([imageType, condition]) => row([imageType, condition])),
    '',
    '## Accepted by name, without a value',
    '',
    'PyRadiomics 3.1.0 accepts these in a parameter file and gives no value, since each is equal to another feature. So does',
    'this engine.',
    '',
    '| name | formula | equal to | IBSI | tag |',
    '| --- | --- | --- | --- | --- |',
    ...RETIRED.map(({ featureClass, name, formula, equals, ibsi }) =>
      row([`${featureClass}_${name}`, formula, equals ?? '', ibsi ?? '–', tagOf(featureClass, name)]),
    ),
    '',
  ].join('\n');
}

function tableRow({
  featureClass,
  name,
  formula,
  unit,
  range,
  flat,
  ibsi,
  difference,
  deprecated,
}: CatalogueEntry): string {
  const cells = [
    deprecated ? `${name} (deprecated)` : name,
    formula,
    unit,
    range,
    flat,
    ibsi ?? '–',
    tagOf(featureClass, name),
    difference || '–',
  ];
  return row(cells);
}

function tagOf(featureClass: CatalogueEntry['featureClass'], name: string): string {
  const tag = ibsiTag(featureClass, name);
  return tag === undefined ? '–' : `\`${tag}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
