import type { FastifyPluginAsync } from 'fastify';
import { programVersion } from '../config/environment.ts';

/** What must work before visitors can be checked; each resolves to true when it does. */
export type ReadinessChecks = Record<'store' | 'models' | 'kiosk', () => Promise<boolean>>;

/** How long a part is given to say that it works. */
const timeoutMs = 1000;

/** `/healthz`: the process answers, and of which version it is. `/readyz`: a visitor who signs in now would be looked at. */
export const health: FastifyPluginAsync<{ checks: ReadinessChecks }> = async (app, { checks }) => {
  const version = programVersion();
  app.get('/healthz', async () => ({ status: 'ok', version }));

  app.get('/readyz', async (_request, reply) => {
    const parts = Object.entries(await whatWorks(checks));
    const isReady = parts.every(([, works]) => works);
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not ready',
      checks: Object.fromEntries(parts.map(([part, works]) => [part, works ? 'ok' : 'failing'])),
    });
  });
};

/** Which parts work. One that takes longer than a second to say so does not. */
export async function whatWorks(
  checks: Partial<ReadinessChecks>,
): Promise<Record<string, boolean>> {
  const parts = Object.entries(checks).map(
    async ([part, works]) => [part, await inTime(works)] as const,
  );
  return Object.fromEntries(await Promise.all(parts));
}

async function inTime(works: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([works(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
