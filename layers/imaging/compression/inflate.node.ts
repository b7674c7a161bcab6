/** What Node's zlib does faster than the portable code. */
import { crc32, gzipSync } from 'node:zlib';
import type { Gzip, Inflate } from '../input/codecs.ts';
import { kernelInflate } from './inflate.ts';

/** The kernels with Node's checksum, which costs next to nothing. */
export const nodeInflate: Inflate = kernelInflate(crc32);

/** Node's compressor. */
export const nodeGzip: Gzip = (bytes) => gzipSync(bytes);
