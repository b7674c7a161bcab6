/** Where the service is: `config.json` beside the page, written when it is deployed. */

/** Addresses, and the client that the issuer knows the page as. */
export interface Configuration {
  /** Address of the API, without `/v1`. */
  readonly api: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Scopes that are asked for. */
  readonly scopes: readonly string[];
  /** Where the service runs; the local cloud is said to be one. */
  readonly stage: 'local' | 'aws';
}

/** The configuration is missing or not one: the page was deployed without it. */
export class ConfigurationMissing extends Error {
  override readonly name = 'ConfigurationMissing';

  constructor(got: string) {
    super(`config.json: got ${got}; wanted the addresses of the API and of the issuer. Deploy the console again.`);
  }
}

/** Reads `config.json`. @throws ConfigurationMissing */
export async function loadConfiguration(fetching: typeof fetch = fetch): Promise<Configuration> {
  const response = await fetching('/config.json').catch(() => undefined);
  if (!response?.ok) throw new ConfigurationMissing(response ? `status ${response.status}` : 'no answer');
  const value = (await response.json().catch(() => undefined)) as Partial<Configuration> | undefined;
  const {
    api,
    issuer,
    clientId,
    scopes = [],
    stage = issuer && isOnThisMachine(issuer) ? 'local' : 'aws',
  } = value ?? {};
  if (!api || !issuer || !clientId) throw new ConfigurationMissing('a file without api, issuer or clientId');
  return { api: api.replace(/\/$/, ''), issuer, clientId, scopes, stage };
}

/** The local cloud is deployed from the same template: only its addresses are of this machine. */
function isOnThisMachine(address: string): boolean {
  const host = URL.parse(address)?.hostname;
  return host === '127.0.0.1' || host === 'localhost';
}
