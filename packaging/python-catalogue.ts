/** What the Python package knows without asking the engine: names of features with their definitions, and of settings. */
import { INTERPOLATORS } from '@radscore/imaging';
import {
  CATALOGUE,
  CLASS_NOTES,
  DEFAULT_SETTING,
  ENGINE_VERSION,
  FEATURE_CLASSES,
  IMAGE_TYPES,
  ibsiTag,
  RETIRED,
} from '@radscore/radiomics';

/** The catalogue as data; a docstring for each feature. */
export function pythonCatalogue() {
  return {
    engine: ENGINE_VERSION,
    imageTypes: IMAGE_TYPES,
    interpolators: INTERPOLATORS,
    settings: Object.keys(DEFAULT_SETTING),
    switches: Object.entries(DEFAULT_SETTING).flatMap(([name, value]) => (typeof value === 'boolean' ? [name] : [])),
    classes: Object.fromEntries(
      FEATURE_CLASSES.map((featureClass) => [
        featureClass,
        {
          doc: `${CLASS_NOTES[featureClass].title}\n\n${CLASS_NOTES[featureClass].symbols}`,
          features: [...CATALOGUE, ...RETIRED]
            .filter((entry) => entry.featureClass === featureClass)
            .map(docOf)
            .sort((a, b) => (method(a.name) < method(b.name) ? -1 : 1)),
        },
      ]),
    ),
  };
}

/** PyRadiomics orders features by the names of its methods. */
function method(name: string): string {
  return `get${name}FeatureValue`;
}

function docOf({
  featureClass,
  name,
  formula,
  unit,
  range,
  flat,
  ibsi,
  difference,
  condition,
  deprecated,
  equals,
}: (typeof CATALOGUE)[number]) {
  const tag = ibsiTag(featureClass, name);
  const doc = [
    `${name}: ${formula}`,
    '',
    `Unit: ${unit}. Range: ${range}. For an ROI of one grey level: ${flat}.`,
    ibsi === null ? 'The IBSI has no such feature.' : `IBSI: ${ibsi}${tag === undefined ? '' : ` (${tag})`}.`,
    ...(difference ? [`Differs from the IBSI's: ${difference}.`] : []),
    ...(condition ? [`Ill-conditioned: ${condition}.`] : []),
    ...(equals === null ? [] : [`Not computed: equal to ${equals}.`]),
  ];
  return { name, doc: doc.join('\n'), deprecated: deprecated || equals !== null, equals };
}
