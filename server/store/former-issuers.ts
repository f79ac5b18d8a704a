import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { sql, type Kysely, type Migration } from 'kysely';
import { createFolder, replaceFile } from '#base/files';
import { readSmallFile } from '../platform/small-file.ts';

/** The tables of 0.2.0's development builds, each after those that refer to it. */
const issuerTables = [
  'revoked_credentials',
  'revocation_lists',
  'credential_directories',
  'credential_keys',
  'credential_issuers',
] as const;

/** What of those tables can be written as files. */
export interface FormerIssuers {
  credential_issuers: { id: string; kind: 'shc' | 'dcc'; issuer: string };
  credential_keys: { issuerId: string; kid: string; publicKey: string; crlVersion: number | null };
  revocation_lists: {
    id: number;
    kind: 'shc' | 'dcc';
    source: string;
    kid: string;
    counter: number | null;
    isComplete: number;
  };
  revoked_credentials: { listId: number; identifier: string; issuedBefore: number | null };
}

/**
 * Returns the migration after which issuers of health passes and their revocations are files.
 *
 * @param folder where they are written; null: they are dropped; not given: the migration fails where there are any
 */
export function issuerFiles(folder?: string | null): Migration {
  return {
    async up(db: Kysely<FormerIssuers>) {
      if (folder === undefined) await expectNoIssuers(db);
      else if (folder !== null) await writeFormerIssuers(db, folder);
      for (const table of issuerTables) await db.schema.dropTable(table).execute();
    },
  };
}

async function expectNoIssuers(db: Kysely<FormerIssuers>): Promise<void> {
  for (const table of issuerTables) {
    const from = db.selectFrom(table as keyof FormerIssuers);
    const row = await from
      .select(sql`1`.as('one'))
      .limit(1)
      .executeTakeFirst();
    if (row) throw new Error('its issuers of health passes would be lost');
  }
}

/** The issuers of an earlier version, as files. */
interface Export {
  /** By their names in the folder. */
  files: Map<string, string>;
  /** Whether a pass is revoked in them, or may be. */
  hasLists: boolean;
}

/** The file in the folder that says what was written there. The service reads no hidden files. */
const markFile = '.from-database';

/**
 * Writes the issuers of the database as files. A folder may be there already, because the upgrade was undone and comes
 * again, or because the operator made it. It is in force as it is, if the database says what it said then. Otherwise,
 * nobody but the operator knows which of the two is right, so both are kept, and no pass is accepted before.
 */
async function writeFormerIssuers(db: Kysely<FormerIssuers>, folder: string): Promise<void> {
  const { files, hasLists } = await exportOf(db);
  const mark = fingerprintOf(files);
  if (!existsSync(folder)) {
    if (files.size > 0) await createFolder(folder, new Map([...files, [markFile, mark]]), inner);
    return;
  }
  const former = markIn(folder);
  if (former === null ? !hasLists : former === mark) return;
  const aside = `${folder}.from-database`;
  await rm(aside, { recursive: true, force: true });
  await createFolder(aside, files, inner);
  await mkdir(path.join(folder, revoked), { recursive: true, mode: 0o700 });
  // The service takes it for a list that it cannot read.
  await replaceFile(path.join(folder, revoked, 'compare-with-issuers.from-database'), toCompare);
  await replaceFile(path.join(folder, markFile), mark);
}

const revoked = 'revoked';
const inner = [revoked];
const toCompare = `The upgrade found other issuers or lists in the database than in this folder. It put them into the folder
issuers.from-database, beside this one. Take from there what is missing here, and delete this file.
`;

/** Null where no upgrade has written: the operator made the folder, or a restore did. */
function markIn(folder: string): string | null {
  try {
    return readSmallFile(path.join(folder, markFile));
  } catch {
    return null;
  }
}

function fingerprintOf(files: ReadonlyMap<string, string>): string {
  const sum = createHash('sha256');
  for (const [name, content] of files) sum.update(JSON.stringify([name, content]));
  return sum.digest('hex');
}

/**
 * Issuers of cards stay trusted. The database has no certificates of countries and no identifiers of EU lists, so each
 * of these becomes a file that says so. Such a file is a mistake, and no EU certificate is accepted before the operator
 * has replaced or deleted it.
 */
async function exportOf(db: Kysely<FormerIssuers>): Promise<Export> {
  const issuers = await db.selectFrom('credential_issuers').selectAll().orderBy('id').execute();
  const lists = await db
    .selectFrom('revocation_lists')
    .selectAll()
    .where('isComplete', '=', 1)
    .orderBy('id')
    .execute();
  const files = new Map<string, string>();
  const cards: object[] = [];
  for (const { kind, id, issuer } of issuers) {
    if (kind === 'shc') cards.push(await cardIssuer(db, id, issuer));
    else files.set(`${issuer}.pem`, toReplace('certificates', issuer));
  }
  if (cards.length > 0) files.set('cards.json', JSON.stringify({ issuerInfo: cards }, null, 2));
  for (const { source } of lists.filter(({ kind }) => kind === 'dcc')) {
    files.set(
      path.join(revoked, `eu-${encodeURIComponent(source)}.txt`),
      toReplace('list', source),
    );
  }
  return { files, hasLists: lists.length > 0 };
}

function toReplace(what: string, whose: string): string {
  return `Before the upgrade, the ${what} of "${whose}" counted. Put the publisher's file here, or delete this one.\n`;
}

/** Returns an entry of a directory, in the format of the VCI. */
async function cardIssuer(db: Kysely<FormerIssuers>, id: string, issuer: string): Promise<object> {
  const keys = await db
    .selectFrom('credential_keys')
    .selectAll()
    .where('issuerId', '=', id)
    .orderBy('kid')
    .execute();
  const lists = await db
    .selectFrom('revocation_lists')
    .selectAll()
    .where('isComplete', '=', 1)
    .where('kind', '=', 'shc')
    .where('source', '=', issuer)
    .orderBy('id')
    .execute();
  const crls: object[] = [];
  for (const { id: listId, kid, counter } of lists) {
    const entries = db
      .selectFrom('revoked_credentials')
      .selectAll()
      .where('listId', '=', listId)
      .orderBy('identifier');
    const rids = (await entries.execute()).map(({ identifier, issuedBefore }) =>
      issuedBefore === null ? identifier : `${identifier}.${issuedBefore}`,
    );
    crls.push({ kid, method: 'rid', ctr: counter ?? 0, rids });
  }
  return {
    issuer: { iss: issuer },
    keys: keys.map(({ kid, publicKey, crlVersion }) => ({
      ...(JSON.parse(publicKey) as object),
      kid,
      ...(crlVersion !== null && { crlVersion }),
    })),
    crls,
  };
}
