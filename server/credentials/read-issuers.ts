import path from 'node:path';
import { setImmediate as otherEvents } from 'node:timers/promises';
import {
  entriesPerTurn,
  IssuerError,
  readCardList,
  readCertificateList,
  readCertificates,
  readDirectory,
  TrustedIssuers,
  type Directory,
  type PassKind,
  type Revocations,
  type SigningKey,
} from '#health-pass';
import { revokedFolder, type IssuerFile } from './issuer-files.ts';

/** A sentence about a file in the folder of issuers. */
interface FileNote {
  file: string;
  text: string;
}

/** What the folder of issuers says. */
export interface Issuers {
  trust: TrustedIssuers;
  issuers: number;
  keys: number;
  /** Files of which nothing counts. A reload that finds another one of these is refused. */
  mistakes: FileNote[];
  /** Parts of the other files that do not count, such as issuers in a directory. */
  unused: FileNote[];
  /** When each directory and each revocation list was published, or came here. */
  dates: { file: string; isList: boolean; at: Date }[];
  /** Keys whose issuer announces a newer list of revoked cards than the one that is here. */
  withoutList: { issuer: string; kid: string }[];
}

export function noIssuers(): Issuers {
  const trust = new TrustedIssuers();
  return { trust, issuers: 0, keys: 0, mistakes: [], unused: [], dates: [], withoutList: [] };
}

/**
 * Reads the files of issuers and of revoked passes. A file of issuers with a mistake excludes only its own issuers. A
 * list of revoked passes with a mistake excludes all passes that may be on it.
 */
export async function readIssuers(files: readonly IssuerFile[]): Promise<Issuers> {
  const reader = new IssuerReader();
  for (const file of files) {
    // A large folder takes a while, and a sign-in must not wait for it.
    await otherEvents();
    await reader.read(file);
  }
  return reader.result();
}

const certificateFile = /^([A-Z]{2})(?:[-_.].*)?\.(?:pem|crt|cer|der)$/;

class IssuerReader {
  readonly #found = noIssuers();
  readonly #names = new Set<string>();
  readonly #announced: { issuer: string; key: SigningKey }[] = [];
  /** The counter of the newest list of revoked cards, by key id. */
  readonly #counters = new Map<string, number>();

  async read(file: IssuerFile): Promise<void> {
    const isList = file.name.startsWith(`${revokedFolder}/`);
    try {
      if (file.content === null) throw new IssuerError('file_of_another_format', file.fault ?? '');
      await (isList ? this.#readList(file, file.content) : this.#readKeys(file, file.content));
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      this.#found.mistakes.push({ file: file.name, text: error.message });
      if (isList) for (const kind of kindsOnList(file.name)) this.#found.trust.distrust(kind);
    }
  }

  result(): Issuers {
    const withoutList = this.#announced
      .filter(({ key }) => (this.#counters.get(key.kid) ?? -1) < (key.crlVersion ?? -1))
      .map(({ issuer, key }) => ({ issuer, kid: key.kid }));
    return { ...this.#found, issuers: this.#names.size, withoutList };
  }

  async #readKeys({ name, changedAt }: IssuerFile, content: Buffer): Promise<void> {
    const [, country] = certificateFile.exec(name) ?? [];
    if (country === undefined && !name.endsWith('.json')) {
      throw new IssuerError(
        'file_of_another_format',
        'It is neither a JSON file nor the certificates of a country, such as DE.pem.',
      );
    }
    if (country !== undefined) {
      const issuers = [await readCertificates(country, [content])];
      this.#add(name, { ...nothingElse, issuers });
      return;
    }
    const directory = await readDirectory(content.toString('utf8'));
    const [left] = directory.leftOut;
    for (const { issuer, code } of directory.leftOut) {
      if (code === 'list_unusable') this.#found.trust.distrustIssuer('shc', issuer);
    }
    for (const list of directory.revocations) await this.#revoke(list);
    if (directory.issuers.length === 0) {
      const first = left ? ` ${left.issuer}: ${left.why}` : '';
      throw new IssuerError('no_key', `Nobody in it can be trusted.${first}`);
    }
    this.#add(name, directory);
    const at = directory.listedAt === null ? changedAt : new Date(directory.listedAt);
    this.#found.dates.push({ file: name, isList: false, at });
  }

  #add(file: string, { issuers, leftOut, skipped, unused }: Directory): void {
    for (const issuer of issuers) {
      this.#found.trust.add(issuer);
      this.#names.add(`${issuer.kind} ${issuer.issuer}`);
      this.#found.keys += issuer.keys.length;
      for (const key of issuer.keys) this.#announced.push({ issuer: issuer.issuer, key });
    }
    const texts = [
      ...[...leftOut, ...unused].map(({ issuer, why }) => `${issuer}: ${why}`),
      ...skipped.map(({ issuer, certificates }) => `${issuer}: ${certificates} ${unusable}`),
    ];
    this.#found.unused.push(...texts.map((text) => ({ file, text })));
  }

  async #readList({ name, changedAt }: IssuerFile, content: Buffer): Promise<void> {
    const { trust, unused, dates } = this.#found;
    const text = content.toString('utf8');
    if (name.endsWith('.json')) {
      const list = await readCardList(parse(text));
      await this.#revoke(list);
      const { skipped } = list;
      if (skipped > 0) unused.push({ file: name, text: `${skipped} entries are no identifiers.` });
    } else if (name.endsWith('.txt')) {
      let number = 0;
      for (const one of readCertificateList(text)) {
        trust.revoke('dcc', '', one);
        if (++number % entriesPerTurn === 0) await otherEvents();
      }
      // A download that failed leaves an empty file.
      if (number === 0) throw new IssuerError('file_of_another_format', 'It names no certificate.');
    } else {
      throw new IssuerError(
        'file_of_another_format',
        'It is neither a list of revoked cards (.json) nor one of EU certificates (.txt).',
      );
    }
    dates.push({ file: name, isList: true, at: changedAt });
  }

  async #revoke({ kid, counter, revoked }: Revocations): Promise<void> {
    for (const [index, one] of revoked.entries()) {
      if (index % entriesPerTurn === 0) await otherEvents();
      this.#found.trust.revoke('shc', kid, one);
    }
    this.#counters.set(kid, Math.max(counter ?? 0, this.#counters.get(kid) ?? 0));
  }
}

const unusable = 'certificates are damaged, or have a key of a kind that this scheme does not use.';
const nothingElse = { listedAt: null, revocations: [], leftOut: [], skipped: [], unused: [] };

/** The passes that a list with this name may revoke. */
function kindsOnList(name: string): readonly PassKind[] {
  const { ext } = path.parse(name);
  if (ext === '.json') return ['shc'];
  return ext === '.txt' ? ['dcc'] : ['shc', 'dcc'];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new IssuerError('file_of_another_format', 'The file is no JSON.');
  }
}
