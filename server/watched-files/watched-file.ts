import { EventEmitter } from 'node:events';
import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Db } from '../store/schema.ts';
import {
  FileError,
  type FileKind,
  readFileText,
  type FilePlace,
  type FileText,
  keepText,
  keptText,
  fingerprintOnRecord,
  recordFingerprint,
} from './file-state.ts';

export interface WatchedFileOptions<T> {
  kind: FileKind<T>;
  place: FilePlace;
  /** Where a copy of the text in force is kept, to stay in force at a restart too. Default: nowhere. */
  copy?: string;
  db: Db;
  log: Logger;
  /** How often the file is read, with or without a notice of a change. */
  everyMs?: number;
}

interface WatchedFileEvents {
  /** What the file says now is in force. */
  changed: [];
  /** The file changed, and what it says now is not followed. */
  refused: [];
}

/** What the file was found to be: its text, or why there is none to follow. */
type FileSnapshot = { key: string } & ({ text: FileText } | { error: FileError });

/**
 * A file that is still being written changes again within this time: the first half of a policy can
 * be a policy that asks for less.
 */
const settlingMs = 1000;
const staysInForce = 'what was in force stays in force';

/**
 * Reads a file at the start and again whenever it changes. After a mistake, or when the file vanishes, the last good
 * content stays in force. A mistake at the start has no such content. Then the stored copy counts, or what the kind
 * prescribes, because Envoy lets everyone in when nothing answers. A new installation waits for its operator.
 */
export class WatchedFile<T> extends EventEmitter<WatchedFileEvents> {
  readonly #options: WatchedFileOptions<T>;
  readonly #watch: FileWatch;
  #inForce: { value: T; sha256: string | null };
  #isFollowed = true;
  /** Of what was last found, followed or not. */
  #seen = '';
  #checking: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #isStopped = false;

  constructor(options: WatchedFileOptions<T>) {
    super();
    this.#options = options;
    const { kind, place, everyMs = 5000 } = options;
    this.#inForce = { value: kind.withoutFile, sha256: null };
    this.#watch = new FileWatch(place.file, everyMs, () => this.#checkSoon());
  }

  /** @throws {FileError} with every mistake in the first file that is ever followed */
  async start(): Promise<void> {
    const { kind, db, log } = this.#options;
    const before = await fingerprintOnRecord(db, kind.action);
    const wasFollowed = before !== null;
    const look = await this.#look();
    this.#seen = look.key;
    try {
      if ('error' in look) throw look.error;
      if (look.text.text === null && wasFollowed) {
        const name = kind.name.toUpperCase();
        log.error(`THE ${name} IS GONE that was followed before: ${kind.withoutFileInWords}`);
      }
      await this.#follow(look.text);
    } catch (error) {
      if (!(error instanceof FileError && wasFollowed)) throw error;
      const kept = await this.#kept(before);
      this.#inForce = kept ?? { value: kind.unreadable, sha256: null };
      this.#refused(error, `IS NOT FOLLOWED: ${kept ? staysInForce : kind.unreadableInWords}`);
    }
    this.#watch.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#watch.stop();
    await this.#checking;
  }

  get inForce(): T {
    return this.#inForce.value;
  }

  /** The SHA-256 of the file in force, in hexadecimal; null while there is none. */
  get fingerprint(): string | null {
    return this.#inForce.sha256;
  }

  /** Whether what is in force is what the file says now. */
  get isFollowed(): boolean {
    return this.#isFollowed;
  }

  #checkSoon(): void {
    if (this.#isWaiting || this.#isStopped) return;
    this.#isWaiting = true;
    this.#checking = this.#checking
      .then(async () => {
        this.#isWaiting = false;
        const look = await this.#settledLook();
        if (look.key !== this.#seen && !this.#isStopped) await this.#takeOver(look);
      })
      .catch((err: unknown) => {
        const { kind, log } = this.#options;
        log.error({ err }, `the ${kind.name} cannot be looked at`);
      });
  }

  async #look(): Promise<FileSnapshot> {
    const { kind, place } = this.#options;
    // A file that has vanished is between two others, or lost: neither takes back what it said.
    const isExpected = place.isExpected || this.#inForce.sha256 !== null;
    try {
      const text = await readFileText(kind.name, { ...place, isExpected });
      return { key: text.sha256 ?? '', text };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { key: error.message, error };
    }
  }

  async #settledLook(): Promise<FileSnapshot> {
    let look = await this.#look();
    while (look.key !== this.#seen && !this.#isStopped) {
      await pause(settlingMs);
      const again = await this.#look();
      if (again.key === look.key) break;
      look = again;
    }
    return look;
  }

  async #takeOver(look: FileSnapshot): Promise<void> {
    const { kind, log } = this.#options;
    try {
      if ('error' in look) throw look.error;
      await this.#follow(look.text);
      this.#seen = look.key;
      this.emit('changed');
    } catch (error) {
      this.#isFollowed = false;
      if (!(error instanceof FileError)) {
        // The database cannot be written: what is not on record does not count. Tried again later.
        log.error({ err: error }, `the ${kind.name} could not be taken over`);
        return;
      }
      this.#seen = look.key;
      this.#refused(error, `IS NOT FOLLOWED: ${staysInForce}`);
      this.emit('refused');
    }
  }

  #refused({ mistakes }: FileError, inWords: string): void {
    const { kind, log } = this.#options;
    this.#isFollowed = false;
    const lines = mistakes.map(({ line, text }) => `line ${line}: ${text}`);
    log.error({ mistakes: lines }, `THE ${kind.name.toUpperCase()} ${inWords}`);
  }

  /** What the copy says, when it is of the text that was in force last and can still be followed. */
  async #kept(sha256: string): Promise<{ value: T; sha256: string } | null> {
    const { copy, kind } = this.#options;
    const text = copy === undefined ? null : await keptText(copy, sha256);
    const value = text === null ? null : (await kind.read(text)).value;
    return value === null ? null : { value, sha256 };
  }

  async #follow({ text, sha256 }: FileText): Promise<void> {
    const { place, copy, kind, db, log } = this.#options;
    let value = kind.withoutFile;
    if (text !== null) {
      const read = await kind.read(text);
      if (read.value === null) throw new FileError(kind.name, place.file, read.mistakes);
      value = read.value;
      for (const warning of read.warnings) log.warn(warning, `is this meant in the ${kind.name}?`);
    }
    const counts = kind.counts(value);
    await recordFingerprint(db, kind.action, { sha256, ...counts });
    this.#inForce = { value, sha256 };
    this.#isFollowed = true;
    if (copy !== undefined) {
      await keepText(copy, text).catch((err: unknown) => {
        log.error({ err }, `the ${kind.name} cannot be kept for a restart`);
      });
    }
    const what =
      sha256 === null ? `no ${kind.name}: ${kind.withoutFileInWords}` : `${kind.name} in force`;
    log.info({ sha256, ...counts }, what);
  }
}

/**
 * Calls when a file may have changed. The folder is watched, because editors put a new file in the old one's place;
 * and it is also called every few seconds, for folders that report no changes, like those on a network or behind a
 * link.
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
