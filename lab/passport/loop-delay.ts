import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { Trial } from '../trial/trial.ts';
import { documentPolicy } from '../trial/document-policy.ts';
import { importCscaList } from '#server/documents/csca-import.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';

/** The start parameters of the visitor's thread. */
export interface Lobby {
  url: string;
  screenCode: string;
  hookUrl: string;
  secret: string;
}

export type FromVisitor =
  | { type: 'screen'; list: { content: Uint8Array; authority: string } }
  | { type: 'ready' }
  | { type: 'answered'; status: number };

interface Blocks {
  totalMs: number;
  /** Longest time between two turns of the event loop, without the time that the thread waited for a processor. */
  longestMs: number;
  /** Longest computation in one turn. */
  longestComputedMs: number;
  /** Total time with computation. */
  busyMs: number;
}

interface LoopDelay {
  /** The status of the answer to Envoy. */
  status: number;
  session: Blocks;
  /** Times of a second sign-in, while the process that reads pages runs already. */
  second: Blocks;
  /** Two seconds without work: the cost of the measurement. */
  idle: Blocks;
}

const script = fileURLToPath(import.meta.resolve('./visitor-in-thread.js'));
const everyMs = 1;

/**
 * Measures the event loop of a whole service while a visitor shows a document: the page, a portrait of 18 kB from the
 * chip, and the face. The service trusts a list of 600 authorities.
 */
export async function measureLoopDelay(): Promise<LoopDelay> {
  return inTemporaryFolder('lab', async (folder) => {
    await writeFile(path.join(folder, 'policy.yaml'), documentPolicy);
    const secret = 'of this measurement';
    const settings = { VESTIBULE_DEADLINE_SECONDS: '25', ENVOY_CLIENT_SECRET: secret };
    const trial = await Trial.start(folder, pino({ level: 'silent' }), settings);
    const { service, config } = trial;
    const { db, pairing, kioskRegistry } = service;
    const { code } = await pairing.newCode({ name: 'Lobby' });
    const { lobbyUrl, hookUrl } = service;
    const lobby: Lobby = { url: lobbyUrl, screenCode: code, hookUrl, secret };
    const visitor = new Worker(script, { workerData: lobby });
    try {
      const [screen] = (await once(visitor, 'message')) as [FromVisitor];
      if (screen.type !== 'screen') throw new Error('the visitor said something else');
      const { content, authority } = screen.list;
      const cipher = await openTemplateCipher(db, config.templateKeyFile);
      const list = { content: Buffer.from(content), authority, mayBeExpired: false };
      await importCscaList(db, cipher, list, 'command:lab');
      const [{ id = '' } = {}] = kioskRegistry.status();
      const offer = await pairing.newReaderCode(id, 'command:lab');
      visitor.postMessage(offer?.code);
      await once(visitor, 'message');
      // The other thread calls, because the first call of an HTTP client takes longer than any work of the service.
      const signIn = (jobId: string) => async () => {
        visitor.postMessage(jobId);
        const [answer] = (await once(visitor, 'message')) as [FromVisitor];
        return answer.type === 'answered' ? answer.status : 0;
      };
      const { value: status, ...session } = await measure(signIn('first'));
      // The service reads the document again and holds the visitor, because the document was used before.
      const { value: _held, ...second } = await measure(signIn('second'));
      const { value: _nothing, ...idle } = await measure(() => sleep(2000));
      visitor.postMessage(null);
      await once(visitor, 'exit');
      return { status, session, second, idle };
    } finally {
      await visitor.terminate();
      await trial.stop();
    }
  });
}

async function measure<T>(work: () => Promise<T>): Promise<Blocks & { value: T }> {
  const thread = new ThreadTimes();
  const first = thread.read();
  let last = first;
  let longest = 0;
  let longestComputed = 0;
  const look = () => {
    const now = thread.read();
    const waited = now.waitedMs - last.waitedMs;
    longest = Math.max(longest, now.clockMs - last.clockMs - waited - everyMs);
    longestComputed = Math.max(longestComputed, now.computedMs - last.computedMs);
    last = now;
  };
  const timer = setInterval(look, everyMs);
  try {
    const value = await work();
    look();
    return {
      value,
      totalMs: Math.round(last.clockMs - first.clockMs),
      longestMs: tenths(longest),
      longestComputedMs: tenths(longestComputed),
      busyMs: Math.round(last.computedMs - first.computedMs),
    };
  } finally {
    clearInterval(timer);
    thread.close();
  }
}

function tenths(milliseconds: number): number {
  return Math.round(10 * milliseconds) / 10;
}

/** Times of the main thread from Linux. */
class ThreadTimes {
  readonly #file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  readonly #text = Buffer.alloc(100);

  read() {
    const length = readSync(this.#file, this.#text, 0, 100, 0);
    const [computed, waited] = this.#text.toString('latin1', 0, length).split(' ').map(Number);
    return {
      clockMs: performance.now(),
      computedMs: (computed ?? 0) / 1e6,
      /** Time ready to run, while other processes had the processors. */
      waitedMs: (waited ?? 0) / 1e6,
    };
  }

  close(): void {
    closeSync(this.#file);
  }
}
