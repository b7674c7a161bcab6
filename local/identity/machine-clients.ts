/** Clients that sign in without a person: those of the template, and those that the operator registered. */
import { diskOf } from '../disk/disk.ts';
import { readKept } from '../disk/kept-json.ts';
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
    const kept = readKept(
      options.file,
      isScopes,
      'register the programs again, which get the ids and secrets they had',
    );
    this.#registered = new Map(Object.entries(kept ?? {}));
  }

  /** The client with these scopes; it is registered if there is none. */
  register(scopes: readonly string[]): MachineClient {
    const wanted = [...new Set(scopes)].sort();
    const known = this.#all().find((client) => String([...client.scopes].sort()) === String(wanted));
    if (known) return this.#withSecret(known);
    const clientId = this.#options.idOf(wanted.join(' '));
    this.#registered.set(clientId, wanted);
    const { file } = this.#options;
    diskOf(file).replace(file, JSON.stringify(Object.fromEntries(this.#registered)));
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

function isScopes(kept: object): kept is Record<string, readonly string[]> {
  return !Array.isArray(kept) && Object.values(kept).every((scopes) => Array.isArray(scopes));
}
