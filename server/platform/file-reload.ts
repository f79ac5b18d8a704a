import type { Logger } from 'pino';
import { within } from '#base/time';
import { CoalescingRunner } from './work-queue.ts';

/** A dead network share may never answer, and held sign-ins wait for the stop. */
const stoppingMs = 500;

/** Reads all files of the operator's again on request, one reload after the other. */
export class FileReload {
  readonly #runner: CoalescingRunner;
  #isStopped = false;

  /** @param files each logs what came of its reload */
  constructor(files: readonly { reload(): Promise<void> }[], log: Logger) {
    const reloadAll = async () => {
      for (const file of files) if (!this.#isStopped) await file.reload();
      log.info('files reloaded');
    };
    this.#runner = new CoalescingRunner(reloadAll, (error) => {
      log.error({ err: error }, 'the files could not be reloaded');
    });
  }

  /** Resolves when the files have been read, as they are now. Does nothing after a stop. */
  async run(): Promise<void> {
    if (this.#isStopped) return;
    this.#runner.request();
    await this.#runner.settle();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await within(stoppingMs, this.#runner.settle(), undefined);
  }
}
