/** Every point on which artefacts may say something, by name. */

import type { Fact } from '../artefacts/finding.ts';
import { FEATURES } from './features.ts';
import { MODELLING } from './modelling.ts';
import { PERFORMANCE } from './performance.ts';
import { SHARING } from './sharing.ts';
import { STUDY } from './study.ts';

const ALL = { ...STUDY, ...FEATURES, ...MODELLING, ...PERFORMANCE, ...SHARING };

export type FactName = keyof typeof ALL;

export const FACTS: Readonly<Record<FactName, Fact>> = ALL;

export const FACT_NAMES = Object.keys(ALL) as [FactName, ...FactName[]];
