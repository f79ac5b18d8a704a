import type { Logger } from 'pino';
import { sealRecord, type Sealing } from './seal.ts';

const everyMs = 1000;

/**
 * Seals the record now and whenever it has grown, other processes' events too, and once more at the
 * end. Returns how to stop.
 */
export async function startSealing(sealing: Sealing, log: Logger): Promise<() => Promise<void>> {
  let said: string | null = null;
  const seal = async () => {
    const result = await sealRecord(sealing).catch((error: unknown) => {
      const { code } = error as { code?: unknown };
      return typeof code === 'string' ? code : 'failed';
    });
    // Once, not every second.
    if (result !== 'sealed' && result !== said) {
      log.error(
        { fault: result },
        'the audit record cannot be sealed; run: npm run audit -- verify',
      );
    }
    said = result;
  };
  await seal();
  let sealed = Promise.resolve();
  const timer = setInterval(() => {
    sealed = sealed.then(seal);
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await sealed;
    await seal();
  };
}
