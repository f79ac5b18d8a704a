import { loadConfig, type Config } from '../../server/config/config.ts';
import { readEnvironment } from '../../server/config/environment.ts';
import { sentenceForOperator } from '../../server/ops/for-operator.ts';
import type { Db } from '../../server/store/schema.ts';
import { openStore } from '../../server/store/store.ts';
import { CommandError } from './command-error.ts';

/** What a command answers: `text` for people, `json` for scripts. */
export interface Answer {
  text: string;
  json: unknown;
}

/** Runs a command on the installation's database and prints its answer, or why there is none. */
export async function withStore(
  options: { json?: boolean },
  command: (db: Db, config: Config) => Promise<Answer>,
): Promise<void> {
  try {
    const config = loadConfig(readEnvironment());
    const store = await openStore({ databaseFile: config.databaseFile });
    try {
      const { text, json } = await command(store.db, config);
      process.stdout.write((options.json ? JSON.stringify(json, null, 2) : text) + '\n');
    } finally {
      await store.close();
    }
  } catch (error) {
    const message = error instanceof CommandError ? error.message : sentenceForOperator(error);
    if (message === null) throw error;
    const { code = 'failed' } = error as { code?: string };
    if (options.json) process.stdout.write(JSON.stringify({ error: code, message }) + '\n');
    else process.stderr.write(message + '\n');
    process.exitCode = 1;
  }
}
