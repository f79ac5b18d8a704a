import { ListError } from '../list-error.ts';

export function anotherFormat(file: string, expected: string): ListError {
  return new ListError(
    'list_of_another_format',
    `${file} is not such a list: "${expected}" was expected at its beginning. Look at --source. Nothing was changed.`,
  );
}

export function cutOff(file: string, cause?: Error | null): ListError {
  return new ListError(
    'list_cut_off',
    `${file} is damaged or cut off. Fetch it again; nothing was changed.`,
    { cause },
  );
}
