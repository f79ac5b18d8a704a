import { existsSync, rmSync } from 'node:fs';
import { replaceFile } from '../../packages/safe-files/index.ts';

/** An empty file beside a SQLite database in which a check found damage: the next start checks the whole file. */
export class DamageMark {
  readonly #file: string;

  constructor(databaseFile: string) {
    this.#file = `${databaseFile}.damage-found`;
  }

  get isSet(): boolean {
    return existsSync(this.#file);
  }

  async set(): Promise<void> {
    await replaceFile(this.#file, '');
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }
}
