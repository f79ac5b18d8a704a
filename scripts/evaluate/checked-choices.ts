import { Refusal } from '../cli/answer.ts';
import { engineNames } from '../../server/vision/models/manifest.ts';

interface Choices {
  engine: string;
  main: string;
  workers: number;
  draws?: number;
}

/** @throws {Refusal} naming the option that cannot be meant */
export function checkedChoices({ engine, main, workers, draws = 1 }: Choices): void {
  if (!engineNames.some((name) => name === engine)) {
    throw new Refusal('bad_option', `--engine is one of ${engineNames.join(', ')}.`);
  }
  if (main !== 'central' && main !== 'largest') {
    throw new Refusal('bad_option', '--main is central or largest.');
  }
  if (!isCount(workers) || !isCount(draws)) {
    throw new Refusal('bad_option', '--workers and --draws are whole numbers from 1.');
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 1000;
}
