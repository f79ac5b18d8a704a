import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { end, start, type Running } from '../running-service.ts';
import {
  before,
  command,
  enrolledVisitor,
  send,
  type SoakEvent,
  type SoakLobby,
} from './happenings.ts';

const held = 412;
const letIn = 200;

/** Ends of the service, and trouble at the next start. Restarts hide memory that grows over hours. */
export const restarts: readonly SoakEvent[] = [
  {
    what: 'a start beside a locked database',
    weight: 3,
    right: [held],
    play: async (lobby, jobId) => {
      await lobby.deskSettled();
      await end(lobby.service, 'SIGKILL');
      const other = new Database(path.join(lobby.service.dataDir, 'vestibule.sqlite'));
      other.pragma('locking_mode = exclusive');
      other.exec('begin exclusive');
      const starting = startAgain(lobby);
      try {
        return await onceOpen(() => send(lobby, { ...enrolledVisitor, jobId }));
      } finally {
        other.close();
        await starting;
      }
    },
  },
  {
    what: 'enrolled, after an older copy was put back',
    weight: 2,
    right: [letIn],
    play: async (lobby, jobId) => {
      // The copy lacks cards that nobody has closed.
      await lobby.deskSettled();
      await end(lobby.service, 'SIGTERM');
      await command(lobby.service, ['restore', copyOf(lobby.service), '--yes']);
      await startAgain(lobby);
      return before(lobby, 'enrolled', { ...enrolledVisitor, jobId });
    },
  },
];

/** Call this before the first restart. */
export async function makeCopy(service: Running): Promise<void> {
  await command(service, ['backup', '--out', copyOf(service)]);
}

function copyOf({ dataDir }: Running): string {
  return `${dataDir}.copy`;
}

/** Starts the service at the same addresses. Resolves when the lobby screen is connected. */
async function startAgain(lobby: SoakLobby): Promise<void> {
  const { dataDir, hookUrl, lobbyUrl } = lobby.service;
  lobby.service = await start(dataDir, {
    ...lobby.env,
    VESTIBULE_HOOK_PORT: new URL(hookUrl).port,
    VESTIBULE_LOBBY_PORT: new URL(lobbyUrl).port,
  });
  const ready = new URL('/readyz', lobbyUrl);
  while (!(await fetch(ready).then(({ ok }) => ok))) await wait(100);
}

/** Retries until the process listens. */
async function onceOpen<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      if (code !== 'ECONNREFUSED') throw error;
      await wait(20);
    }
  }
}
