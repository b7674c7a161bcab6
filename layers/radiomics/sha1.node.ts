import { createHash } from 'node:crypto';
import { type Sha1, setSha1 } from './sha1.ts';

export const nodeSha1: Sha1 = (bytes) => createHash('sha1').update(bytes).digest('hex');

setSha1(nodeSha1);
