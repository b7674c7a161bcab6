/** Reads sequences with the codecs of Node. */
import { createReaders, nodeCodecs } from '@radscore/imaging/node';
import { createSequenceReader } from './read-sequence.ts';

export const { readSequence, readingSequence } = createSequenceReader(createReaders(nodeCodecs));
