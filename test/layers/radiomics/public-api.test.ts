/** Freezes the names that the published package of this layer offers. */
import { expect, it } from 'vitest';
import * as layer from '../../../layers/radiomics/public.ts';

it('offers the names that it promises, and nothing by accident', () => {
  expect(Object.keys(layer).sort()).toMatchInlineSnapshot(`
    [
      "CATALOGUE",
      "DEFAULT_SETTING",
      "ENGINE_VERSION",
      "FEATURE_CLASSES",
      "FEATURE_NAMES",
      "IBSI_CONFIGURATIONS",
      "IMAGE_TYPES",
      "canonicalSettings",
      "compareProfiles",
      "conformance",
      "createEngine",
      "diagnose",
      "diagnosticNames",
      "estimateMemory",
      "explainFeature",
      "extract",
      "extractIbsi",
      "extractOverThreads",
      "featureNames",
      "ibsiConfiguration",
      "ibsiCounterpart",
      "ibsiNames",
      "ibsiParameters",
      "ibsiTag",
      "measureTrust",
      "parseIbsiParameters",
      "parseSettings",
      "prepareRoi",
      "settingsFrom",
    ]
  `);
});
