/** A wheel as a file (PEP 427): a ZIP archive with its metadata and a record of its contents, the same bytes each time. */
import { createHash } from 'node:crypto';
import { strToU8, type Zippable, zipSync } from 'fflate';

export interface WheelAbout {
  readonly name: string;
  readonly version: string;
  /** The text of METADATA. */
  readonly metadata: string;
  /** Commands: name → `module:function`. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** The first time that a ZIP archive can state; ZIP has no time zones. */
const TIME = new Date(1980, 0, 1);
/** Unix, and a file that all may read, in the upper half. */
const UNIX = 3;
const READABLE = 0o100644 << 16;

/** The bytes of a pure wheel (`py3-none-any`). */
export function wheelBytes(
  { name, version, metadata, scripts }: WheelAbout,
  files: ReadonlyMap<string, string | Uint8Array>,
) {
  const info = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  const commands = Object.entries(scripts).map(([command, target]) => `${command} = ${target}`);
  const contents = new Map<string, string | Uint8Array>([
    ...files,
    [`${info}/METADATA`, metadata],
    [`${info}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: radscore\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
    ...(commands.length > 0
      ? [[`${info}/entry_points.txt`, `[console_scripts]\n${commands.join('\n')}\n`] as const]
      : []),
  ]);
  const bytes = Array.from(
    contents,
    ([path, content]) => [path, typeof content === 'string' ? strToU8(content) : content] as const,
  );
  const record = bytes.map(([path, content]) => `${path},sha256=${sha256(content)},${content.length}\n`).join('');
  const zippable: Zippable = Object.fromEntries(
    [...bytes, [`${info}/RECORD`, strToU8(`${record}${info}/RECORD,,\n`)] as const].map(([path, content]) => [
      path,
      [content, { level: 9, mtime: TIME, os: UNIX, attrs: READABLE }],
    ]),
  );
  return zipSync(zippable);
}

/** As RECORD has it: base64 for addresses, without padding. */
function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
