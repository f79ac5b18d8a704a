import { EventEmitter } from 'node:events';
import {
  FileError,
  mistakeInWords,
  type FileKind,
  readContent,
  type FilePlace,
  type FileText,
  keepText,
  keptText,
  type FingerprintRecord,
} from './file-state.ts';

export interface ReloadableFileOptions<T, Content = string> {
  kind: FileKind<T, Content>;
  place: FilePlace;
  /** Path of a copy of the text in force, which a restart can use. Default: no copy; of a folder, none is made. */
  copy?: string;
  record: FingerprintRecord;
  log: FileLog;
}

/** The logger, as pino has it. */
interface FileLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

const staysInForce = 'what was in force stays in force';

/**
 * Reads a file at the start, and again on request. After a mistake, or when the file vanishes, the last valid content
 * stays in force. At the start there is no such content. Then the stored copy counts, or what the kind prescribes. A
 * new installation waits for its operator. Emits `changed` when another content is in force.
 */
export class ReloadableFile<T, Content = string> extends EventEmitter<{ changed: [] }> {
  readonly #options: ReloadableFileOptions<T, Content>;
  #inForce: { value: T; sha256: string | null };
  #isFollowed = true;

  constructor(options: ReloadableFileOptions<T, Content>) {
    super();
    this.#options = options;
    this.#inForce = { value: options.kind.withoutFile, sha256: null };
  }

  /** @throws {FileError} with every mistake, if no file was ever followed before */
  async start(): Promise<void> {
    const { kind, record, log } = this.#options;
    const before = await record.latest();
    const wasFollowed = before !== null;
    try {
      const content = await this.#read();
      if (content.text === null && wasFollowed) {
        if (kind.missedWhenGone !== undefined) throw this.#goneError(kind.missedWhenGone);
        const name = kind.name.toUpperCase();
        log.error({}, `THE ${name} IS GONE that was followed before: ${kind.withoutFileInWords}`);
      }
      await this.#follow(content, null);
    } catch (error) {
      if (!(error instanceof FileError && wasFollowed)) throw error;
      const kept = await this.#readKept(before);
      this.#inForce = kept ?? { value: kind.unreadable, sha256: null };
      this.#refuse(error, `IS NOT FOLLOWED: ${kept ? staysInForce : kind.unreadableInWords}`);
    }
  }

  /** Reads the file again, and logs what came of it. Never rejects. Callers wait for one before the next. */
  async reload(): Promise<void> {
    const { kind, log } = this.#options;
    try {
      const content = await this.#read();
      const { sha256 } = content;
      if (this.#isFollowed && sha256 === this.#inForce.sha256) {
        log.info({ sha256 }, `${kind.name} unchanged`);
        return;
      }
      await this.#follow(content, this.inForce);
      this.emit('changed');
    } catch (error) {
      if (error instanceof FileError) {
        this.#refuse(error, `IS NOT FOLLOWED: ${staysInForce}`);
        return;
      }
      // The record takes no writes. A file takes effect only once it is on record.
      this.#isFollowed = false;
      log.error({ err: error }, `the ${kind.name} could not be taken over: reload it again`);
    }
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

  #read(): Promise<FileText<Content>> {
    const { kind, place } = this.#options;
    // A missing file was lost, or is not put back yet. Neither case revokes its contents.
    const isExpected = place.isExpected || this.#inForce.sha256 !== null;
    return readContent(kind, { ...place, isExpected });
  }

  #goneError(why: string): FileError {
    const { kind, place } = this.#options;
    const text = `There is no such file, and it was followed before. ${why}`;
    return new FileError(kind.name, place.file, [{ line: 1, text }]);
  }

  #refuse({ mistakes }: FileError, inWords: string): void {
    const { kind, log } = this.#options;
    this.#isFollowed = false;
    const lines = mistakes.map(mistakeInWords);
    log.error({ mistakes: lines }, `THE ${kind.name.toUpperCase()} ${inWords}`);
  }

  /** The value of the copy, if it has the text that was last in force and is still valid. */
  async #readKept(sha256: string): Promise<{ value: T; sha256: string } | null> {
    const { copy, kind } = this.#options;
    const text = copy === undefined ? null : await keptText(copy, sha256);
    const value = text === null ? null : (await kind.read(text as Content, null)).value;
    return value === null ? null : { value, sha256 };
  }

  /** @param inForce what the content would replace; null at the start */
  async #follow({ text, sha256 }: FileText<Content>, inForce: T | null): Promise<void> {
    const { place, copy, kind, record, log } = this.#options;
    let value = kind.withoutFile;
    if (text !== null) {
      const read = await kind.read(text, inForce);
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
