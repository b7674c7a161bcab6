/** Clients that sign in without a person: those of the template, and those that the operator registered. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { MachineClientDefinition } from '../template/user-pool.ts';
import { areSame } from './secrets.ts';

export interface MachineClient extends MachineClientDefinition {
  readonly clientSecret: string;
}

export interface MachineClientsOptions {
  /** Where the registered ones are kept: their scopes, no secret. */
  readonly file: string;
  readonly defined: readonly MachineClientDefinition[];
  readonly lifetimeSeconds: number;
  /** Derives a client's id from its scopes. */
  readonly idOf: (scopes: string) => string;
  /** Derives a client's secret from its id. */
  readonly secretOf: (clientId: string) => string;
}

/** The scopes of a client are fixed when it is registered, and with them the institution that it acts for. */
export class MachineClients {
  readonly #options: MachineClientsOptions;
  readonly #registered: Map<string, readonly string[]>;

  constructor(options: MachineClientsOptions) {
    this.#options = options;
    const { file } = options;
    this.#registered = new Map(existsSync(file) ? Object.entries(JSON.parse(readFileSync(file, 'utf8'))) : []);
  }

  /** The client with these scopes; it is registered if there is none. */
  register(scopes: readonly string[]): MachineClient {
    const wanted = [...new Set(scopes)].sort();
    const known = this.#all().find((client) => String([...client.scopes].sort()) === String(wanted));
    if (known) return this.#withSecret(known);
    const clientId = this.#options.idOf(wanted.join(' '));
    this.#registered.set(clientId, wanted);
    const { file } = this.#options;
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(this.#registered)), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return this.#withSecret({ clientId, scopes: wanted, lifetimeSeconds: this.#options.lifetimeSeconds });
  }

  /** The client, if the secret is its own. */
  authenticate(clientId: string, secret: string): MachineClient | undefined {
    const client = this.#all().find((one) => one.clientId === clientId);
    // A client that is unknown costs the same comparison as a secret that is wrong.
    const right = areSame(secret, this.#options.secretOf(clientId));
    return client && right ? this.#withSecret(client) : undefined;
  }

  /** Of those that the operator registered: the API accepts their tokens next to the clients of the template. */
  registeredIds(): readonly string[] {
    return [...this.#registered.keys()];
  }

  #all(): MachineClientDefinition[] {
    const { defined, lifetimeSeconds } = this.#options;
    const registered = [...this.#registered].map(([clientId, scopes]) => ({ clientId, scopes, lifetimeSeconds }));
    return [...defined, ...registered];
  }

  #withSecret(client: MachineClientDefinition): MachineClient {
    return { ...client, clientSecret: this.#options.secretOf(client.clientId) };
  }
}
