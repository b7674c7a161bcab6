/** What the console's pages may do: the headers of every answer. No CDK in here, so that tests and the page's own server can read it. */

/**
 * The Content-Security-Policy. Nothing of other servers is loaded, nothing inline runs, and no script makes scripts:
 * `'wasm-unsafe-eval'` compiles WebAssembly only, which the engine is made of.
 *
 * @param connect where requests may go besides the console itself: the API, the buckets, the issuer
 */
export function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Devices and sensors that no page of the console asks for. */
export const PERMISSIONS_POLICY = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** Where a sign-in returns to. */
export const SIGN_IN_PATH = '/sign-in';
