/** Routes of published signatures: import one as a version, and show the file of such a version. */
import { type ModelVersionRow, promote } from '@radscore/pipeline';
import { describeSignature, lineOfImport, readAnswering, registerSignature } from '@radscore/pipeline/imported';
import { judgeVersion } from '@radscore/pipeline/modelling';
import { versionOfPath } from './models.ts';
import { json, route } from './route.ts';

const importSignature = route('PUT /v1/models/{name}/signature', async ({ path, body, caller }) => {
  const now = new Date();
  const read = readAnswering(body);
  const line = await lineOfImport(path.name, caller, now);
  const row = await registerSignature(line, body, read, now);
  const answers = line.settings.promotion === 'automatic' && line.champion !== row.version;
  const asked = { by: caller.institution, reason: `imported: ${row.imported?.sha256.slice(0, 12)}` };
  const after = answers ? await promote(line, row.version, asked, judgeVersion, now) : line;
  return json(200, { ...shown(row), promoted: after.champion === row.version });
});

const signature = route('GET /v1/models/{name}/versions/{version}/signature', async ({ path, caller }) => {
  const { version } = await versionOfPath(path, caller);
  return json(200, { ...shown(version), ...(await describeSignature(version)) });
});

function shown({ owner, name, version, imported }: ModelVersionRow) {
  return { owner, name, version, imported };
}

export const signatureRoutes = [importSignature, signature];
