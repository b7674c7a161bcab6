/** What a feature is, from the catalogue: found by its PyRadiomics name, its short name or its IBSI code. */
import { CATALOGUE, type CatalogueEntry, CLASS_NOTES, explainFeature, ibsiTag } from '@radscore/radiomics';
import { UsageProblem } from '../terminal/failure.ts';

/** The features that a name may mean, at least one. @throws UsageProblem naming similar ones */
export function featuresNamed(name: string): readonly CatalogueEntry[] {
  const entries = explainFeature(name);
  if (entries.length === 0) throw unknownName(name);
  return entries;
}

/** A feature in lines: formula, unit, range, IBSI code, and what is special about it. */
export function describeFeature(entry: CatalogueEntry): string[] {
  const { title, symbols } = CLASS_NOTES[entry.featureClass];
  const tag = ibsiTag(entry.featureClass, entry.name);
  const kind = entry.equals === null ? ' (deprecated)' : ' (deprecated, without a value)';
  return [
    `${shortName(entry)}${entry.deprecated ? kind : ''}   ${title}`,
    `  formula  ${entry.formula}`,
    `  unit     ${entry.unit}`,
    `  range    ${entry.range}`,
    `  flat     ${entry.flat}   for an ROI of one grey level (shape: of one slice)`,
    `  IBSI     ${entry.ibsi ?? 'no such feature'}${tag === undefined ? '' : `, ${tag}`}`,
    ...(entry.equals === null ? [] : [`  equals   ${entry.equals}: PyRadiomics accepts the name and gives no value`]),
    ...(entry.difference ? [`  differs  ${entry.difference}`] : []),
    ...(entry.condition ? [`  rounding ${entry.condition}`] : []),
    `  where    ${symbols}`,
  ];
}

function unknownName(name: string): UsageProblem {
  const near = CATALOGUE.filter((entry) =>
    entry.name.toLowerCase().includes(name.toLowerCase().split('_').at(-1) ?? ''),
  );
  const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 5).map(shortName).join(', ')}?` : '';
  return new UsageProblem(
    `got ${name}; wanted a feature such as wavelet-LLH_glcm_Idm, glcm_Idm, Idm or its IBSI code. docs/features.md lists all.${hint}`,
  );
}

const shortName = ({ featureClass, name }: CatalogueEntry): string => `${featureClass}_${name}`;
