import { open } from 'node:fs/promises';
import { readEuXml } from './formats/eu-xml.ts';
import { type ListFiles, type ListReader, ListError } from './formats/format.ts';
import { readOfacCsv } from './formats/ofac-csv.ts';
import { readOfacXml } from './formats/ofac-xml.ts';
import { readOpenSanctions } from './formats/opensanctions-csv.ts';
import { readUkCsv } from './formats/uk-csv.ts';
import { readUnXml } from './formats/un-xml.ts';

const readers = {
  ofac: ofac,
  un: readUnXml,
  eu: readEuXml,
  uk: readUkCsv,
  opensanctions: readOpenSanctions,
} satisfies Record<string, ListReader>;

/** Who publishes official lists that can be imported. */
export type ListSource = keyof typeof readers;
export const listSources = Object.keys(readers) as ListSource[];

export function readerFor(source: ListSource): ListReader {
  return readers[source];
}

/** OFAC publishes its list as XML and as CSV; the file tells which it is. */
async function* ofac(files: ListFiles): ReturnType<ListReader> {
  const file = await open(files.main).catch((error: NodeJS.ErrnoException) => {
    throw new ListError(
      'list_unreadable',
      `The list ${files.main} cannot be read (${error.code}).`,
    );
  });
  const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
  await file.close();
  const isXml = /^(?:\ufeff)?\s*</.test(buffer.toString('utf8', 0, bytesRead));
  yield* (isXml ? readOfacXml : readOfacCsv)(files);
}
