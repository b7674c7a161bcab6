/** Numbers of a parameter file as Python writes them; apart from the settings, whose types an installed package has without `yaml`. */
import type { Scalar } from 'yaml';

/** Python's text of a YAML number: whether it was written as a float is kept, its other spelling is not. */
export function pythonText({ source, value }: Scalar): string {
  const text = String(value);
  return /^[-+]?\d+$/.test(source ?? text) || /[.e]/.test(text) ? text : `${text}.0`;
}
