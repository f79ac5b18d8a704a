import { SingleBar } from 'cli-progress';
import { Option, type Command } from 'commander';
import type { Config } from '../../server/config/config.ts';
import { createLogger } from '../../server/ops/logging.ts';
import type { Person } from '../../server/people/person.ts';
import type { Store } from '../../server/store/store.ts';
import { openTemplateCipher } from '../../server/store/template-keys/open-cipher.ts';
import { createVision } from '../../server/vision/create-vision.ts';
import type { ModelInfo } from '../../server/vision/vision.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { answer, createProgram, type OutputOptions } from '../cli/run.ts';
import { withInstallation } from '../cli/with-installation.ts';
import { forgetPair, listInForce } from './in-force.ts';
import { reportOf } from './report.ts';
import { tune, type Tuning } from './tuning.ts';

interface Options extends OutputOptions {
  apply?: boolean;
  list?: boolean;
  forget?: string[];
}

const help = `
Looks at the scores of this installation's sign-ins and compares everybody
enrolled with everybody else, by their templates; no picture is needed. Says how
far that shows that the threshold fits this lobby, and who looks alike to the
model. Nothing is changed without --apply, which only ever makes approval of
somebody stricter, and --forget, which takes that back for two people (by id,
e-mail, employee id or exact name). A running service heeds either at once.

Names are printed: mind who reads along.

Examples:
  npm run tune
  npm run tune -- --apply
  npm run tune -- --list
  npm run tune -- --forget ada@example.com eve@example.com
  npm run --silent tune -- --json

Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

/** `tune` */
export function tuneProgram(): Command {
  return createProgram('tune')
    .description("Judge the threshold by this installation's own numbers.")
    .option('--apply', 'give people who look alike a stricter threshold of their own')
    .addOption(
      new Option('--list', 'show who has a stricter threshold of their own').conflicts('apply'),
    )
    .addOption(
      new Option(
        '--forget <people...>',
        'take back the stricter threshold of two people',
      ).conflicts(['apply', 'list']),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) => answer(options, () => tuned(options)));
}

async function tuned({ apply, list, forget }: Options): Promise<Answer> {
  return withInstallation(({ store, config }) => {
    const { model } = createVision(config, createLogger('silent'));
    if (list) return listInForce(store.db, model);
    if (forget) return forgetPair(store.db, model, twoOf(forget));
    return tunedIn(store, config, model, apply === true);
  });
}

/** @throws {Refusal} */
function twoOf([one, other, ...more]: readonly string[]): [string, string] {
  if (one !== undefined && other !== undefined && more.length === 0) return [one, other];
  throw new Refusal('not_two_people', '--forget takes two people. Nothing was changed.');
}

async function tunedIn(
  { db }: Store,
  config: Config,
  model: ModelInfo,
  apply: boolean,
): Promise<Answer> {
  // Draws nothing where standard error is not a terminal.
  const bar = new SingleBar({
    format: '{bar} {value} of {total} people, {eta_formatted} to go',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  });
  try {
    const cipher = await openTemplateCipher(db, config.templateKeyFile, commandActor());
    const onPeople = (count: number) => bar.start(count, 0);
    const onPerson = () => bar.increment();
    const tuning = await tune({ db, cipher, model }, { apply, onPeople, onPerson });
    bar.stop();
    return { ok: true, text: reportOf(tuning), json: jsonOf(tuning) };
  } finally {
    bar.stop();
  }
}

function jsonOf({ model, everybody, signIns, verdict, pairs, applied }: Tuning) {
  const { people, spread, matches } = everybody;
  const known = ({ id, name, email, employeeId }: Person) => ({ id, name, email, employeeId });
  return {
    model: { id: model.id, threshold: model.threshold },
    signIns,
    enrolled: { people, comparisons: spread, matches },
    verdict,
    lookalikes: pairs.map(({ a, b, likeness, threshold, inForce }) => {
      return { a: known(a), b: known(b), likeness, threshold, inForce };
    }),
    applied,
  };
}
