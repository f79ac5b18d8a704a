import { Type, type Static } from 'typebox';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { defineCheck, type Check, type CheckContext, type CheckResult } from '../sign-in/check.ts';
import { RemoteListClient, type RemoteListAnswer } from './ask-remote-list.ts';
import { neededForQuestion, remoteListFields, remoteListQuestion } from './remote-list-question.ts';

export const remoteListSettings = Type.Object(
  {
    url: Type.String({
      // https, or this machine itself, because the question contains a name.
      pattern: '^(https://[^/@]+|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d+)?)(/.*)?$',
      description: 'Where the list is asked: an `https://` address, or `http://` on this machine.',
    }),
    fields: Type.Array(Type.Enum([...remoteListFields]), {
      default: ['name'],
      minItems: 1,
      uniqueItems: true,
      description: 'The fields of the sign-in that are sent to the list. Nothing else is sent.',
    }),
  },
  {
    former: {
      timeoutSeconds: { instead: 'it may answer until the deadline of the sign-in. Delete it.' },
      whenUnreachable: { instead: 'without an answer, the visitor is held. Delete it.' },
    },
  },
);
type Settings = Static<typeof remoteListSettings>;

export interface RemoteListOptions {
  /** Signs the questions: base64 as in Standard Webhooks, with or without `whsec_`. */
  secret: string | null;
}

/** The log shows only the code. */
class NoSecretError extends Error {
  readonly code = 'REMOTE_LIST_SECRET_IS_NOT_SET';
}

/** The check concludes this long before its own deadline, so that the result is in time. */
const concludingMs = 100;

/**
 * Is the visitor on a list that another organisation runs? A hit is always a review, and the visitor must not notice.
 * A failure of another check does not stop the question: the front desk must learn of a hit.
 */
export function createRemoteListCheck({ secret }: RemoteListOptions): Check {
  const lines = new Map<string, RemoteListClient>();
  return defineCheck({
    name: 'remote_list',
    settings: remoteListSettings,
    needs: neededForQuestion,
    run: async (signIn, context) => {
      const { url } = context.settings;
      if (!secret) throw new NoSecretError();
      let line = lines.get(url);
      if (!line) lines.set(url, (line = new RemoteListClient({ url, secret })));
      return ask(line, signIn, context);
    },
  });
}

async function ask(
  line: RemoteListClient,
  signIn: Pick<SignInRequest, (typeof neededForQuestion)[number]>,
  { settings, deadline }: CheckContext<Settings>,
): Promise<CheckResult> {
  const question = remoteListQuestion(signIn, settings.fields);
  if (!question) {
    return withoutAnswer('The sign-in holds nothing that the list may be asked about.');
  }
  // A late answer still lets somebody in, and without one they are held anyway. So nothing shorter is of use.
  const reply = await line.ask(question, deadline - concludingMs - performance.now());
  switch (reply.kind) {
    case 'clear':
      return { passed: true, reason: 'passed' };
    case 'hit': {
      const evidence = reply.reference ? { note: `Its reference is ${reply.reference}.` } : {};
      return { passed: false, reason: 'watchlist_hit', keepOtherChecksRunning: true, evidence };
    }
    case 'unreachable':
    case 'not_understood':
      return withoutAnswer(notes[reply.why]);
  }
}

const notes = {
  late: 'It did not answer in time.',
  no_connection: 'It could not be reached.',
  out_of_service: 'It said that it is out of service.',
  refused: 'It did not accept the question.',
  strange: 'Its answer could not be understood.',
} as const satisfies Record<Extract<RemoteListAnswer, { why: string }>['why'], string>;

/** A visitor whom nobody could look up is held: they may be on the list. */
function withoutAnswer(note: string): CheckResult {
  return { passed: false, reason: 'watchlist_unreachable', evidence: { note } };
}
