import { createReadStream } from 'node:fs';
import { expectOrdinaryFile } from '#base/files';
import { cutOff, ListError } from './format.ts';

/**
 * Yields a file's text, piece by piece: UTF-8, UTF-16 with a byte order mark, or otherwise Windows-1252.
 * @throws {ListError} `list_unreadable`
 */
export async function* readText(
  file: string,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(file));
  for await (const bytes of bytesOf(file)) {
    const text = decoder.decode(bytes, { stream: true });
    if (text.includes('\0')) throw cutOff(file);
    yield text;
    onRead(bytes.length);
  }
  yield decoder.decode();
}

/** Returns the first characters of a file, which show its format. @throws {ListError} `list_unreadable` */
export async function headOf(file: string, bytes = 64 * 1024): Promise<string> {
  let head = Buffer.alloc(0);
  for await (const piece of bytesOf(file)) {
    head = Buffer.concat([head, piece]);
    if (head.length >= bytes) break;
  }
  return new TextDecoder(markedEncoding(head) ?? 'utf-8').decode(head);
}

function markedEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

async function encodingOf(
  file: string,
): Promise<'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  try {
    for await (const bytes of bytesOf(file)) {
      const marked = isFirst ? markedEncoding(bytes) : null;
      if (marked) return marked;
      isFirst = false;
      strict.decode(bytes, { stream: true });
    }
    strict.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof ListError) throw error;
    return 'windows-1252';
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  not_a_file: 'it is a folder, a device or a pipe',
};

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    expectOrdinaryFile(file);
    for await (const bytes of createReadStream(file)) yield bytes as Buffer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = reasons[code ?? ''] ?? code;
    throw new ListError('list_unreadable', `The list ${file} cannot be read: ${why}.`, {
      cause: error,
    });
  }
}
