import { Option, type Command } from 'commander';
import { recordEvent } from '#server/audit/record.ts';
import type { Config } from '#server/config/config.ts';
import { createLogger } from '#server/ops/logging.ts';
import { identifiersText } from '#server/people/person.ts';
import type { Db } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';
import { deleteLookalikes, lookalikesOf } from '#server/people/gallery-rows.ts';
import { findPerson, type PersonRow } from '#server/store/tables/people.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import type { ModelInfo } from '#face';
import { RefusalError, type CommandResult } from '../terminal/answer.ts';
import { resolvePerson } from '../terminal/person.ts';
import { createProgram } from '../terminal/program.ts';
import { table } from '../terminal/table.ts';
import { wrapText } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation } from '../terminal/with-installation.ts';
import { lookalikesReport } from './lookalikes/report.ts';
import { findLookalikes, type FoundLookalikes } from '#server/installation/lookalikes.ts';
import { vestibule } from '#server/platform/operator-error.ts';
import { progressBar } from '../terminal/progress-bar.ts';

interface Options {
  apply?: boolean;
  list?: boolean;
  forget?: string[];
}

const help = `
Compares everybody enrolled with everybody else, by their templates, and says
who looks alike to the model; no picture is needed. Nothing is changed without
--apply, which only ever makes approval of somebody stricter, and --forget,
which takes that back for two people (by id, e-mail, employee id or exact
name). A running service heeds either at once.

Names are printed: mind who reads along.

Examples:
  vestibule lookalikes
  vestibule lookalikes --apply
  vestibule lookalikes --list
  vestibule lookalikes --forget ada@example.com eve@example.com
  vestibule lookalikes --json

Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

/** `lookalikes` */
export function command(): Command {
  return createProgram('lookalikes')
    .description('Find people who look alike, and give them a stricter threshold.')
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
    .addHelpText('after', help)
    .answers(compare);
}

async function compare({ apply, list, forget }: Options): Promise<CommandResult> {
  return withInstallation(async ({ store, config }) => {
    const { model } = await createVision(config, createLogger('silent'), store.db);
    if (list) return listInForce(store.db, model);
    if (forget) return forgetPair(store.db, model, twoOf(forget));
    return compareIn(store, config, model, apply === true);
  });
}

/** @throws {RefusalError} */
function twoOf([one, other, ...more]: readonly string[]): [string, string] {
  if (one !== undefined && other !== undefined && more.length === 0) return [one, other];
  throw new RefusalError('not_two_people', '--forget takes two people. Nothing was changed.');
}

async function compareIn(
  { db }: Store,
  config: Config,
  model: ModelInfo,
  apply: boolean,
): Promise<CommandResult> {
  const bar = progressBar('{value} of {total} people');
  try {
    const cipher = await openTemplateCipher(db, config.templateKeyFile, commandActor());
    const onPeople = (count: number) => bar.start(count, 0);
    const onPerson = () => bar.increment();
    const found = await findLookalikes({ db, cipher, model }, { apply, onPeople, onPerson });
    bar.stop();
    return { ok: true, text: lookalikesReport(found), json: jsonOf(found) };
  } finally {
    bar.stop();
  }
}

function jsonOf({ model, everybody, pairs, applied }: FoundLookalikes) {
  const personInJson = ({ id, name, email, employeeId }: PersonRow) => ({
    id,
    name,
    email,
    employeeId,
  });
  return {
    model: { id: model.id, threshold: model.threshold },
    enrolled: {
      people: everybody.people,
      comparisons: everybody.comparisons,
      matches: everybody.matches,
    },
    lookalikes: pairs.map(({ a, b, likeness, threshold, inForce }) => {
      return { a: personInJson(a), b: personInJson(b), likeness, threshold, inForce };
    }),
    applied,
  };
}

/** Lists the pairs with a stricter threshold, whatever its origin. */
export async function listInForce(db: Db, model: ModelInfo): Promise<CommandResult> {
  const pairs = [];
  for (const { personA, personB, threshold } of await lookalikesOf(db, model.id)) {
    const a = await findPerson(db, personA);
    const b = await findPerson(db, personB);
    if (a && b) pairs.push({ a, b, threshold });
  }
  const json = {
    model: { id: model.id, threshold: model.threshold },
    inForce: pairs.map(({ a, b, threshold }) => {
      return { a: { id: a.id, name: a.name }, b: { id: b.id, name: b.name }, threshold };
    }),
  };
  if (pairs.length === 0) {
    return { ok: true, text: 'Nobody has a stricter threshold of their own.', json };
  }
  const rows = pairs.map(({ a, b, threshold }) => {
    const [one = '', other = ''] = [a, b].map(
      (person) => `${person.name} (${identifiersText(person)})`,
    );
    return [one, other, threshold.toFixed(2)];
  });
  const found = table({ 'These two': 34, '': 34, Needed: 8 }, rows);
  const usual = wrapText(
    `Everybody else needs ${model.threshold}. To take one back: ${vestibule} lookalikes --forget ONE OTHER`,
  );
  return { ok: true, text: `${found}\n${usual}`, json };
}

/**
 * Removes the stricter threshold of two people; a running service applies that at once.
 * @throws {RefusalError} when they have none
 */
export async function forgetPair(
  db: Db,
  model: ModelInfo,
  [one, other]: readonly [string, string],
): Promise<CommandResult> {
  const a = await resolvePerson(db, one);
  const b = await resolvePerson(db, other);
  const wasThere = await db.transaction().execute(async (transaction) => {
    if (!(await deleteLookalikes(transaction, a.id, b.id, model.id))) return false;
    await recordEvent(transaction, {
      action: 'lookalikes_forgotten',
      actor: commandActor(),
      details: { people: [a.id, b.id] },
    });
    return true;
  });
  if (!wasThere) {
    throw new RefusalError(
      'no_such_pair',
      `${a.name} and ${b.name} have no stricter threshold. "${vestibule} lookalikes --list" shows who has; nothing was changed.`,
    );
  }
  const text = `${a.name} and ${b.name} need no more than everybody else now, unless they look like somebody else too. "--apply" would give it to them again.`;
  return { ok: true, text: wrapText(text), json: { forgotten: [a.id, b.id] } };
}
