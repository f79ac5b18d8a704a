import { Option, type Command } from 'commander';
import type { EnrolmentResult } from '#server/people/photos.ts';
import { warningSentence } from '#server/people/enrolment-warnings.ts';
import { printable } from '#base/text';
import {
  type Mistake,
  noDetails,
  type PersonDetails,
  type PersonField,
  personFieldNames,
  personFields,
} from '#server/people/person-details.ts';
import { identifiersText } from '#server/people/person.ts';
import type { Db } from '#server/store/schema.ts';
import { findPerson } from '#server/store/tables/people.ts';
import { templatesOfPerson } from '#server/store/tables/templates.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { personJson } from '../../terminal/person.ts';
import { photoLines } from '../../terminal/photos.ts';
import { collectValues } from '../../terminal/program.ts';
import {
  countText,
  wrapText,
  alarming,
  cautious,
  withMark,
  asLastDay,
} from '../../terminal/text.ts';

/** The result of an enrolment, in words and as JSON. @param modelId of the recogniser in use */
export async function answerFor(
  { db, modelId }: { db: Db; modelId: string },
  options: PersonOptions,
  result: EnrolmentResult,
): Promise<CommandResult> {
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
  const who = printable`${person.name} (${identifiersText(person)})`;
  const sentence = {
    enrolled: `Enrolled ${who} from ${countText(result.added, 'photo')}.`,
    updated: `Updated ${who}: ${countText(result.added, 'photo')} added, ${templates} in all.`,
    unchanged: `${who} is as before: there was nothing new.`,
  }[result.state];
  const { state, added, photos, warnings } = result;
  return {
    ok: true,
    text: [wrapText(sentence), `  Id ${person.id}`, ...(await warningLines(db, result))].join('\n'),
    json: { state, person: personJson(person, templates), added, photos, warnings },
  };
}

/** The first line of a refusal. */
function nothingStored({ update, name }: PersonOptions): string {
  const who = update ?? name?.trim();
  const what = update === undefined ? 'enrolled' : 'changed';
  return wrapText(
    `${who ? printable`"${who}"` : 'Nobody'} was ${who ? 'not ' : ''}${what}; nothing was stored.`,
  );
}

/** Why an enrolment was refused, at least one line per reason. @param remedy for a detail that another person has */
export function refusalLines(
  { mistakes, photos }: Extract<EnrolmentResult, { state: 'refused' }>,
  remedy: (personId: string) => string,
): string[] {
  return [
    ...mistakes.map(({ code, explanation, personId }: Mistake) => {
      const advice = code === 'looks_like_enrolled' ? remedyForLikeness : remedy;
      const text = personId === undefined ? explanation : `${explanation} ${advice(personId)}`;
      return withMark(alarming('✗'), text);
    }),
    ...photoLines(photos),
  ];
}

function remedyForLikeness(personId: string): string {
  return `If they are one person, add to that record with "--update ${personId}"; if they only look alike, give "--twin-of ${personId}". A list has the column twin_of.`;
}

/** Warnings about an enrolment for the operator. */
export async function warningLines(
  db: Db,
  { warnings, photos }: Exclude<EnrolmentResult, { state: 'refused' }>,
): Promise<string[]> {
  const texts = await Promise.all(warnings.map((warning) => warningSentence(db, warning)));
  return [...photoLines(photos), ...texts.map((text) => withMark(cautious('!'), text))];
}

/** Options for the person to enrol, from whatever source the face is; `givenDetails` reads the other fields. */
export interface PersonOptions {
  name?: string;
  update?: string;
  twinOf?: string[];
  documentChecked?: boolean;
}

export function withPersonOptions<Given extends Command>(command: Given): Given {
  for (const name of personFieldNames) command.addOption(optionFor(personFields[name]));
  return command
    .option('--update <person>', 'add to this person: id, e-mail, employee id or exact name')
    .option('--twin-of <person>', 'looks like this person, but is another', collectValues)
    .option('--document-checked', documentCheckedHelp);
}

export const documentCheckedHelp =
  'with --update: you have looked at their document, so photos may start a record that no face can be compared with any more';

function optionFor({ kind, choices, option, help }: PersonField): Option {
  const made = new Option(option, help);
  if (choices) made.choices(choices);
  return kind === 'day' ? made.argParser(asLastDay) : made;
}

/** Details of a new person; an option that was not given is missing. */
export function newDetails(options: PersonOptions): PersonDetails {
  return { ...noDetails, ...givenDetails(options) };
}

/** Changed details of an enrolled person. */
export function givenDetails(options: PersonOptions): Partial<PersonDetails> {
  const values = new Map(Object.entries(options));
  return Object.fromEntries(
    personFieldNames
      .map((name) => [name, values.get(optionFor(personFields[name]).attributeName())] as const)
      .filter(([, value]) => value !== undefined),
  );
}
