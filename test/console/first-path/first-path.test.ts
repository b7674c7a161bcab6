/** x */
import { afterAll, beforeAll, it } from 'vitest';
import { LINE, type ServiceWithModel, serviceWithModel } from './service-with-model.ts';

let service: ServiceWithModel;
beforeAll(async () => {
  const t0 = Date.now();
  service = await serviceWithModel();
  console.log('seconds', (Date.now() - t0) / 1000);
}, 600_000);
afterAll(() => service?.stop());
it('x', async () => {
  console.log(JSON.stringify((await service.call('GET', `/v1/models/${LINE}/versions`)).body).slice(0, 1500));
});
