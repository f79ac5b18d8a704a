import { createReadStream } from 'node:fs';
import { ListError } from '../list-error.ts';

/**
 * A file's text, a piece at a time: UTF-8, or Windows-1252 where it is not that.
 * @throws {ListError} `list_unreadable`
 */
export async function* textOf(
  file: string,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(file));
  for await (const bytes of bytesOf(file)) {
    yield decoder.decode(bytes, { stream: true });
    onRead(bytes.length);
  }
  yield decoder.decode();
}

async function encodingOf(file: string): Promise<'utf-8' | 'windows-1252'> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of bytesOf(file)) strict.decode(bytes, { stream: true });
    strict.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof ListError) throw error;
    return 'windows-1252';
  }
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of createReadStream(file)) yield bytes as Buffer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }[code ?? ''] ?? code;
    throw new ListError('list_unreadable', `The list ${file} cannot be read: ${why}.`, {
      cause: error,
    });
  }
}
