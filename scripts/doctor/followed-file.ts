import type { FileState } from '../../server/followed/file-state.ts';
import type { Remark } from '../../server/followed/yaml-source.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

interface Words {
  code: string;
  about: string;
  /** The command that names every mistake. */
  check: string;
  withoutFile: Finding;
}

/** Is a file in order, and the one that the service follows? */
export function examineFollowed(
  { mistakes, warnings, sha256, isInForce }: Omit<FileState<unknown>, 'value' | 'file'>,
  { code, about, check, withoutFile }: Words,
): Finding[] {
  if (mistakes.length > 0) {
    const todo = `Correct it: ${check}. A running service keeps what it followed before, and none starts with this.`;
    return mistakes.map((mistake) => failing(code, about, inWords(mistake), todo));
  }
  const remarks = warnings.map((remark) =>
    warning(`${code}_remark`, about, inWords(remark), `${check} tells more.`),
  );
  if (isInForce) return [...remarks, sha256 === null ? withoutFile : ok(code, about, inOrder)];
  if (sha256 === null) {
    const todo = 'Put it back. The service keeps to what it said until its next start.';
    return [...remarks, warning(code, about, 'The file is gone that is followed.', todo)];
  }
  const todo = 'Start the service, or look into its log for why it was not taken up.';
  return [...remarks, warning(code, about, 'The file is not followed yet.', todo)];
}

const inOrder = 'It is in order.';

function inWords({ line, text }: Remark): string {
  return line > 0 ? `Line ${line}: ${text}` : text;
}
