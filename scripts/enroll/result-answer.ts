import type { EnrolmentResult } from '../../server/people/enrolment.ts';
import type { Db } from '../../server/store/schema.ts';
import { findPerson } from '../../server/store/tables/people.ts';
import { templatesOfPerson } from '../../server/store/tables/templates.ts';
import { printable } from '../../server/platform/printable.ts';
import type { Answer } from '../cli/answer.ts';
import { wrapped } from '../cli/text.ts';
import { knownBy, personJson, photoCount } from './person-text.ts';
import type { PersonOptions } from './person-options.ts';
import { refusalLines, warningLines } from './result-text.ts';

/** What came of an enrolment, in words and as JSON. @param modelId of the recogniser in use */
export async function answerFor(
  { db, modelId }: { db: Db; modelId: string },
  options: PersonOptions,
  result: EnrolmentResult,
): Promise<Answer> {
  if (result.state === 'refused') {
    const remedy = (id: string) => `To add photos or change details, use: --update ${id}`;
    return {
      ok: false,
      text: [nothingStored(options), ...refusalLines(result, remedy)].join('\n'),
      json: { ...result },
    };
  }
  const person = await findPerson(db, result.personId);
  if (!person) throw new Error('A person just stored is not there.');
  const templates = (await templatesOfPerson(db, person.id)).filter(
    ({ model }) => model === modelId,
  ).length;
  const who = printable`${person.name} (${knownBy(person)})`;
  const sentence = {
    enrolled: `Enrolled ${who} from ${photoCount(result.added)}.`,
    updated: `Updated ${who}: ${photoCount(result.added)} added, ${templates} in all.`,
    unchanged: `${who} is as before: there was nothing new.`,
  }[result.state];
  const { state, added, photos, warnings } = result;
  return {
    ok: true,
    text: [wrapped(sentence), `  Id ${person.id}`, ...(await warningLines(db, result))].join('\n'),
    json: { state, person: personJson(person, templates), added, photos, warnings },
  };
}

/** The first line of a refusal. */
export function nothingStored({ update, name }: PersonOptions): string {
  const who = update ?? name?.trim();
  const what = update === undefined ? 'enrolled' : 'changed';
  return wrapped(
    `${who ? printable`"${who}"` : 'Nobody'} was ${who ? 'not ' : ''}${what}; nothing was stored.`,
  );
}
