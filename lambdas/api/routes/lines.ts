/** Routes of model lines: show, configure, promote, roll back, retire, delete; and which line answers an institution. */
import {
  type Asked,
  auditOf,
  type Caller,
  changeLine,
  findSettings,
  type LineRow,
  lineOfPath,
  lineText,
  listAsShared,
  ownLineOfPath,
  PreconditionFailed,
  promote,
  protocolById,
  putSettings,
  RequestInvalid,
  requireFitted,
  requireVersion,
  retire,
  rollBack,
  type Standing,
  statusesOf,
  testLooksOf,
} from '@radscore/pipeline';
import { compareVersions, judgeVersion } from '@radscore/pipeline/modelling';
import { aliasesOf } from './models.ts';
import { etagOf, json, route } from './route.ts';

const get = route('GET /v1/models/{name}', async ({ path, caller }) => {
  const { row, standing } = await lineOfPath(path.name, caller, new Date());
  return tagged(await shown(row, standing));
});

const configure = route('PUT /v1/models/{name}/settings', async ({ path, body, headers, caller }) => {
  const now = new Date();
  const line = await ownLineOfPath(path.name, caller, now);
  await requireTag(headers['if-match'], await shown(line, 'member'), `model ${lineText(line)}`);
  if (body.shared) await listAsShared(line);
  const changed = await changeLine(
    line,
    (row) => {
      if (headers['if-match'] !== undefined && row.revision !== line.revision)
        throw new PreconditionFailed(lineText(line));
      return { row: { settings: body }, record: { action: 'configure', by: caller.institution } };
    },
    now,
  );
  return tagged(await shown(changed, 'member'));
});

const remove = route('DELETE /v1/models/{name}', async ({ path, headers, caller }) => {
  const now = new Date();
  const line = await ownLineOfPath(path.name, caller, now);
  await requireTag(headers['if-match'], await shown(line, 'member'), `model ${lineText(line)}`);
  await changeLine(
    line,
    () => ({
      row: { champion: undefined, challenger: undefined, deletedAt: now.toISOString() },
      record: { action: 'delete', by: caller.institution },
    }),
    now,
  );
  return { statusCode: 204 };
});

const audit = route('GET /v1/models/{name}/audit', async ({ path, caller }) => {
  const line = await ownLineOfPath(path.name, caller, new Date());
  return json(200, { owner: line.owner, name: line.name, changes: await auditOf(line) });
});

const promotion = route('POST /v1/models/{name}/versions/{version}/promotion', async ({ path, body, caller }) => {
  const now = new Date();
  const line = await ownLineOfPath(path.name, caller, now);
  return answer(await promote(line, path.version, asked(caller, body), judgeVersion, now));
});

const retirement = route('POST /v1/models/{name}/versions/{version}/retirement', async ({ path, body, caller }) => {
  const now = new Date();
  const line = await ownLineOfPath(path.name, caller, now);
  return answer(await retire(line, path.version, asked(caller, body), now));
});

const rollback = route('POST /v1/models/{name}/rollback', async ({ path, body, caller }) => {
  const now = new Date();
  const line = await ownLineOfPath(path.name, caller, now);
  return answer(await rollBack(line, asked(caller, body), now));
});

const comparison = route('GET /v1/models/{name}/versions/{version}/comparison/{other}', async ({ path, caller }) => {
  const line = await ownLineOfPath(path.name, caller, new Date());
  const [first, second] = await Promise.all([requireVersion(line, path.version), requireVersion(line, path.other)]);
  return json(200, await compareVersions(line, requireFitted(first), requireFitted(second)));
});

const settings = route('GET /v1/settings', async ({ institution }) =>
  tagged({ institution, ...(await findSettings(institution)) }),
);

const put = route('PUT /v1/settings', async ({ body, headers, institution, caller }) => {
  const now = new Date();
  await requireTag(headers['if-match'], { institution, ...(await findSettings(institution)) }, 'the settings');
  const issues: { path: string; message: string }[] = [];
  for (const [protocol, choice] of Object.entries(body.answers)) {
    protocolById(protocol);
    if (choice === 'automatic' || choice === 'none') continue;
    const { row } = await lineOfPath(choice, caller, now);
    if (row.protocol === protocol) continue;
    const message = `got ${choice}, which is a line of ${row.protocol}; wanted one of ${protocol}`;
    issues.push({ path: `answers.${protocol}`, message });
  }
  if (issues.length > 0) throw new RequestInvalid(issues);
  await putSettings(institution, body, caller.subject, now);
  return tagged({ institution, ...body });
});

function asked({ institution }: Caller, { reason }: { readonly reason: string }): Asked {
  return { by: institution, reason };
}

async function answer(line: LineRow) {
  return json(200, await shown(line, 'member'));
}

async function shown(line: LineRow, standing: Standing): Promise<Record<string, unknown>> {
  const { owner, name, protocol, recipe, settings: own, createdAt, revision } = line;
  return {
    owner,
    name,
    protocol,
    recipe,
    settings: own,
    createdAt,
    revision,
    standing,
    ...aliasesOf(line),
    testLooks: testLooksOf(await statusesOf(line)),
  };
}

function tagged(body: Record<string, unknown>) {
  return json(200, body, { etag: etagOf(body) });
}

/** @throws PreconditionFailed if the caller decided by another state than the present one */
async function requireTag(wanted: string | undefined, body: Record<string, unknown>, what: string): Promise<void> {
  if (wanted === undefined || wanted === '*' || wanted === etagOf(body)) return;
  throw new PreconditionFailed(what);
}

export const lineRoutes = [get, configure, remove, audit, promotion, retirement, rollback, comparison, settings, put];
