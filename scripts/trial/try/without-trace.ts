import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Waits for the end of this process, however it comes, and then ends the browser and removes the folder.
 * A process that is killed can do neither itself.
 */
const script = `
browser=
while read -r line; do browser=$line; done
[ -z "$browser" ] || kill "$browser" 2>/dev/null
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  rm -rf "$1" 2>/dev/null
  [ -e "$1" ] || exit 0
  sleep 0.2
done`;

/** Sees to it that a folder, and a browser that works in it, outlive this process by a moment only. */
export class WithoutTrace {
  readonly #watcher: ChildProcess;

  /** @param folder of no one else: it is removed with all that is in it */
  constructor(folder: string) {
    this.#watcher = spawn('/bin/sh', ['-c', script, 'vestibule-try', folder], {
      // Ctrl-C at the terminal is not for it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#watcher.on('error', () => {});
    this.#watcher.stdin?.on('error', () => {});
    this.#watcher.unref();
  }

  alsoEnd(browser: ChildProcess): void {
    if (browser.pid !== undefined) this.#watcher.stdin?.write(`${browser.pid}\n`);
  }
}
