/** Signature files for tests: the examples, and small ones of generated parts. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The text of an example. */
export function exampleText(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../../examples/signatures/${name}.yaml`, import.meta.url)), 'utf8');
}

export const EXAMPLES = ['made-up-ct-texture', 'made-up-mri-nomogram', 'made-up-t2-radscore', 'wang-2025'] as const;

/** A sound signature of two features, as JSON, which is YAML too; `change` makes another of it. */
export function smallSignature(change: (signature: Small) => void = () => {}): string {
  const signature: Small = {
    signature: 1,
    name: 'small',
    title: 'A small signature of a test',
    coefficients: 'made up',
    source: { doi: null, citation: 'a test' },
    images: {
      ct: {
        region: 'volume',
        settings: { imageType: { Original: {} }, featureClass: { firstorder: null, glcm: null } },
      },
    },
    radScore: {
      link: 'logit',
      intercept: 0.5,
      standardisation: 'z-score',
      features: [
        { image: 'ct', name: 'original_firstorder_Mean', coefficient: 2, mean: 10, sd: 4 },
        { image: 'ct', name: 'original_glcm_Idm', coefficient: -1, mean: 0.5, sd: 0.25 },
      ],
      cutoff: { value: 0.5, scale: 'probability', positive: 'at or above' },
    },
  };
  change(signature);
  return JSON.stringify(signature, null, 1);
}

// Tests break it in any place, so that its parts have no narrower type.
// biome-ignore lint/suspicious/noExplicitAny: a file that may be malformed
export type Small = Record<string, any>;
