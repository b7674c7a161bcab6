/** Every point on which artefacts may say something, by name. */
import { FEATURES } from './facts/features.ts';
import { MODELLING } from './facts/modelling.ts';
import { PERFORMANCE } from './facts/performance.ts';
import { SHARING } from './facts/sharing.ts';
import { STUDY } from './facts/study.ts';
import type { Fact } from './finding.ts';

const ALL = { ...STUDY, ...FEATURES, ...MODELLING, ...PERFORMANCE, ...SHARING };

export type FactName = keyof typeof ALL;

export const FACTS: Readonly<Record<FactName, Fact>> = ALL;

export const FACT_NAMES = Object.keys(ALL) as [FactName, ...FactName[]];
