import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Details } from '../../server/people/details.ts';
import { waysOfConsent, type WayOfConsent } from '../../server/store/tables/consents.ts';
import type { OutputOptions } from '../cli/run.ts';
import { endOfDay } from './expiry.ts';

/** Who is to be enrolled, whatever the face is taken from. */
export interface PersonOptions extends OutputOptions {
  name?: string;
  email?: string;
  employeeId?: string;
  consent?: string;
  consentGiven?: WayOfConsent;
  expires?: Date;
  update?: string;
  samePersonAs?: string[];
  twinOf?: string[];
}

export function withPersonOptions(command: Command): Command {
  return command
    .option('--name <name>', 'full name, as the person types it on the iPad')
    .option('--email <address>', 'e-mail address')
    .option('--employee-id <id>', "Envoy's id of the employee, for employees who sign in")
    .option('--consent <text>', 'how and when the person agreed; nobody is enrolled without')
    .addOption(
      new Option(
        '--consent-given <way>',
        'the way of it: at the desk, on paper, on a screen',
      ).choices(waysOfConsent),
    )
    .option('--expires <date>', 'last day of the enrolment, for example 2027-11-24', asDate)
    .option('--update <person>', 'add to this person: id, e-mail, employee id or exact name')
    .option('--same-person-as <person>', 'a further enrolment of this person', collected)
    .option('--twin-of <person>', 'looks like this person, but is another', collected)
    .option('--json', 'print JSON');
}

/** Of somebody new; what is not given is missing. */
export function newDetails(options: PersonOptions): Details {
  const nothing = { name: '', email: null, employeeId: null, consent: '', expiresAt: null };
  return { ...nothing, ...givenDetails(options) };
}

/** Of somebody enrolled: what is to be replaced. */
export function givenDetails(options: PersonOptions): Partial<Details> {
  const { name, email, employeeId, consent, consentGiven, expires: expiresAt } = options;
  const given = Object.entries({ name, email, employeeId, consent, consentGiven, expiresAt });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function collected(person: string, before: string[] = []): string[] {
  return [...before, person];
}

function asDate(text: string): Date {
  const date = endOfDay(text);
  if (!date) throw new InvalidArgumentError('Give a day as 2027-11-24.');
  return date;
}
