import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** An empty file beside a SQLite database in which a check found damage: the next start checks the whole file. */
export class DamageMark {
  readonly #file: string;

  constructor(databaseFile: string) {
    this.#file = `${databaseFile}.damage-found`;
  }

  get isSet(): boolean {
    return existsSync(this.#file);
  }

  set(): void {
    writeFileSync(this.#file, '', { mode: 0o600 });
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }
}
