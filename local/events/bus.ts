/** The default event bus: matches events with rules and hands the inputs of their targets to delivery. */
import { createHash } from 'node:crypto';
import type { BusEvent, EventSink } from '../contracts.ts';
import type { Deliveries, RetryPolicy } from './deliveries.ts';
import { compileInput, type InputSettings } from './input.ts';
import { compilePattern } from './pattern.ts';

/** A rule on the default bus; its targets are state machines and queues. */
export interface RuleSettings {
  readonly name: string;
  readonly arn: string;
  readonly pattern: unknown;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly input: InputSettings;
  readonly retry: RetryPolicy;
  readonly deadLetterQueue?: string;
}

interface CompiledRule {
  readonly arn: string;
  readonly matches: (event: unknown) => boolean;
  readonly targets: readonly (Omit<RuleTarget, 'input'> & { readonly input: (event: BusEvent) => unknown })[];
}

/** The default event bus: what no rule wants is dropped, the rest is on disk when `publish` returns. */
export class EventBus implements EventSink {
  readonly #deliveries: Deliveries;
  readonly #rules: readonly CompiledRule[];

  /** Throws `PatternRefused` or `InputSettingsRefused` for a rule that cannot be honoured. */
  constructor({ rules, deliveries }: { rules: readonly RuleSettings[]; deliveries: Deliveries }) {
    this.#deliveries = deliveries;
    this.#rules = rules.map(({ arn, pattern, targets }) => ({
      arn,
      matches: compilePattern(pattern),
      targets: targets.map((target) => ({ ...target, input: compileInput(target.input, arn) })),
    }));
  }

  /** `due`: no target gets it earlier. */
  publish(event: BusEvent, due?: Date): void {
    const matching = this.#rules.filter(({ matches }) => matches(event));
    this.#deliveries.enqueue(
      matching.flatMap(({ arn, targets }) =>
        targets.map(({ id, arn: target, input, retry, deadLetterQueue }) => ({
          id: `${event.id}_${createHash('sha256').update(`${arn}/${id}`).digest('hex').slice(0, 12)}`,
          target,
          input: input(event),
          retry,
          deadLetterQueue,
          attributes: { RULE_ARN: arn },
        })),
      ),
      due,
    );
  }
}
