import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createFile } from '#base/files';

/**
 * A file that says since when answers wait in memory. If the process ends before they are stored, the next one finds
 * the file, and the desk learns that visitors were held without a card. The file has a time only.
 */
export class WaitingMark {
  readonly #file: string;
  #isSet = false;
  /** The time in the file, and null for none; undefined until the folder has answered once. */
  #former: Date | null | undefined;
  readonly #assertAnswers: () => Promise<void>;
  #doing: Promise<void>;

  /** @param assertAnswers rejects while the folder does not answer: a read would keep this process from ending */
  constructor(dataDir: string, assertAnswers: () => Promise<void>) {
    this.#file = path.join(dataDir, 'answers-waiting');
    this.#assertAnswers = assertAnswers;
    this.#doing = this.#readFormer().catch(() => {});
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
      if (this.#former === null) await rm(this.#file);
    });
  }

  /**
   * Since when answers of an earlier process waited; null: all were stored, or the desk shows it, or the folder does not
   * answer.
   */
  async former(): Promise<Date | null> {
    this.#then(async () => {});
    await this.#doing;
    return this.#former ?? null;
  }

  /** Call this once the desk shows the time of the earlier process. A time that was not read stays for the next one. */
  formerShown(): void {
    if (this.#former) this.#former = null;
    if (!this.#isSet) this.clear();
  }

  async settle(): Promise<void> {
    await this.#doing;
  }

  /** A folder that cannot be written is reported by what needs it more. */
  #then(work: () => Promise<void>): void {
    this.#doing = this.#doing
      .then(() => this.#readFormer())
      .then(work)
      .catch(() => {});
  }

  /** Before anything else is done in the folder. */
  async #readFormer(): Promise<void> {
    if (this.#former !== undefined) return;
    await this.#assertAnswers();
    this.#former = await readTime(this.#file);
  }
}

async function readTime(file: string): Promise<Date | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const time = new Date(text.trim());
  return Number.isNaN(time.getTime()) ? null : time;
}
