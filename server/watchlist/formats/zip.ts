import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { cutOff, ListError, type ListFiles } from './format.ts';

// A list of names grows some twenty times when it is unpacked; a file made to fill the disk or the
// memory, a thousand times.
const maxGrowth = 100;
const anySizeBelow = 100 * 1024 ** 2;
const maxEntries = 1000;

/**
 * The same files, with those inside a zip instead of the zip: the list itself, and OFAC's
 * aliases, addresses and comments beside it. They are read from there, nothing is unpacked.
 * @throws {ListError}
 */
export async function filesInZip(files: ListFiles): Promise<ListFiles> {
  if (!(await isZip(files.main))) return files;
  const entries = (await entriesOf(files.main)).filter(({ fileName }) => isList(fileName));
  const [alt, add, comments] = [/alt\.csv$/i, /add\.csv$/i, /comments\.csv$/i].map((pattern) =>
    entries.find(({ fileName }) => pattern.test(fileName)),
  );
  const [main, another] = entries.filter((entry) => ![alt, add, comments].includes(entry));
  if (!main || another) throw whichOne(files.main, entries);
  const at = (entry: Entry) => `${files.main}/${entry.fileName}`;
  const { onRead } = files;
  const share = main.compressedSize / Math.max(1, main.uncompressedSize);
  return {
    ...(alt && { alt: at(alt) }),
    ...(add && { add: at(add) }),
    ...(comments && { comments: at(comments) }),
    ...files,
    main: at(main),
    ...(onRead && { onRead: (bytes: number) => onRead(bytes * share) }),
  };
}

/** What a file inside a zip has in it. @param file `lists.zip/sdn.xml` @throws {ListError} */
export async function* zippedBytes(file: string): AsyncGenerator<Buffer> {
  let zip = path.dirname(file);
  while (!(await isFile(zip))) zip = path.dirname(zip);
  const opened = await openZip(zip);
  try {
    const entries = await readEntries(zip, opened);
    const entry = entries.find(({ fileName }) => `${zip}/${fileName}` === file);
    if (!entry) throw new ListError('list_unreadable', `${zip} has no such file: ${file}.`);
    if (isTooLarge(entry)) throw tooLarge(file);
    const stream = await promisify(opened.openReadStream.bind(opened, entry))();
    for await (const bytes of stream) yield bytes as Buffer;
  } catch (error) {
    throw error instanceof ListError ? error : cutOff(file, error as Error);
  } finally {
    opened.close();
  }
}

async function isZip(file: string): Promise<boolean> {
  const opened = await open(file).catch(() => null);
  // The reader of the file reports that it is missing.
  if (!opened) return false;
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PK\u0003\u0004';
  } catch {
    return false;
  } finally {
    await opened.close();
  }
}

async function isFile(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() ?? file === path.dirname(file);
}

function isList(name: string): boolean {
  return /\.(?:xml|csv|json|txt)$/i.test(name) && !/^__MACOSX\/|(?:^|\/)\./.test(name);
}

function isTooLarge({ compressedSize, uncompressedSize }: Entry): boolean {
  return uncompressedSize > anySizeBelow && uncompressedSize > compressedSize * maxGrowth;
}

async function entriesOf(zip: string): Promise<Entry[]> {
  const opened = await openZip(zip);
  try {
    return await readEntries(zip, opened);
  } finally {
    opened.close();
  }
}

async function openZip(zip: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(zip, { lazyEntries: true, autoClose: false }, (error, opened) => {
      if (error) reject(cutOff(zip, error));
      else resolve(opened);
    });
  });
}

async function readEntries(zip: string, opened: ZipFile): Promise<Entry[]> {
  if (opened.entryCount > maxEntries) throw tooLarge(zip);
  const entries: Entry[] = [];
  return new Promise((resolve, reject) => {
    opened.on('error', (error: Error) => reject(cutOff(zip, error)));
    opened.on('end', () => resolve(entries));
    opened.on('entry', (entry: Entry) => {
      entries.push(entry);
      opened.readEntry();
    });
    opened.readEntry();
  });
}

function tooLarge(file: string): ListError {
  return new ListError(
    'list_unreadable',
    `${file} would be very large when unpacked, as no list is. Look at where it is from; if it is right, unpack it and import what is in it. Nothing was changed.`,
  );
}

function whichOne(zip: string, entries: readonly Entry[]): ListError {
  const names = entries.slice(0, 10).map(({ fileName }) => fileName);
  const found = names.length === 0 ? 'no list (.xml, .csv, .json)' : `several: ${names.join(', ')}`;
  return new ListError(
    'list_of_another_format',
    `In ${zip} there is ${found}. Unpack it and import the one that you want. Nothing was changed.`,
  );
}
