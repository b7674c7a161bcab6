/** The one error of templates, which names everything at fault. */

/** A template with parts that the local cloud would have to ignore; `refusals` names each of them. */
export class TemplateRefused extends Error {
  override readonly name = 'TemplateRefused';
  readonly refusals: readonly string[];

  constructor(refusals: readonly string[]) {
    super(`the local cloud cannot honour this template:\n${refusals.map((refusal) => `  ${refusal}`).join('\n')}`);
    this.refusals = refusals;
  }
}
