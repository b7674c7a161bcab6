import { CATALOGUE, type CatalogueEntry, CLASS_NOTES, explainFeature } from '@radscore/radiomics';
import { EXIT, type ExitCode, UsageProblem } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** `radscore explain NAME`: what a feature is, by its PyRadiomics name, its short name or its IBSI code. */
export async function explainName(name: string, terminal: Terminal): Promise<ExitCode> {
  const entries = explainFeature(name);
  if (entries.length === 0) {
    const near = CATALOGUE.filter((entry) =>
      entry.name.toLowerCase().includes(name.toLowerCase().split('_').at(-1) ?? ''),
    );
    const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 5).map(shortName).join(', ')}?` : '';
    throw new UsageProblem(
      `got ${name}; wanted a feature such as wavelet-LLH_glcm_Idm, glcm_Idm, Idm or its IBSI code. docs/features.md lists all.${hint}`,
    );
  }
  terminal.out(`${entries.map(describe).join('\n\n')}\n`);
  return EXIT.ok;
}

const shortName = ({ featureClass, name }: CatalogueEntry): string => `${featureClass}_${name}`;

function describe(entry: CatalogueEntry): string {
  const { title, symbols } = CLASS_NOTES[entry.featureClass];
  const lines = [
    `${shortName(entry)}${entry.deprecated ? ' (deprecated)' : ''}   ${title}`,
    `  formula  ${entry.formula}`,
    `  unit     ${entry.unit}`,
    `  range    ${entry.range}`,
    `  flat     ${entry.flat}   for an ROI of one grey level (shape: of one slice)`,
    `  IBSI     ${entry.ibsi ?? 'no such feature'}`,
    ...(entry.difference ? [`  differs  ${entry.difference}`] : []),
    `  where    ${symbols}`,
  ];
  return lines.join('\n');
}
