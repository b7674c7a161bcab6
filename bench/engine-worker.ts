// One engine in one process: a JSON request per line on stdin, a JSON answer per line on stdout.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import '@radscore/imaging/node';
import { readCase } from '@radscore/imaging';
import { extract, parseSettings, slicesNeeded } from '@radscore/radiomics';
import { withoutKernels } from '../layers/radiomics/kernels/kernels.ts';

interface Request {
  readonly image: string;
  readonly mask: string;
  readonly parameters: string;
  readonly kernels: boolean;
}

for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  const settings = parseSettings(request.parameters);
  const start = performance.now();
  const run = (): number => {
    const { image, mask } = readCase(
      [{ name: 'image', bytes: readFileSync(request.image) }],
      [{ name: 'mask', bytes: readFileSync(request.mask) }],
      { label: settings.setting.label, slicesFor: (roi) => slicesNeeded(roi, settings) },
    );
    return extract(image, mask, settings).blocks.reduce((sum, { names }) => sum + names.length, 0);
  };
  const features = request.kernels ? run() : withoutKernels(run);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`${JSON.stringify({ seconds, features, megabytes: process.resourceUsage().maxRSS / 1024 })}\n`);
}
