import { commandActor } from '#server/installation/command-actor.ts';
import type { importCscaList } from '#server/documents/csca-import.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { readGiven } from './given-file.ts';
import { withStore } from './with-installation.ts';

/** The options of a command that puts a file of authorities in force. */
export interface TrustFileOptions {
  authority?: string;
  expired?: boolean;
}

/** Puts the file in force. @param name of the file, relative to the working folder @throws {RefusalError} */
export function importTrustFile(
  name: string,
  { authority, expired }: TrustFileOptions,
  importFile: typeof importCscaList,
): ReturnType<typeof importCscaList> {
  const content = readGiven(name);
  const given = { content, authority: authority ?? null, mayBeExpired: expired === true };
  return withStore(async (db, { templateKeyFile }) => {
    const cipher = await openTemplateCipher(db, templateKeyFile, commandActor());
    return importFile(db, cipher, given, commandActor());
  });
}
