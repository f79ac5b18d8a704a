import { assertFilesAnswer } from './answering-files.ts';
import { dotEnvFile, readEnvironment } from './environment.ts';
import { envoySecretFiles, usableEnvoySecrets } from './secrets.ts';

// What the listener for Envoy needs before it opens its port. Everything else is read later.

/** How long the port waits for a file that does not answer. */
const openingMs = 500;

/** Without the `.env` file while that cannot be read. */
export async function environmentBeforeOpening(): Promise<NodeJS.ProcessEnv> {
  try {
    await assertFilesAnswer([dotEnvFile], openingMs);
    return readEnvironment();
  } catch {
    return process.env;
  }
}

/** None while a file of a secret does not answer: then everybody is held. */
export async function secretsBeforeOpening(env: NodeJS.ProcessEnv): Promise<string[]> {
  try {
    await assertFilesAnswer(envoySecretFiles(env), openingMs);
    return usableEnvoySecrets(env);
  } catch {
    return [];
  }
}
