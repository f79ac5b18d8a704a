import { EventEmitter } from 'node:events';
import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  FileError,
  type FileKind,
  readContent,
  type FilePlace,
  type FileText,
  keepText,
  keptText,
  type FingerprintRecord,
} from './file-state.ts';

export interface WatchedFileOptions<T, Content = string> {
  kind: FileKind<T, Content>;
  place: FilePlace;
  /** Path of a copy of the text in force, which a restart can use. Default: no copy; of a folder, none is made. */
  copy?: string;
  record: FingerprintRecord;
  log: FileLog;
  /** How often the file is read, with or without a change notice. */
  everyMs?: number;
}

/** The logger, as pino has it. */
interface FileLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

interface WatchedFileEvents {
  /** The present contents of the file are in force. */
  changed: [];
  /** The file changed, and its present contents are not followed. */
  refused: [];
}

/** The result of reading the file: its text, or why it cannot be followed. */
type FileSnapshot<Content> = { key: string } & ({ text: FileText<Content> } | { error: FileError });

/**
 * A file that is still being written changes again within this time. The first half of a policy can be a valid
 * policy with weaker rules.
 */
const settlingMs = 1000;
const staysInForce = 'what was in force stays in force';

/**
 * Reads a file at the start and after each change. After a mistake, or when the file vanishes, the last valid content
 * stays in force. At the start there is no such content. Then the stored copy counts, or what the kind prescribes. A new installation waits for its operator.
 */
export class WatchedFile<T, Content = string> extends EventEmitter<WatchedFileEvents> {
  readonly #options: WatchedFileOptions<T, Content>;
  readonly #watch: FileWatch;
  #inForce: { value: T; sha256: string | null };
  #isFollowed = true;
  /** Key of the last snapshot, followed or not. */
  #seen = '';
  #checking: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #isStopped = false;

  constructor(options: WatchedFileOptions<T, Content>) {
    super();
    this.#options = options;
    const { kind, place, everyMs = 5000 } = options;
    this.#inForce = { value: kind.withoutFile, sha256: null };
    const { dir, base } = path.parse(place.file);
    const watched = kind.readFolder ? { dir: place.file, base: null } : { dir, base };
    this.#watch = new FileWatch(watched, everyMs, () => this.#checkSoon());
  }

  /** @throws {FileError} with every mistake, if no file was ever followed before */
  async start(): Promise<void> {
    const { kind, record, log } = this.#options;
    const before = await record.latest();
    const wasFollowed = before !== null;
    const look = await this.#look();
    this.#seen = look.key;
    try {
      if ('error' in look) throw look.error;
      if (look.text.text === null && wasFollowed) {
        const name = kind.name.toUpperCase();
        log.error({}, `THE ${name} IS GONE that was followed before: ${kind.withoutFileInWords}`);
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

  /** Whether the file's present contents are in force. */
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

  async #look(): Promise<FileSnapshot<Content>> {
    const { kind, place } = this.#options;
    // A missing file is being replaced or was lost. Neither case revokes its contents.
    const isExpected = place.isExpected || this.#inForce.sha256 !== null;
    try {
      const text = await readContent(kind, { ...place, isExpected });
      return { key: text.sha256 ?? '', text };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { key: error.message, error };
    }
  }

  async #settledLook(): Promise<FileSnapshot<Content>> {
    let look = await this.#look();
    while (look.key !== this.#seen && !this.#isStopped) {
      await pause(settlingMs);
      const again = await this.#look();
      if (again.key === look.key) break;
      look = again;
    }
    return look;
  }

  async #takeOver(look: FileSnapshot<Content>): Promise<void> {
    const { kind, log } = this.#options;
    try {
      if ('error' in look) throw look.error;
      await this.#follow(look.text);
      this.#seen = look.key;
      this.emit('changed');
    } catch (error) {
      this.#isFollowed = false;
      if (!(error instanceof FileError)) {
        // The record takes no writes. A file takes effect only once it is on record, so this is retried later.
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

  /** The value of the copy, if it has the text that was last in force and is still valid. */
  async #kept(sha256: string): Promise<{ value: T; sha256: string } | null> {
    const { copy, kind } = this.#options;
    const text = copy === undefined ? null : await keptText(copy, sha256);
    const value = text === null ? null : (await kind.read(text as Content)).value;
    return value === null ? null : { value, sha256 };
  }

  async #follow({ text, sha256 }: FileText<Content>): Promise<void> {
    const { place, copy, kind, record, log } = this.#options;
    let value = kind.withoutFile;
    if (text !== null) {
      const read = await kind.read(text);
      if (read.value === null) throw new FileError(kind.name, place.file, read.mistakes);
      value = read.value;
      for (const warning of read.warnings) log.warn(warning, `is this meant in the ${kind.name}?`);
    }
    const counts = kind.counts(value);
    await record.put(sha256, counts);
    this.#inForce = { value, sha256 };
    this.#isFollowed = true;
    if (copy !== undefined) {
      await keepText(copy, typeof text === 'string' ? text : null).catch((err: unknown) => {
        log.error({ err }, `the ${kind.name} cannot be kept for a restart`);
      });
    }
    const what =
      sha256 === null ? `no ${kind.name}: ${kind.withoutFileInWords}` : `${kind.name} in force`;
    log.info({ sha256, ...counts }, what);
  }
}

/**
 * Calls back when a file, or any file of a folder, may have changed. Watches the folder, because editors replace the file by a new one. Also
 * calls back every few seconds, for folders that report no changes, such as network folders or targets of
 * links.
 */
export class FileWatch {
  readonly #watched: { dir: string; base: string | null };
  readonly #everyMs: number;
  readonly #onChange: () => void;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    watched: { dir: string; base: string | null },
    everyMs: number,
    onChange: () => void,
  ) {
    this.#watched = watched;
    this.#everyMs = everyMs;
    this.#onChange = onChange;
  }

  start(): void {
    this.#timer = setInterval(this.#onChange, this.#everyMs);
    const { dir, base } = this.#watched;
    try {
      this.#watcher = watch(dir, (_event, name) => {
        if (name === null || base === null || name === base) this.#onChange();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // There are too many watches, or the folder does not exist yet: the timer notices changes.
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
  }
}
