import type { Logger } from 'pino';
import type { Gallery } from './gallery.ts';

const everyMs = 500;
/** A fault that lasts is not said twice a second. */
const sayAgainMs = 30_000;

/** Whoever was erased by a command leaves this process's memory within a second, sign-in or not. Returns how to stop. */
export function keepCurrent(
  gallery: Pick<Gallery, 'refresh'>,
  log: Pick<Logger, 'error'>,
): () => Promise<void> {
  let saidAt = -Infinity;
  let running: Promise<void> | null = null;
  const refresh = async () => {
    await gallery.refresh().catch((err: unknown) => {
      if (performance.now() - saidAt < sayAgainMs) return;
      saidAt = performance.now();
      log.error({ err }, 'the gallery cannot be read');
    });
    running = null;
  };
  const timer = setInterval(() => {
    running ??= refresh();
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
