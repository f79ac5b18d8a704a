import {
  fileState,
  type FileKind,
  type FileState,
  ReloadableFile,
  type ReloadableFileOptions,
} from '#base/reloadable';
import { oneLine, printable } from '#base/text';
import { fingerprintsOnRecord } from '../audit/followed-file.ts';
import type { Diagnostic } from '#base/schema';
import type { Db } from '../store/schema.ts';
import { readIssuerFiles, type IssuerFile } from './issuer-files.ts';
import { noIssuers, readIssuers, type Issuers } from './read-issuers.ts';

type IssuerFiles = readonly IssuerFile[];

interface Options extends Pick<ReloadableFileOptions<Issuers>, 'log'> {
  folder: string;
  db: Db;
}

/** The issuers of health passes in force: read at the start, and again on each reload. */
export class IssuersKeeper extends ReloadableFile<Issuers, IssuerFiles> {
  readonly #log: Options['log'];

  constructor({ folder, db, log }: Options) {
    super({ kind: issuerFolder, place: placeOf(folder), record: recordOf(db), log });
    this.#log = log;
    this.on('changed', () => this.#logMistakes());
  }

  override async start(): Promise<void> {
    await super.start();
    this.#logMistakes();
  }

  #logMistakes(): void {
    for (const { file, text } of this.inForce.mistakes.slice(0, maxLogged)) {
      const facts = { file: oneLine(file), mistake: oneLine(text) };
      this.#log.error(facts, 'FILE OF HEALTH PASS ISSUERS NOT IN FORCE');
    }
  }
}

const maxLogged = 20;

/** Returns the folder's state, as a command outside the service sees it. */
export function issuersState(folder: string, db: Db): Promise<FileState<Issuers>> {
  return fileState(issuerFolder, placeOf(folder), recordOf(db));
}

/**
 * A start leaves out the issuers and passes that a mistake concerns, and a reload with the same mistakes changes nothing
 * for them. Another mistake may hide a revocation that is in force.
 */
function newMistakes(inForce: Issuers, { mistakes }: Issuers): Diagnostic[] {
  const inWords = ({ file, text }: Issuers['mistakes'][number]) => printable`${file}: ${text}`;
  const known = new Set(inForce.mistakes.map(inWords));
  return mistakes
    .map(inWords)
    .filter((text) => !known.has(text))
    .slice(0, maxLogged)
    .map((text) => ({ line: 0, text }));
}

const recordOf = (db: Db) => fingerprintsOnRecord(db, 'issuers_changed');
const placeOf = (folder: string) => ({ file: folder, isExpected: false });

const issuerFolder: FileKind<Issuers, IssuerFiles> = {
  name: 'folder of issuers',
  withoutFile: noIssuers(),
  withoutFileInWords: 'no health pass is accepted',
  unreadable: noIssuers(),
  unreadableInWords: 'no health pass is accepted',
  readFolder: readIssuerFiles,
  read: async (files, inForce) => {
    const value = await readIssuers(files);
    const mistakes = inForce ? newMistakes(inForce, value) : [];
    return { value: mistakes.length > 0 ? null : value, mistakes, warnings: [] };
  },
  counts: ({ trust, issuers, keys, mistakes }) => ({
    ...{ issuers, keys, revoked: trust.revoked, mistakes: mistakes.length },
  }),
};
