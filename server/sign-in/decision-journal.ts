import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, type FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Decision } from './decision.ts';
import type { SignInRequest } from './sign-in.ts';

/** A review that Envoy got and the store does not have. */
export interface UnstoredDecision {
  given: Decision;
  signIn: SignInRequest;
  keptAt: Date;
}

const about = (id: string) => `given answer:${id}`;
/** Some thousands of sign-ins. */
const mostBytes = 16 * 1024 * 1024;
/** So many are opened before the event loop runs. */
const openedAtOnce = 100;

/**
 * Answers that wait for the store, in a file beside the data, so that they outlive this process. Lines are
 * only ever added, and all of them are dropped when none waits any more: `+ id sealed`, then `- id` once
 * it is stored, or `! id time` when it never can be. Sealed with a key that is derived from the template key.
 */
export class DecisionJournal {
  readonly #file: string;
  readonly #cipher: RecordCipher;
  readonly #onMoved: (aside: string) => void;
  #moving: Promise<void> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  /** @param onMoved told under which name something lies now that was no file */
  constructor(file: string, cipher: RecordCipher, onMoved: (aside: string) => void = () => {}) {
    this.#file = file;
    this.#cipher = cipher;
    this.#onMoved = onMoved;
  }

  /** Resolves with its id once it is on the disk. @throws when that cannot be */
  async add(answer: UnstoredDecision): Promise<string> {
    await this.#cipher.readKey();
    const id = randomUUID();
    const sealed = this.#cipher.seal(answer, about(id)).toString('base64');
    await this.#append(`+ ${id} ${sealed}\n`, mostBytes);
    return id;
  }

  async stored(id: string): Promise<void> {
    await this.#append(`- ${id}\n`);
  }

  async lost(id: string): Promise<void> {
    await this.#append(`! ${id} ${new Date().toISOString()}\n`);
  }

  /** What waits, and how many lines cannot be read. */
  async waiting(): Promise<{ answers: Map<string, UnstoredDecision>; unreadable: string[] }> {
    await this.#cipher.readKey();
    await (this.#moving ??= this.#moveAside());
    const answers = new Map<string, UnstoredDecision>();
    const unreadable: string[] = [];
    let count = 0;
    for (const [id, sealed] of (await linesOf(this.#file)).waiting) {
      if (++count % openedAtOnce === 0) await setImmediate();
      const opened = this.#cipher.open(Buffer.from(sealed, 'base64'), about(id));
      if (opened === undefined) unreadable.push(id);
      else answers.set(id, revived(opened as UnstoredDecision));
    }
    return { answers, unreadable };
  }

  /** Drops everything that is done with, unless another process has something that waits in it. */
  async tidy(): Promise<void> {
    await this.#inTurn(async () => {
      const { waiting, lost } = await linesOf(this.#file);
      if (waiting.size > 0) return;
      const file = await openFile(this.#file, constants.O_RDWR).catch(unlessMissing);
      await file?.truncate(0);
      await file?.appendFile(lost.map(([id, time]) => `! ${id} ${time}\n`).join(''));
      await file?.close();
    });
  }

  /** Whatever has the name of the journal and is no file: a folder, a pipe, a link. */
  async #moveAside(): Promise<void> {
    const found = await lstat(this.#file).catch(unlessMissing);
    if (!found || found.isFile()) return;
    const aside = `${this.#file}.aside-${randomUUID()}`;
    await rename(this.#file, aside);
    this.#onMoved(aside);
  }

  async #append(line: string, most = Infinity): Promise<void> {
    await (this.#moving ??= this.#moveAside());
    await this.#inTurn(async () => {
      const { O_WRONLY, O_APPEND, O_CREAT } = constants;
      const file = await openFile(this.#file, O_WRONLY | O_APPEND | O_CREAT);
      try {
        const { size } = await file.stat();
        if (size + line.length > most) throw new Error('The journal of answers is full.');
        // The line before may have been cut off, by a full disk for one.
        await file.appendFile(`\n${line}`);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => {});
    await done;
  }
}

/** How many wait in that file, and when others were given up. */
export async function countUnstoredDecisions(
  file: string,
): Promise<{ waiting: number; lost: Date[] }> {
  const { waiting, lost } = await linesOf(file);
  return { waiting: waiting.size, lost: lost.map(([, time]) => new Date(time)) };
}

async function linesOf(file: string): Promise<{
  waiting: Map<string, string>;
  lost: (readonly [id: string, time: string])[];
}> {
  const text = await textOf(file);
  const waiting = new Map<string, string>();
  const lost: (readonly [string, string])[] = [];
  for (const line of text.split('\n')) {
    const [mark, id = '', rest = ''] = line.split(' ');
    if (mark === '+') waiting.set(id, rest);
    if (mark === '-' || mark === '!') waiting.delete(id);
    if (mark === '!') lost.push([id, rest]);
  }
  return { waiting, lost };
}

async function textOf(name: string): Promise<string> {
  const file = await openFile(name, constants.O_RDONLY).catch(unlessMissing);
  if (!file) return '';
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Opens a file and nothing else: a pipe would wait for someone at its other end. */
async function openFile(name: string, flags: number): Promise<FileHandle> {
  const { O_NONBLOCK, O_NOFOLLOW } = constants;
  const file = await open(name, flags | O_NONBLOCK | O_NOFOLLOW, 0o600);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new NotAFileError();
}

/** Its code is what the log says of it. */
class NotAFileError extends Error {
  readonly code = 'NOT_A_FILE';
}

function revived({ given, signIn, keptAt }: UnstoredDecision): UnstoredDecision {
  const { receivedAt, decidedAt } = given;
  const { signedInAt, arrivedAt } = signIn;
  return {
    given: { ...given, receivedAt: new Date(receivedAt), decidedAt: new Date(decidedAt) },
    signIn: { ...signIn, signedInAt: new Date(signedInAt), arrivedAt: new Date(arrivedAt) },
    keptAt: new Date(keptAt),
  };
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
