/** This engine as the other drivers show theirs: a JSON request per line on stdin, a JSON answer per line on stdout. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ENGINE_VERSION, type IbsiConfiguration, ibsiConfiguration, parseSettings } from '@radscore/radiomics';
import type { ProfileSettings } from '../../../cli/features/case.ts';
import { extractCase } from '../../../cli/features/extract-case.ts';
import type { Request } from '../jobs.ts';

/** The configuration of a request, by its name if IBSI published it. */
function configurationOf({ configuration, settings }: Request): IbsiConfiguration {
  if (configuration && configuration !== 'native') return ibsiConfiguration(configuration);
  if (!settings) throw new Error('got an IBSI task without settings');
  const { aggregation, spacing, interpolator, range, outlierSigma, discretisation, volumeHistogram } = settings;
  const rounding = spacing !== null;
  return {
    name: 'native',
    aggregation,
    spacing,
    interpolator,
    rounding,
    range,
    outlierSigma,
    discretisation,
    volumeHistogram,
  };
}

function chosenOf(request: Request): ProfileSettings {
  if (request.task === 'ibsi') return { profile: 'ibsi', configuration: configurationOf(request) };
  if (!request.parameters) throw new Error('got no parameter file');
  return { profile: 'pyradiomics', settings: parseSettings(readFileSync(request.parameters, 'utf8')) };
}

const say = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

/** VmHWM of this process in kilobytes. */
function peak(): number {
  const line = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line?.[1] ?? 0);
}

say({ versions: { Node: process.versions.node, radscore: ENGINE_VERSION } });
for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  const [wall, before] = [performance.now(), process.cpuUsage()];
  let answer: Record<string, unknown>;
  try {
    const { image, mask, label } = request;
    const { features } = extractCase({ image, mask, label }, chosenOf(request));
    const values = Object.entries(features).map(([name, value]) => [
      name,
      Number.isFinite(value) ? value : String(value),
    ]);
    answer = { values: Object.fromEntries(values) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    answer = { error: name, message: message.slice(0, 300) };
  }
  const { user, system } = process.cpuUsage(before);
  say({ ...answer, seconds: (performance.now() - wall) / 1000, processor: (user + system) / 1e6, peak: peak() });
}
