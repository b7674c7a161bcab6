/** The gates before promotion: every one of a line, judged from what a version's evaluation holds. */
import { judgeCalibrationInTheLarge, judgeCalibrationSlope } from './calibration.ts';
import { type GateInput, testFacts } from './candidate.ts';
import { judgeAgainstChampion, judgeInstitutionsGap } from './comparison.ts';
import { judgeAucInTest, judgeAucInValidation } from './discrimination.ts';
import type { GateResult } from './gate-result.ts';
import { judgeNetBenefit } from './net-benefit.ts';
import { judgeEventsPerCoefficient, judgeNewEvents } from './sample-size.ts';
import { DEFAULT_GATES, type GateSettings } from './settings.ts';

/**
 * Judges a version by every gate of its line, in the order of `GATES`; a gate whose setting is null has no result. The
 * test rows are judged as they lie in the evaluation: nothing is fitted again.
 *
 * @throws RangeError if `testInstitutions` are not one for each test row
 */
export function judge(input: GateInput, settings: GateSettings = DEFAULT_GATES): GateResult[] {
  const { candidate, champion } = input;
  const facts = testFacts(candidate);
  const of = <S>(setting: S | null, judged: (setting: S) => GateResult): GateResult[] =>
    setting === null ? [] : [judged(setting)];
  return [
    ...of(settings.eventsPerCoefficient, (s) => judgeEventsPerCoefficient(candidate, s)),
    ...of(settings.aucInTest, (s) => judgeAucInTest(candidate, facts, s)),
    ...of(settings.aucInValidation, (s) => judgeAucInValidation(candidate, s)),
    ...of(settings.calibrationSlope, (s) => judgeCalibrationSlope(candidate, facts, s)),
    ...of(settings.calibrationInTheLarge, (s) => judgeCalibrationInTheLarge(candidate, facts, s)),
    ...of(settings.netBenefit, (s) => judgeNetBenefit(candidate, facts, s)),
    ...of(settings.notWorseThanChampion, (s) => judgeAgainstChampion(candidate, facts, champion, s)),
    ...of(settings.institutionsGap, (s) => judgeInstitutionsGap(candidate, facts, s)),
    ...of(settings.newEvents, (s) => judgeNewEvents(input, s)),
  ];
}
