/** Compiles the functions of a cloud assembly, as a part of its build. */
import { resolve } from 'node:path';
import { compileFunctions } from './lambda/compile.ts';
import { loadTemplate } from './template/load.ts';

/** Nothing is called while code is loaded. */
const NOWHERE = 'http://127.0.0.1:0';
const NOBODY = { accessKeyId: '', secretAccessKey: '' };

/**
 * Fills a folder with V8's compiled code of all functions, for `CloudOptions.compileCache`. Throws `TemplateRefused`, as the
 * start of the same assembly would.
 */
export async function compileAssembly(assembly: string, compileCache: string): Promise<void> {
  const addresses = { api: NOWHERE, s3: NOWHERE, issuer: NOWHERE, console: NOWHERE };
  const { functions } = loadTemplate({ assembly: resolve(assembly), addresses, keys: () => NOBODY });
  await compileFunctions(functions, compileCache);
}
