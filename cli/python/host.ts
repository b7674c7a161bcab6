/** The engine as a child process of Python: it answers requests one by one until its input ends. */
import { InputRefused } from '@radscore/imaging';
import { type Frame, readFrame, writeFrame } from './frames.ts';
import { type Answer, hello, OPERATIONS, refusalOf } from './operations.ts';

const [IN, OUT] = [0, 1];

/** Says first what runs here, so that Python knows it before it asks. */
function serve(): void {
  writeFrame(OUT, hello(), []);
  for (let frame = readFrame(IN); frame; frame = readFrame(IN)) {
    const { header, buffers = [] } = answer(frame);
    const bytes = buffers.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
    writeFrame(OUT, { ...header, id: frame.header.id }, bytes);
  }
}

function answer(frame: Frame): Answer {
  try {
    const operation = OPERATIONS[String(frame.header.op)];
    if (!operation) throw new Error(`got the request ${frame.header.op}; wanted one of ${Object.keys(OPERATIONS)}`);
    return operation(frame);
  } catch (error) {
    if (error instanceof InputRefused) return { header: refusalOf(error) };
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { header: { failure: { name, message, stack } } };
  }
}

try {
  serve();
} catch (error) {
  // Python is gone, or has closed its end: there is nobody to answer.
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
}
