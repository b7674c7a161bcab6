/** Evaluates a template's intrinsic functions and conditions. */
import { ACCOUNT, REGION } from '../contracts.ts';
import type { RawTemplate } from './assembly.ts';
import { TemplateRefused } from './errors.ts';

/** What `Ref` and `Fn::GetAtt` give for a resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Arguments = readonly unknown[];

const NO_VALUE = Symbol('AWS::NoValue');

/** Evaluates the intrinsic functions of a template. Throws `TemplateRefused` for one that is not honoured. */
export class Resolver {
  readonly #template: RawTemplate;
  readonly #pseudo: Readonly<Record<string, unknown>>;
  readonly #identify: (logicalId: string) => Identity | undefined;

  /** `identify` answers for resources; it may resolve properties itself, as long as resources form no circle. */
  constructor(template: RawTemplate, stackName: string, identify: (logicalId: string) => Identity | undefined) {
    this.#template = template;
    this.#identify = identify;
    this.#pseudo = {
      'AWS::AccountId': ACCOUNT,
      'AWS::Region': REGION,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
  }

  /** The value with every intrinsic function in it evaluated. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((part) => this.resolve(part)).filter((part) => part !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, operand] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && key === 'Ref') return this.#ref(operand);
    if (more.length === 0 && key.startsWith('Fn::')) return this.#call(key, operand);
    const parts = Object.entries(value).map(([name, part]) => [name, this.resolve(part)] as const);
    return Object.fromEntries(parts.filter(([, part]) => part !== NO_VALUE));
  }

  condition(name: string): boolean {
    const conditions = this.#template.Conditions ?? {};
    if (!Object.hasOwn(conditions, name)) throw new TemplateRefused([`there is no condition ${name}`]);
    return this.#test(conditions[name]);
  }

  #ref(operand: unknown): unknown {
    const name = String(operand);
    if (Object.hasOwn(this.#pseudo, name)) return this.#pseudo[name];
    const parameters = this.#template.Parameters ?? {};
    if (Object.hasOwn(parameters, name)) {
      const { Default } = parameters[name];
      if (Default === undefined)
        throw new TemplateRefused([`parameter ${name} has no default; the local cloud takes none`]);
      return Default;
    }
    return this.#identity(name).ref;
  }

  #attribute(logicalId: string, attribute: string): string {
    const { attributes } = this.#identity(logicalId);
    if (Object.hasOwn(attributes, attribute)) return attributes[attribute];
    const type = this.#template.Resources[logicalId]?.Type;
    throw new TemplateRefused([`${type} ${logicalId}: attribute ${attribute} is not honoured by the local cloud`]);
  }

  #identity(logicalId: string): Identity {
    const identity = this.#identify(logicalId);
    if (identity) return identity;
    throw new TemplateRefused([`there is no resource or parameter ${logicalId}`]);
  }

  #call(name: string, operand: unknown): unknown {
    switch (name) {
      case 'Fn::GetAtt': {
        const [logicalId, attribute] = typeof operand === 'string' ? operand.split(/\.(.*)/s) : (operand as string[]);
        return this.#attribute(logicalId, String(this.resolve(attribute)));
      }
      case 'Fn::Join': {
        const [separator, parts] = operand as [string, unknown];
        return withoutTls((this.resolve(parts) as Arguments).join(separator));
      }
      case 'Fn::Sub':
        return typeof operand === 'string'
          ? this.#substitute(operand, {})
          : this.#substitute(...(operand as [string, object]));
      case 'Fn::Select': {
        const [index, list] = this.resolve(operand) as [unknown, Arguments];
        return list[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, text] = this.resolve(operand) as [string, string];
        return text.split(separator);
      }
      case 'Fn::FindInMap': {
        const [map, first, second] = this.resolve(operand) as [string, string, string];
        return this.#template.Mappings?.[map]?.[first]?.[second];
      }
      case 'Fn::If': {
        const [condition, then, otherwise] = operand as [string, unknown, unknown];
        return this.resolve(this.condition(condition) ? then : otherwise);
      }
      case 'Fn::Base64':
        return Buffer.from(String(this.resolve(operand))).toString('base64');
      case 'Fn::ToJsonString':
        return JSON.stringify(this.resolve(operand));
      default:
        throw new TemplateRefused([`${name} ${JSON.stringify(operand)} is not honoured by the local cloud`]);
    }
  }

  #substitute(text: string, variables: object): string {
    const written = text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (Object.hasOwn(variables, name)) return String(this.resolve((variables as Record<string, unknown>)[name]));
      const [logicalId, attribute] = name.split(/\.(.*)/s);
      return attribute === undefined ? String(this.#ref(name)) : this.#attribute(logicalId, attribute);
    });
    return withoutTls(written);
  }

  #test(condition: unknown): boolean {
    const [[name, operand]] = Object.entries(condition as Record<string, unknown>);
    const list = operand as Arguments;
    switch (name) {
      case 'Condition':
        return this.condition(String(operand));
      case 'Fn::Equals':
        return this.resolve(list[0]) === this.resolve(list[1]);
      case 'Fn::Not':
        return !this.#test(list[0]);
      case 'Fn::And':
        return list.every((part) => this.#test(part));
      case 'Fn::Or':
        return list.some((part) => this.#test(part));
      default:
        throw new TemplateRefused([`the condition function ${name} is not honoured by the local cloud`]);
    }
  }
}

/** A template writes `https://` before the name of a distribution; what this machine serves, it serves without TLS. */
function withoutTls(text: string): string {
  return text.replaceAll('https://127.0.0.1:', 'http://127.0.0.1:');
}
