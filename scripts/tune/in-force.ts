import Table from 'cli-table3';
import { recordEvent } from '../../server/audit/record.ts';
import type { Db } from '../../server/store/schema.ts';
import { deleteLookalikes, lookalikesOf } from '../../server/store/tables/lookalikes.ts';
import { findPerson } from '../../server/store/tables/people.ts';
import type { ModelInfo } from '../../server/vision/vision.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { wrapped } from '../cli/text.ts';
import { onePerson } from '../enroll/one-person.ts';
import { knownBy } from '../enroll/person-text.ts';

/** The pairs that have a stricter threshold of their own, however they came by it. */
export async function listInForce(db: Db, model: ModelInfo): Promise<Answer> {
  const pairs = [];
  for (const { personA, personB, threshold } of await lookalikesOf(db, model.id)) {
    const [a, b] = [await findPerson(db, personA), await findPerson(db, personB)];
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
  const table = new Table({
    head: ['These two', '', 'Needed'],
    // With the borders, 80 columns.
    colWidths: [34, 34, 8],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const { a, b, threshold } of pairs) {
    const [one, other] = [a, b].map((person) => `${person.name} (${knownBy(person)})`);
    table.push([one, other, threshold.toFixed(2)]);
  }
  const usual = wrapped(
    `Everybody else needs ${model.threshold}. To take one back: npm run tune -- --forget ONE OTHER`,
  );
  return { ok: true, text: `${table.toString()}\n${usual}`, json };
}

/**
 * Takes back the stricter threshold of two people; a running service heeds it at once.
 * @throws {Refusal} when they have none
 */
export async function forgetPair(
  db: Db,
  model: ModelInfo,
  [one, other]: readonly [string, string],
): Promise<Answer> {
  const [a, b] = [await onePerson(db, one), await onePerson(db, other)];
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
    throw new Refusal(
      'no_such_pair',
      `${a.name} and ${b.name} have no stricter threshold. "npm run tune -- --list" shows who has; nothing was changed.`,
    );
  }
  const text = `${a.name} and ${b.name} need no more than everybody else now, unless they look like somebody else too. "--apply" would give it to them again.`;
  return { ok: true, text: wrapped(text), json: { forgotten: [a.id, b.id] } };
}
