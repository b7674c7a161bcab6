/** What describes an operation of the API. */
import type { z } from 'zod';

export interface Success {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly headers?: z.ZodObject;
  /** A body of text in place of JSON. One operation has one type of body: clients are generated for one. */
  readonly text?: 'text/csv' | 'image/svg+xml';
}

export interface Operation {
  /** Name of the method in generated clients. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly scope?: string;
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Type of the body; JSON if it is absent. */
  readonly bodyType?: 'text/csv';
  readonly headers?: z.ZodObject;
  /** Problems of a route that a client is to expect, in addition to those of every route. */
  readonly problems?: Readonly<Record<number, string>>;
  readonly success: Record<number, Success>;
}

/** Groups of operations, as documents and clients show them. */
export const TAGS = {
  studies: 'Announce, upload and follow studies; their features and outcomes',
  models: 'Train models, and read what their versions are made of and how well they predict',
  predictions: 'Score a stored study or values at hand',
  service: 'Protocols, conformance of the engine, health and this document',
} as const;
export type Tag = keyof typeof TAGS;
