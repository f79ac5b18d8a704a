import { printable } from '../../server/platform/printable.ts';

/** Why a file or folder cannot be had, by the code of the system's error. */
const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it is there already',
  not_a_file: 'it is a folder, a device or a pipe',
  EACCES: 'it may not be used by this account',
  EPERM: 'it may not be used by this account',
  EROFS: 'its disk may only be read',
  ENOSPC: 'the disk is full',
};

/** The reason in words, or the code where it is a rare one. */
export function reasonOf(code: string | undefined): string {
  return reasons[code ?? ''] ?? code ?? 'for a reason that is not known';
}

/** What was wrong with a file that a command was given; null when the error tells of no file. */
export function fileFault(error: unknown): string | null {
  const { code, path } = error as NodeJS.ErrnoException;
  if (path === undefined || code === undefined || !Object.hasOwn(reasons, code)) return null;
  return printable`${path} cannot be read or written: ${reasonOf(code)}.`;
}
