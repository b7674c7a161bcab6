/** A site as a distribution serves it: files, the headers of every answer, and what is sent for what is missing. */

export interface SiteFile {
  readonly contents: Uint8Array;
  readonly cacheControl?: string;
}

export interface SiteDefinition {
  /** By path: `/index.html`. */
  readonly files: ReadonlyMap<string, SiteFile>;
  /** Path of the file that `/` is. */
  readonly root: string;
  /** Of the response headers policy, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Status of a missing object → what is sent in its place. */
  readonly errorPages: ReadonlyMap<number, { readonly status: number; readonly path: string }>;
  readonly compress: boolean;
}

/** As `aws s3 sync` guesses them from the name. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
};

export function mediaTypeOf(path: string): string {
  const [, ending = ''] = /\.(\w+)$/.exec(path) ?? [];
  return Object.hasOwn(MEDIA_TYPES, ending) ? MEDIA_TYPES[ending] : 'binary/octet-stream';
}

/** What CloudFront compresses: texts and WebAssembly of 1,000 to 10,000,000 bytes. */
export function isCompressed(path: string, { contents }: SiteFile): boolean {
  return contents.length >= 1000 && contents.length <= 10_000_000 && !/\.(png|jpe?g|gif|webp|gz|zip)$/.test(path);
}
