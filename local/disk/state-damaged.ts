/** The refusal of a state folder in which a file is not as it was left. */

/** How a file differs from what the local cloud left there. */
export type Damage = 'missing' | 'empty' | 'cut' | 'damaged';

/** A file of the state folder that cannot be used, and what is to be done about it. */
export class StateDamaged extends Error {
  override readonly name = 'StateDamaged';
  readonly file: string;
  readonly damage: Damage;
  readonly remedy: string;

  constructor(file: string, damage: Damage, remedy: string) {
    super(`${file} is ${damage}. ${remedy}`);
    this.file = file;
    this.damage = damage;
    this.remedy = remedy;
  }
}
