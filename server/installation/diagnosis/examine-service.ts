import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Config } from '../../config/config.ts';
import type { Secrets } from '../../config/secrets.ts';
import type { Finding } from './finding.ts';

/** Data for the diagnosis thread. */
export interface ServiceToExamine {
  config: Config;
  secrets: Secrets;
}

const timeoutMs = 60_000;
const memoryMegabytes = 512;

/**
 * Finds the same as `vestibule doctor` about the service in this process, with its own settings. Runs in a thread, so
 * that it blocks neither the event loop nor the service's database connection.
 *
 * @throws the thread's error, or an error after a minute without a result
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
