/** What a feature is, from the catalogue: found by its PyRadiomics name, its short name or its IBSI code. */
import { CATALOGUE, type CatalogueEntry, CLASS_NOTES, explainFeature, ibsiTag } from '@radscore/radiomics';
import { nearest } from '@radscore/statistics/nearest-name';
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
  return new UsageProblem(
    `got ${name}; wanted a feature such as wavelet-LLH_glcm_Idm, glcm_Idm, Idm or its IBSI code. docs/features.md lists all.${hintFor(name)}`,
  );
}

/** Names that contain the word; else the name or code that is nearest to it, of the same class if one is named. */
function hintFor(name: string): string {
  const word = name.toLowerCase().split('_').at(-1) ?? '';
  const near = word === '' ? [] : CATALOGUE.filter((entry) => entry.name.toLowerCase().includes(word));
  if (near.length > 0) return ` Did you mean ${near.slice(0, 5).map(shortName).join(', ')}?`;
  const [, image = '', rest = name] = /^(.+_)?([^_]+_[^_]+)$/.exec(name) ?? [];
  const names = CATALOGUE.flatMap((entry) => [shortName(entry), entry.name, ...(entry.ibsi ? [entry.ibsi] : [])]);
  const found = nearest(rest, names);
  return found === undefined ? '' : ` Did you mean ${found.includes('_') ? image : ''}${found}?`;
}

const shortName = ({ featureClass, name }: CatalogueEntry): string => `${featureClass}_${name}`;
