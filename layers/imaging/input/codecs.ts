/** What a host decodes and encodes compressed bytes with: an argument of the readers and writers. */

/** Wrappings of a DEFLATE stream: gzip (RFC 1952), zlib (RFC 1950), none. */
export type Compression = 'gzip' | 'zlib' | 'raw';

/** How a stream ended: as it should, before its own end, or because its reader had enough. */
export type InflateEnd = 'complete' | 'broken-off' | 'stopped';

/**
 * Takes a piece of what comes out, which is valid until it returns, and where in it bytes other than 0 may lie: a mask is
 * little else than zeros, and they need not be looked at again. True to go on.
 */
export type TakePiece = (piece: Uint8Array, first: number, end: number) => boolean;

/**
 * Inflates a stream and hands over piece after piece, so that a reader takes what it needs and stops there. A stream that
 * breaks off gives what there is of it; one that is damaged throws.
 */
export type Inflate = (compressed: Uint8Array, format: Compression, take: TakePiece) => InflateEnd;

/** A gzip stream of the bytes, without a time stamp. */
export type Gzip = (bytes: Uint8Array) => Uint8Array;

/** What a frame must be once it is decoded. */
export interface FrameShape {
  readonly rows: number;
  readonly columns: number;
  readonly bytesPerSample: 1 | 2 | 4;
}

/** Decodes one compressed frame to little-endian samples. */
export type FrameDecoder = (compressed: Uint8Array, shape: FrameShape) => Uint8Array;

/** Decoders of pixel data for which the readers have none of their own. */
export type FrameDecoders = Readonly<Partial<Record<'jpeg-ls' | 'jpeg-2000', FrameDecoder>>>;

/** All of them. What is left out is done in JavaScript, or in the compiled kernels; frames without a decoder are refused. */
export interface Codecs {
  readonly inflate?: Inflate;
  readonly gzip?: Gzip;
  readonly frames?: FrameDecoders;
}
