import { oneLine, printable } from '#base/text';
import type { Install } from '../held-sign-in.ts';
import type { FakeEnvoy } from './fake-envoy.ts';
import { apiRoutes, type ApiRoute, type InjectedFault } from './answers.ts';
import type { HeldCall, SetUp } from './hook-calls.ts';

/** The result of a typed line. */
export interface FollowedSignIns {
  /** `wanted`: let in, saved, done. `not_wanted`: held or refused. `no_answer`: Envoy lets the visitor in. */
  result: 'wanted' | 'not_wanted' | 'no_answer';
  /** Lines for people. */
  lines: string[];
  /** Data for scripts. */
  json: Record<string, unknown>;
}

export const commandsHelp = `  setup [KEY=VALUE ...]     send the setup step's form, here contact and
                            location_code; without any, its first call
  sign-in "NAME" [email=] [device=] [job=] [employee=]
                            hold a visitor as the iPad would
  sign-out "NAME"           tell that somebody has left
  uninstall                 take the app off the location
  fault ROUTE FAULT [N]     the next N calls meet it (1 unless told, "always");
                            ROUTE: token, purpose, jobs
                            FAULT: slow:5, silence, closed, wrong-json, no-data,
                            429, 429:60 (with Retry-After), 500
  mend ROUTE                no more faults there
  revoke                    no token given out so far is good any more
  help, quit`;

/** Executes a typed line. @throws {LineError} for an unknown command */
export async function followSignIns(
  envoy: FakeEnvoy,
  install: Install,
  line: string,
): Promise<FollowedSignIns> {
  const { words, values } = readLine(line);
  const [name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    throw new LineError(printable`"${name}" is nothing that can be done here. Type help.`);
  }
  return command({ envoy, install, rest, values });
}

interface Typed {
  envoy: FakeEnvoy;
  install: Install;
  /** The words after the command's name. */
  rest: string[];
  values: Record<string, string>;
}

const commands: Readonly<
  Record<string, (typed: Typed) => Promise<FollowedSignIns> | FollowedSignIns>
> = {
  setup: async ({ envoy, install, values }) =>
    ofSetUp(await envoy.setUp(install, Object.keys(values).length > 0 ? values : undefined)),
  'sign-in': async ({ envoy, install, rest, values }) =>
    ofHeld(await envoy.hold({ ...install, ...visitorOf(rest[0], values) })),
  'sign-out': async ({ envoy, install, rest, values }) =>
    ofTold('sign-out', await envoy.signOut({ ...install, ...visitorOf(rest[0], values) })),
  uninstall: async ({ envoy, install }) => ofTold('uninstall', await envoy.uninstall(install)),
  fault({ envoy, rest: [route = '', fault = '', times = '1'] }) {
    envoy.faults.add(readRoute(route), readFault(fault), readTimes(times));
    return describeDone(`The next calls of "${route}" meet ${fault}.`);
  },
  mend({ envoy, rest: [route = ''] }) {
    envoy.faults.mend(readRoute(route));
    return describeDone(`"${route}" works again.`);
  },
  revoke({ envoy }) {
    envoy.tokens.revokeAll();
    return describeDone('No token is good any more.');
  },
};

function visitorOf(name: string | undefined, values: Record<string, string>) {
  const { email, device, job, employee } = values;
  return {
    name: name ?? 'Ada Example',
    email,
    deviceId: device,
    jobId: job,
    employeeId: employee,
  };
}

function describe(
  result: FollowedSignIns['result'],
  json: FollowedSignIns['json'],
  ...lines: string[]
): FollowedSignIns {
  return { result, lines, json };
}

function ofSetUp(setUp: SetUp): FollowedSignIns {
  const json = { command: 'setup', ...setUp };
  switch (setUp.outcome) {
    case 'saved':
      return describe('wanted', json, 'Saved. The config is now:', JSON.stringify(setUp.config));
    case 'refused': {
      const refused = `Refused (${setUp.answer.status}). The installer reads:`;
      return describe('not_wanted', json, refused, oneLine(setUp.message));
    }
    case 'no_answer':
      return describe('no_answer', json, `No answer: ${setUp.why}. The step does not advance.`);
  }
}

function ofHeld(held: HeldCall): FollowedSignIns {
  const json = { command: 'sign-in', ...held };
  switch (held.outcome) {
    case 'let_in':
      return describe('wanted', json, `LET IN after ${seconds(held.answer)}.`);
    case 'review':
      return describe(
        'not_wanted',
        json,
        `HELD for the front desk after ${seconds(held.answer)}. They read:`,
        oneLine(held.message ?? '(no message)'),
        ...attachmentsIn(held.answer.body),
      );
    case 'failed_open':
      return describe(
        'no_answer',
        json,
        `!!! FAILED OPEN: ${held.why}. !!!`,
        'Envoy lets this visitor in UNCHECKED, as if nothing had been asked.',
      );
    case 'undocumented': {
      const { status } = held.answer;
      return describe(
        'no_answer',
        json,
        `!!! ${status} is neither 200 nor 412: what Envoy does is not documented. !!!`,
        ...(status === 401 ? ['401 is a wrong signature: is the secret the same?'] : []),
      );
    }
  }
}

function ofTold(
  command: string,
  answer: { status: number; body: string } | { why: string },
): FollowedSignIns {
  if ('why' in answer) {
    return describe(
      'no_answer',
      { command, outcome: 'no_answer', ...answer },
      `No answer: ${answer.why}.`,
    );
  }
  const answered = printable`Answered ${answer.status}: ${answer.body}`;
  return answer.status >= 200 && answer.status < 300
    ? describe('wanted', { command, outcome: 'heard', answer }, answered)
    : describe('not_wanted', { command, outcome: 'refused', answer }, answered);
}

function describeDone(sentence: string): FollowedSignIns {
  return describe('wanted', { done: sentence }, sentence);
}

function seconds({ milliseconds }: { milliseconds: number }): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function attachmentsIn(body: string): string[] {
  const { attachments = [] } = JSON.parse(body) as {
    attachments?: { label: string; value: unknown }[];
  };
  return attachments.map(
    ({ label, value }) =>
      printable`- ${label}: ${typeof value === 'string' ? value : 'as JSON, see --json'}`,
  );
}

/** A typed line: its words, with quoted ones kept together, and its `key=value` pairs. */
interface TypedLine {
  words: string[];
  values: Record<string, string>;
}

/** Why a line cannot be executed, in a sentence. */
export class LineError extends Error {}

/** `sign-in "Ada Example" email=ada@example.com` */
function readLine(line: string): TypedLine {
  const parts = [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([part]) => part);
  const words: string[] = [];
  const values: Record<string, string> = {};
  for (const part of parts) {
    const pair = /^([\w-]+)=(.*)$/s.exec(part);
    if (pair?.[1]) values[pair[1]] = removeQuotes(pair[2] ?? '');
    else words.push(removeQuotes(part));
  }
  return { words, values };
}

/** `slow`, `silence`, `429`, `429:120` (with `Retry-After`), `500`, `wrong-json`, `no-data`, `closed`. */
function readFault(text: string): InjectedFault {
  const [kind = '', more] = text.split(':');
  if (/^[45]\d\d$/.test(kind)) {
    const status = { kind: 'status' as const, status: Number(kind) };
    return more === undefined ? status : { ...status, retryAfter: more };
  }
  if (kind === 'slow' && isNumber(more ?? '5')) {
    return { kind, milliseconds: Number(more ?? 5) * 1000 };
  }
  if (kind === 'silence') return { kind };
  if (kind === 'wrong-json') return { kind: 'wrong_json' };
  if (kind === 'no-data') return { kind: 'no_data' };
  if (kind === 'closed') return { kind: 'closed_socket' };
  throw new LineError(
    `"${text}" is no fault. There are slow:SECONDS, silence, closed, wrong-json, no-data, and a status like 500 or 429:60 (with Retry-After).`,
  );
}

/** Number of calls with a fault: `3`, or `always`. */
function readTimes(text: string): number {
  if (text === 'always') return Infinity;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new LineError(
    `"${text}" is no number of calls. Give a whole number from 1 on, or "always".`,
  );
}

function readRoute(text: string): ApiRoute {
  const route = apiRoutes.find((known) => known === text);
  if (route) return route;
  throw new LineError(`"${text}" is no part of the API. There are ${apiRoutes.join(', ')}.`);
}

function isNumber(text: string): boolean {
  return /^\d{1,6}(\.\d+)?$/.test(text);
}

function removeQuotes(text: string): string {
  return text.replaceAll('"', '');
}
