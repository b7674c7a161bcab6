/** How many state transitions an execution of a state machine takes, counted by its definition. */

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Default?: string;
  readonly ItemProcessor?: StateMachineDefinition;
  readonly Branches?: readonly StateMachineDefinition[];
}

/** The part of the Amazon States Language that decides the way through the states. */
export interface StateMachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** What the definition leaves open: the way of each Choice, and the number of items of each Map. */
export interface Course {
  readonly choices?: Readonly<Record<string, string>>;
  readonly items?: Readonly<Record<string, number>>;
}

/** A definition that cannot be followed with the course that is given. */
export class CourseOpen extends Error {
  override readonly name = 'CourseOpen';
}

/**
 * States entered on the way from the start to an end, without failures and retries: "Step Functions counts a state
 * transition each time a step of your workflow is executed" (aws.amazon.com/step-functions/pricing). A Map in inline mode
 * is a step itself, and so is every state of every item.
 *
 * @throws CourseOpen for a Choice or a Map that `course` says nothing of, or a way that does not end
 */
export function countTransitions(definition: StateMachineDefinition, course: Course = {}): number {
  let count = 0;
  const seen = new Set<string>();
  for (let name: string | undefined = definition.StartAt; name !== undefined; ) {
    const state: State | undefined = definition.States[name];
    if (!state)
      throw new CourseOpen(`got no state ${name}; wanted one of ${Object.keys(definition.States).join(', ')}`);
    if (seen.has(name)) throw new CourseOpen(`got the state ${name} twice on one way; wanted a way that ends`);
    seen.add(name);
    count += 1 + transitionsInside(name, state, course);
    name = nextOf(name, state, course);
  }
  return count;
}

function transitionsInside(name: string, { Type, ItemProcessor, Branches = [] }: State, course: Course): number {
  if (Type === 'Parallel') return Branches.reduce((sum, branch) => sum + countTransitions(branch, course), 0);
  if (Type !== 'Map' || !ItemProcessor) return 0;
  const items = course.items?.[name];
  if (items === undefined) throw new CourseOpen(`got no number of items of ${name}; wanted it in \`items\``);
  return items === 0 ? 0 : items * countTransitions(ItemProcessor, course);
}

function nextOf(name: string, { Type, Next, Choices = [], Default }: State, course: Course): string | undefined {
  if (Type !== 'Choice') return Next;
  const ways = [...Choices.map((choice) => choice.Next), ...(Default === undefined ? [] : [Default])];
  const chosen = course.choices?.[name];
  if (chosen !== undefined && ways.includes(chosen)) return chosen;
  throw new CourseOpen(`got ${chosen ?? 'no way'} for the choice ${name}; wanted one of ${ways.join(', ')}`);
}
