/** Computes the features of one case by the definitions of PyRadiomics or of the IBSI. */
import type { CaseOptions } from '@radscore/imaging';
import {
  DEFAULT_SETTING,
  type Extraction,
  type ExtractionSettings,
  type ExtractionThread,
  type IbsiConfiguration,
  slicesNeeded,
} from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { naming } from '../files/refusal.ts';
import type { CaseFeatures, FeatureCase, ProfileSettings } from './case.ts';
import { describeExtraction, describeIbsi } from './describe-case.ts';
import { type ReadCase, readCase } from './read-case.ts';

const { extractIbsi, extractOverThreads, extractPrepared, prepareRoi } = nodeEngine;

/** Reads a case and computes its features. @throws InputRefused */
export function extractCase(work: FeatureCase, chosen: ProfileSettings): CaseFeatures {
  return chosen.profile === 'ibsi' ? ibsiCase(work, chosen.configuration) : pyradiomicsCase(work, chosen.settings);
}

/**
 * The same for one case of PyRadiomics' profile, with its image types spread over threads; the values do not depend on
 * how many there are.
 *
 * @throws InputRefused
 */
export async function extractCaseOverThreads(
  work: FeatureCase,
  settings: ExtractionSettings,
  threads: readonly ExtractionThread[],
): Promise<CaseFeatures> {
  const read = readForFeatures(work, settings);
  const roi = naming(work.mask, () => prepareRoi(read.image, read.mask, settings));
  const extraction = await extractOverThreads(roi, settings, threads).catch((error: unknown) =>
    naming(work.mask, () => {
      throw error;
    }),
  );
  return describeExtraction(read, settings, roi.withImage(), extraction);
}

function pyradiomicsCase(work: FeatureCase, settings: ExtractionSettings): CaseFeatures {
  return extractRead(readForFeatures(work, settings), settings, work.mask);
}

/**
 * The features of a case that has been read.
 *
 * @param maskName what refusals call the mask
 * @param only names of image types, as `featureNames` gives them; all without it
 * @throws InputRefused
 */
export function extractRead(
  read: ReadCase,
  settings: ExtractionSettings,
  maskName: string | undefined,
  only?: ReadonlySet<string>,
): CaseFeatures & Pick<Extraction, 'greyLevels'> {
  return naming(maskName, () => {
    const prepared = prepareRoi(read.image, read.mask, settings).withImage();
    const extraction = extractPrepared(prepared, settings, { only });
    return { ...describeExtraction(read, settings, prepared, extraction), greyLevels: extraction.greyLevels };
  });
}

function ibsiCase(work: FeatureCase, configuration: IbsiConfiguration): CaseFeatures {
  const read = readCase(work, DEFAULT_SETTING);
  const values = naming(work.mask, () => extractIbsi(read.image, read.mask, configuration));
  return describeIbsi(read, configuration, values);
}

/** Diagnostics are those of the whole image; the features need less. */
function readForFeatures(work: FeatureCase, settings: ExtractionSettings): ReadCase {
  const slicesFor: CaseOptions['slicesFor'] = settings.setting.additionalInfo
    ? undefined
    : (roi, image) => slicesNeeded(roi, settings, image);
  return readCase(work, settings.setting, slicesFor);
}
