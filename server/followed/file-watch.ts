import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';

/**
 * Calls when a file may have changed. The folder is watched, because editors put a new file in the
 * old one's place; and it is called every few seconds all the same, for folders whose changes are
 * not told of, like those on a network or behind a link.
 */
export class FileWatch {
  readonly #file: string;
  readonly #everyMs: number;
  readonly #onChange: () => void;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string, everyMs: number, onChange: () => void) {
    this.#file = file;
    this.#everyMs = everyMs;
    this.#onChange = onChange;
  }

  start(): void {
    this.#timer = setInterval(this.#onChange, this.#everyMs);
    const { dir, base } = path.parse(this.#file);
    try {
      this.#watcher = watch(dir, (_event, name) => {
        if (name === null || name === base) this.#onChange();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // Too many watches, or no such folder yet: the timer sees it.
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
  }
}
