import type { JobUpdate } from './job-update.ts';

/** What Envoy keeps of a customer's account, as far as an app can change it. */
export class Account {
  /** By the id of the install. */
  readonly purposes = new Map<string, string>();
  /** By the id of the install; what the setup steps saved. */
  readonly configs = new Map<string, Record<string, unknown>>();
  /** By the id of the job: every update, the last one last. */
  readonly jobs = new Map<string, JobUpdate[]>();
  readonly #storage = new Map<string, unknown>();

  /** Merges what a setup step answered: null takes a key away. */
  mergeConfig(installId: string, saved: Record<string, unknown>): Record<string, unknown> {
    const config = { ...this.configs.get(installId), ...saved };
    for (const [key, value] of Object.entries(config)) if (value === null) delete config[key];
    this.configs.set(installId, config);
    return config;
  }

  updateJob(jobId: string, update: JobUpdate): void {
    this.jobs.set(jobId, [...(this.jobs.get(jobId) ?? []), update]);
  }

  /** Runs one storage command; null when there is nothing under the key. */
  runCommand(installId: string | null, command: StorageCommand): StorageItem | null {
    const { action, key } = command;
    const place = JSON.stringify([installId, key]);
    if (action === 'set') this.#storage.set(place, command.value);
    if (action === 'set_unique') this.#storage.set(place, uniqueValue());
    const found = this.#storage.has(place) ? { key, value: this.#storage.get(place) } : null;
    if (action === 'unset') this.#storage.delete(place);
    return found;
  }
}

export interface StorageCommand {
  action: 'get' | 'set' | 'set_unique' | 'unset';
  key: string;
  value?: unknown;
}

interface StorageItem {
  key: string;
  value: unknown;
}

function uniqueValue(): string {
  return String(Date.now()).slice(-12).padStart(12, '0');
}
