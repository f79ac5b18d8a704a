import type { Logger } from 'pino';
import type { AccountNames } from './card.ts';

/** Every card needs the names of accounts and places, which change rarely. */
const namesFreshForMs = 5000;

export interface Names extends AccountNames {
  /** Reads the names again at once. */
  renew: () => Promise<void>;
}

/** Names by their ids. Old names are read again in the background. */
export async function namesRead(
  readAll: () => Promise<Map<string, string>>,
  log: Logger,
): Promise<Names> {
  let names = new Map<string, string>();
  let readAt = 0;
  const renew = async () => {
    readAt = performance.now();
    names = await readAll();
  };
  await renew();
  return {
    nameOf: (id) => {
      if (performance.now() - readAt > namesFreshForMs) {
        renew().catch((err: unknown) => log.error({ err }, 'names for the desk cannot be read'));
      }
      return names.get(id) ?? null;
    },
    learn: async (ids) => {
      if (ids.some((id) => id !== null && !names.has(id))) await renew();
    },
    renew,
  };
}
