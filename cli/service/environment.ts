/** Variables with which other programs reach the local cloud, in the words of a shell. */
import { jsonText } from '../terminal/terminal.ts';
import { askOperator, requireLocalCloud } from './connection.ts';

export type ShellName = 'sh' | 'fish' | 'powershell' | 'json';

export interface EnvironmentOptions {
  readonly home?: string;
  readonly shell: ShellName;
  /** An institution: the variables are those of its machine client. */
  readonly client?: string;
}

/** `null` takes a variable away: a session token or profile of AWS would go before the keys. */
type Variables = Readonly<Record<string, string | null>>;

/** The lines. @throws UsageProblem if no local cloud runs */
export async function environmentText({ home, shell, client }: EnvironmentOptions): Promise<string> {
  const cloud = requireLocalCloud(home);
  if (client !== undefined) {
    const scopes = ['radscore/studies:read', 'radscore/studies:write', `radscore/institution:${client}`];
    const made = await askOperator<{ clientId: string; clientSecret: string }>(cloud, 'POST', '/_local/clients', {
      scopes,
    });
    return TEXTS[shell]({
      RADSCORE_API: cloud.endpoints.api,
      RADSCORE_CLIENT_ID: made.clientId,
      RADSCORE_CLIENT_SECRET: made.clientSecret,
    });
  }
  const { s3, dynamodb, states } = cloud.endpoints;
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  return TEXTS[shell]({
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SFN: states,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: null,
    AWS_PROFILE: null,
  });
}

/** The region that the local cloud gives everything. */
const REGION = 'us-east-1';

const TEXTS: Readonly<Record<ShellName, (variables: Variables) => string>> = {
  sh: lines((name, value) => (value === null ? `unset ${name}` : `export ${name}='${value.replaceAll("'", "'\\''")}'`)),
  fish: lines((name, value) =>
    value === null ? `set -e ${name}` : `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
  ),
  powershell: lines((name, value) =>
    value === null
      ? `Remove-Item Env:${name} -ErrorAction SilentlyContinue`
      : `$env:${name} = '${value.replaceAll("'", "''")}'`,
  ),
  json: (variables) => jsonText(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null))),
};

function lines(line: (name: string, value: string | null) => string): (variables: Variables) => string {
  return (variables) =>
    Object.entries(variables)
      .map(([name, value]) => `${line(name, value)}\n`)
      .join('');
}
