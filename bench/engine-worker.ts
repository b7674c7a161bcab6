/** This engine in one process: a JSON request per line on stdin, a JSON answer per line on stdout. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readCase } from '@radscore/imaging/node';
import { createEngine, type Engine, type ExtractionThread, parseSettings, slicesNeeded } from '@radscore/radiomics';
import { nodeEngine, openThread } from '@radscore/radiomics/node';

interface Request {
  readonly image: string;
  readonly mask: string;
  readonly parameters: string;
  readonly kernels: boolean;
  /** Threads in all; 1 where it is not said. */
  readonly threads?: number;
}

const others: ExtractionThread[] = [];
const twins = createEngine({ kernels: 'twins' });

for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  const settings = parseSettings(request.parameters);
  const start = performance.now();
  const read = () =>
    readCase(
      [{ name: 'image', bytes: readFileSync(request.image) }],
      [{ name: 'mask', bytes: readFileSync(request.mask) }],
      { label: settings.setting.label, slicesFor: (roi) => slicesNeeded(roi, settings) },
    );
  const spread = async () => {
    while (others.length < (request.threads ?? 1) - 1) others.push(openThread());
    const { image, mask } = read();
    return nodeEngine.extractOverThreads(nodeEngine.prepareRoi(image, mask, settings), settings, others);
  };
  const alone = (engine: Engine) => {
    const { image, mask } = read();
    return engine.extract(image, mask, settings);
  };
  const { blocks } = request.threads ? await spread() : alone(request.kernels ? nodeEngine : twins);
  const features = blocks.reduce((sum, { names }) => sum + names.length, 0);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`${JSON.stringify({ seconds, features, megabytes: process.resourceUsage().maxRSS / 1024 })}\n`);
}
