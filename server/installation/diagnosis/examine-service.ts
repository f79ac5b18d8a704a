import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Config } from '../../config/config.ts';
import type { Secrets } from '../../config/secrets.ts';
import type { Finding } from './finding.ts';

/** What the thread gets. */
export interface ServiceToExamine {
  config: Config;
  secrets: Secrets;
}

const timeoutMs = 60_000;
const memoryMegabytes = 512;

/**
 * Finds what `vestibule doctor` finds, of the service in this process and by its own settings, in a thread: nothing of
 * it holds up the event loop or the connection of the service to its database.
 *
 * @throws what the thread failed with, or when it is not done after a minute
 */
export async function examineService(service: ServiceToExamine): Promise<Finding[]> {
  const thread = new Worker(new URL('./diagnosis-thread.js', import.meta.url), {
    workerData: service,
    name: 'diagnosis',
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
  });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const [findings] = (await once(thread, 'message', { signal })) as [Finding[]];
    return findings;
  } finally {
    await thread.terminate();
  }
}
