import type { Test } from 'tap';
import { FakeEnvoy, type FakeEnvoyOptions } from '../../../lab/simulate/envoy/fake-envoy.ts';

export const clientId = 'a-client-id';

/** Starts an account at Envoy on a real port. Nothing listens at the default `hook`. */
export async function startFakeEnvoy(
  t: Test,
  options: Partial<FakeEnvoyOptions> & { secret: string },
): Promise<FakeEnvoy> {
  const envoy = new FakeEnvoy({ clientId, hook: 'http://127.0.0.1:9', ...options });
  t.teardown(() => envoy.stop());
  await envoy.start();
  return envoy;
}
