import { crc32, gzipSync } from 'node:zlib';
import { type Inflater, kernelInflater, setInflater } from './inflate.ts';

/** The kernel with Node's checksum, which costs next to nothing, and its compressor. */
export const nodeInflater: Inflater = kernelInflater({ crc32, gzip: (bytes) => gzipSync(bytes) });

setInflater(nodeInflater);
