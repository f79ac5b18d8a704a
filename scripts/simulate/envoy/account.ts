import { Directory } from './directory.ts';
import type { JobUpdate } from './job-update.ts';
import { Storage } from './storage.ts';

/** A customer's account at Envoy, as far as an app sees it or can change it. */
export class Account {
  /** Where the app is installed. Envoy knows an install from the first call of its setup on. */
  readonly installs = new Set<string>();
  /** By the id of the install. */
  readonly purposes = new Map<string, string>();
  /** By the id of the install; what the setup steps saved. */
  readonly configs = new Map<string, Record<string, unknown>>();
  /** By the id of the install: what the app wanted people to be told. */
  readonly notifications = new Map<string, object[]>();
  /** By the id of the job: every update, the last one last. */
  readonly jobs = new Map<string, JobUpdate[]>();
  /** Of every event that was sent. */
  readonly jobIds = new Set<string>();
  readonly storage = new Storage();
  readonly directory = new Directory();
  /** Who can log in for the user API. */
  readonly user = { name: 'Grace Host', email: 'grace@acme.example', password: 'simulated' };

  /** Merges what a setup step answered, or the app put: null takes a key away. */
  mergeConfig(installId: string, saved: Record<string, unknown>): Record<string, unknown> {
    const config = { ...this.configs.get(installId), ...saved };
    for (const [key, value] of Object.entries(config)) if (value === null) delete config[key];
    this.configs.set(installId, config);
    return config;
  }

  updateJob(jobId: string, update: JobUpdate): void {
    this.jobs.set(jobId, [...(this.jobs.get(jobId) ?? []), update]);
  }

  notify(installId: string, notification: object): void {
    const earlier = this.notifications.get(installId) ?? [];
    this.notifications.set(installId, [...earlier, notification]);
  }

  /** Takes the app off; what it had set is gone, and its calls are refused. */
  uninstall(installId: string): void {
    this.installs.delete(installId);
    this.configs.delete(installId);
  }
}
