import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createFile } from '../../packages/safe-files/index.ts';

/**
 * A file that says since when answers wait in memory. If the process ends before they are stored, the next one finds
 * the file, and the desk learns that visitors were held without a card. The file has a time only.
 */
export class WaitingMark {
  readonly #file: string;
  #former: Promise<Date | null>;
  #isSet = false;
  /** Whether the folder has answered once. */
  #hasAnswered = false;
  readonly #assertAnswers: () => Promise<void>;
  #doing: Promise<void>;

  /** @param assertAnswers rejects while the folder does not answer: a read would keep this process from ending */
  constructor(dataDir: string, assertAnswers: () => Promise<void>) {
    this.#file = path.join(dataDir, 'answers-waiting');
    this.#assertAnswers = assertAnswers;
    this.#former = this.#awaitFolder().then(
      () => readTime(this.#file),
      () => null,
    );
    this.#doing = this.#former.then(() => {});
  }

  /** Keeps an earlier time. Never waits, because a held sign-in does not wait for the disk. */
  set(): void {
    this.#isSet = true;
    this.#then(() => createFile(this.#file, `${new Date().toISOString()}\n`));
  }

  /** Call this when no answer waits any more. */
  clear(): void {
    this.#isSet = false;
    this.#then(async () => {
      if ((await this.#former) === null) await rm(this.#file);
    });
  }

  /** Since when answers of an earlier process waited; null: all were stored, or the desk shows it. */
  former(): Promise<Date | null> {
    return this.#former;
  }

  /** Call this once the desk shows the time of the earlier process. */
  formerShown(): void {
    this.#former = Promise.resolve(null);
    if (!this.#isSet) this.clear();
  }

  async settled(): Promise<void> {
    await this.#doing;
  }

  /** A folder that cannot be written is reported by what needs it more. */
  #then(work: () => Promise<void>): void {
    this.#doing = this.#doing
      .then(() => this.#awaitFolder())
      .then(work)
      .catch(() => {});
  }

  async #awaitFolder(): Promise<void> {
    if (this.#hasAnswered) return;
    await this.#assertAnswers();
    this.#hasAnswered = true;
  }
}

async function readTime(file: string): Promise<Date | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const time = new Date(text.trim());
  return Number.isNaN(time.getTime()) ? null : time;
}
