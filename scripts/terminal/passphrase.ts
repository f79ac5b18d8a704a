import { isCancel, password } from '@clack/prompts';
import { readEnvironment } from '#server/config/environment.ts';
import { readSecret } from '#server/config/secrets.ts';
import { RefusalError } from './answer.ts';
import { secretInFile } from './given-file.ts';

const leastCharacters = 12;

export const passphraseHelp = `At a terminal, the command asks for the passphrase. Otherwise it reads the file
of --passphrase-file (- is standard input), or BACKUP_PASSPHRASE from the
environment or the secrets.`;

/**
 * Reads the passphrase from the file, the secret of its name, or the terminal. Null when none has it.
 * @param isNew the passphrase is new: it must be long enough, and the terminal asks twice
 * @throws {RefusalError}
 */
export async function passphraseFrom(
  file: string | undefined,
  { isNew, mayAsk }: { isNew: boolean; mayAsk: boolean },
): Promise<string | null> {
  const given =
    file === undefined ? readSecret(readEnvironment(), 'BACKUP_PASSPHRASE') : secretInFile(file);
  const isAsked = given === null && mayAsk && process.stdin.isTTY && process.stdout.isTTY;
  const passphrase = isAsked ? await ask('The passphrase of the backup') : given;
  if (passphrase === null || !isNew) return passphrase;
  if (passphrase.length < leastCharacters) {
    throw new RefusalError(
      'passphrase_short',
      `The passphrase has fewer than ${leastCharacters} characters: a person who finds the backup can try as many as they like. Nothing was done.`,
    );
  }
  if (isAsked && (await ask('Once more')) !== passphrase) {
    throw new RefusalError(
      'passphrase_differs',
      'The passphrases do not match. Nothing was changed.',
    );
  }
  return passphrase;
}

async function ask(message: string): Promise<string> {
  const answer = await password({ message });
  if (isCancel(answer)) throw new RefusalError('not_confirmed', 'Nothing was done.');
  return answer;
}
