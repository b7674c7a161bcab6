/** A parameter file as it was written: which numbers are whole and which are not, where Python prints them differently. */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import { parseParameterFile, valuesOf } from './parameter-file.ts';

/** A value as Python's YAML or JSON reader gives it; a mapping keeps the order of the file. */
export type GivenValue =
  | null
  | boolean
  | string
  /** `float` says whether Python reads a float or an int. */
  | { readonly number: number; readonly float: boolean }
  | readonly GivenValue[]
  | ReadonlyMap<string, GivenValue>;

/**
 * The content of a PyRadiomics parameter file with the kind of each number, which `parseSettings` need not know: reports
 * that repeat the settings as PyRadiomics does write 25 and 25.0 apart.
 *
 * @throws InputRefused `settings-invalid` for a text that is neither YAML nor JSON
 *
 * @example
 * ```ts
 * import { givenParameters } from '@radscore/radiomics';
 * const given = givenParameters('setting: { binWidth: 25.0 }');
 * JSON.stringify(given instanceof Map && [...given.get('setting')]); // → '[["binWidth",{"number":25,"float":true}]]'
 * ```
 */
export function givenParameters(text: string): GivenValue {
  const document = parseParameterFile(text);
  // Refuses what refers to itself, so that the walk below ends.
  valuesOf(document);
  return given(document.contents, document);
}

function given(node: unknown, document: Document): GivenValue {
  if (isAlias(node)) return given(node.resolve(document), document);
  if (isSeq(node)) return node.items.map((item) => given(item, document));
  if (isMap(node)) {
    return new Map(
      node.items
        .filter(isPair)
        .map(({ key, value }) => [String(isScalar(key) ? key.value : key), given(value, document)]),
    );
  }
  if (!isScalar(node)) return null;
  const { value, source } = node;
  if (typeof value === 'number')
    return { number: value, float: !/^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(source ?? '') };
  return typeof value === 'boolean' || typeof value === 'string' ? value : null;
}
