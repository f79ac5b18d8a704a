import type { Notice } from '#notification-channels';
import { sentencesOf } from '../config/language-files.ts';
import type { Sentences } from '../protocol/sentences.ts';
import { frontDeskWords } from '../sign-in/reasons.ts';
import { vestibule } from '../platform/operator-error.ts';
import { zoneOrUtc } from '../platform/local-time.ts';
import { directionOf, type Language } from '../protocol/languages.ts';
import type {
  HeldContents,
  WrittenAtDesk,
  EnrolmentInvited,
  KioskTrouble,
  KioskBack,
  ListNews,
  MessageContents,
} from './message-contents.ts';

/** @param contents null when they can no longer be read */
export function noticeOf(contents: MessageContents | null): Notice {
  if (contents === null) return unreadable;
  switch (contents.kind) {
    case 'sign_in_held':
      return heldNotice(contents);
    case 'host_called':
      return hostNotice(contents);
    case 'sign_in_approved':
    case 'sign_in_review':
    case 'visit_ended':
      return eventNotice(eventTitles[contents.kind]);
    case 'desk_wrote':
      return writtenNotice(contents);
    case 'enrolment_invited':
      return invitationNotice(contents);
    case 'kiosk_gone':
      return goneNotice(contents);
    case 'kiosk_back':
      return backNotice(contents);
    case 'record_begun_again':
      return begunAgainNotice(contents.at);
    case 'list_overdue':
    case 'list_current':
    case 'list_proposed':
      return listNotice(contents.kind, contents);
    case 'calls_refused':
      return refusedNotice(contents);
    case 'clock_off':
      return clockNotice(contents);
    case 'test':
      return testNotice(contents.at);
  }
}

const eventTitles = {
  sign_in_approved: 'A visitor was let in',
  sign_in_review: 'A visitor was sent to the front desk',
  visit_ended: 'A visit at the front desk ended',
};

function eventNotice(title: string): Notice {
  return { title, facts: [], why: null, whatToDo: 'Nothing needs to be done.' };
}

const unreadable: Notice = {
  title: 'A sign-in was held for review, or a lobby screen needs a look',
  facts: [],
  why: 'The details cannot be read any more, because the template key was changed while this message waited.',
  whatToDo: "Please look at Envoy's visitor log and at the lobby screens.",
};

function heldNotice(held: HeldContents): Notice {
  const { why, whatToDo } = frontDeskWords(held.reason);
  return {
    title: `${held.visitor ?? 'Somebody'} waits in the lobby: the sign-in needs a review`,
    facts: whoAndWhere(held),
    why,
    whatToDo: `${whatToDo} Then approve or deny the sign-in in Envoy's visitor log.`,
  };
}

/** Leaves out the reason: it may be a watchlist, and only the visitor and the front desk should know. */
function hostNotice(held: HeldContents): Notice {
  return {
    title: `${held.visitor ?? 'Your visitor'} is in the lobby and waits for the front desk`,
    facts: whoAndWhere(held),
    why: null,
    whatToDo:
      'The front desk is looking at the sign-in in person. Please be ready to go to the lobby; there is nothing for you to approve.',
  };
}

function writtenNotice({ text, language, ...about }: WrittenAtDesk): Notice {
  const words = mailSentences(language ?? 'en');
  return {
    title: words.say('written', { visitor: about.visitor ?? words.say('your_visitor') }),
    facts: whoAndWhere(about, words),
    why: null,
    whatToDo: text,
    ...writtenIn(language),
  };
}

function invitationNotice({ consentTexts, language }: EnrolmentInvited): Notice {
  const words = mailSentences(language ?? 'en');
  return {
    title: words.say('invited'),
    facts: [],
    why: words.say('invited_why'),
    whatToDo: words.say('invited_how'),
    texts: consentTexts,
    ...writtenIn(language),
  };
}

function goneNotice({ kiosk, trouble, since }: KioskTrouble): Notice {
  const isAway = trouble === 'away';
  return {
    title: isAway
      ? `The lobby screen "${kiosk}" is not connected`
      : `The lobby screen "${kiosk}" has no camera`,
    facts: [
      ['Lobby screen', kiosk],
      ['Since', timeIn(since, null)],
    ],
    why: 'While this lasts, every visitor there is sent to the front desk.',
    whatToDo: isAway
      ? 'Please check that the screen is on, shows the lobby page and reaches this service. You will get a message when it is back.'
      : 'Please check that the camera is plugged in and allowed in the browser. You will get a message when it works again.',
  };
}

function backNotice({ kiosk, since, until }: KioskBack): Notice {
  return {
    title: `The lobby screen "${kiosk}" works again`,
    facts: [
      ['Lobby screen', kiosk],
      ['Gone from', timeIn(since, null)],
      ['Until', timeIn(until, null)],
    ],
    why: null,
    whatToDo: 'Nothing needs to be done.',
  };
}

function begunAgainNotice(at: string): Notice {
  return {
    title: 'The pictures by which the lobby camera knows you were taken again',
    facts: [['When', timeIn(at, null)]],
    why: 'No earlier picture could be compared with them, so a member of staff looked at an identity document.',
    whatToDo:
      'If you were there, nothing needs to be done. If you were not, please tell the front desk at once: somebody else may be able to sign in as you.',
  };
}

const listWords = {
  list_overdue: {
    title: (list: string) => `The watchlist ${list} is overdue`,
    why: 'Nobody who was listed since then is found. A policy that says "whenStale: hold" holds every visitor meanwhile.',
    whatToDo: `Please have an administrator look with "${vestibule} watchlist list". You will get a message when it is up to date again.`,
  },
  list_current: {
    title: (list: string) => `The watchlist ${list} is up to date again`,
    why: null,
    whatToDo: 'Nothing needs to be done.',
  },
  list_proposed: {
    title: (list: string) => `A new watchlist ${list} is in doubt, and waits to be looked at`,
    why: 'Until somebody has decided, the one before stays in force.',
    whatToDo: `Please have a manager look at it at the desk, under Lobby screens, or an administrator with "${vestibule} watchlist list".`,
  },
};

function listNotice(kind: keyof typeof listWords, { list, found, at }: ListNews): Notice {
  const { title, why, whatToDo } = listWords[kind];
  const facts: Notice['facts'] = [
    ['List', list],
    ['Found', found],
    ['When', timeIn(at, null)],
  ];
  return { title: title(list), facts, why, whatToDo };
}

function refusedNotice({
  count,
  lastAt,
}: Extract<MessageContents, { kind: 'calls_refused' }>): Notice {
  return {
    title: "Envoy's calls are refused: the secret is probably another app's",
    facts: [
      ['Refused in the last day', String(count)],
      ['Last', timeIn(lastAt, null)],
    ],
    why: 'Envoy lets these visitors in without a check.',
    whatToDo: `Please have an administrator copy the client secret again from the app's page in Envoy: "sudo ${vestibule} setup".`,
  };
}

function clockNotice({
  minutes,
  isAhead,
  at,
}: Extract<MessageContents, { kind: 'clock_off' }>): Notice {
  return {
    title: 'The clock of the machine that checks visitors is probably wrong',
    facts: [
      ['Against Envoy', `${minutes} minutes ${isAhead ? 'ahead' : 'behind'}`],
      ['When', timeIn(at, null)],
    ],
    why: 'A policy that asks for a recent sign-in holds every visitor meanwhile.',
    whatToDo:
      'Please have an administrator turn on its time synchronisation: "timedatectl set-ntp true".',
  };
}

function testNotice(at: string): Notice {
  return {
    title: 'This is a test of Vestibule',
    facts: [['Sent', timeIn(at, null)]],
    why: null,
    whatToDo: 'Messages about sign-ins that need a review arrive here. Nothing needs to be done.',
  };
}

function whoAndWhere(
  held: Pick<HeldContents, 'visitor' | 'host' | 'location' | 'at' | 'zone'>,
  words = mailSentences('en'),
): Notice['facts'] {
  const facts: [string, string | null][] = [
    [words.say('who'), held.visitor],
    [words.say('host'), held.host],
    [words.say('where'), held.location],
    [words.say('when'), timeIn(held.at, held.zone, words.locale)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

/**
 * `Thursday, 12 March 2026 at 10:05 PDT`; in UTC if the time zone is unknown.
 * @param zone of the location; null: the event belongs to no location, and the machine's time zone counts
 */
function timeIn(iso: string, zone: string | null, locale = 'en-GB'): string {
  const style = { dateStyle: 'full', timeStyle: 'long' } as const;
  const at = zone !== null && { timeZone: zoneOrUtc(zone) };
  const format = new Intl.DateTimeFormat(locale, { ...style, ...at });
  return format.format(new Date(iso));
}

function writtenIn(language: Language | null): Pick<Notice, 'language' | 'direction'> {
  return { language: language ?? 'en', direction: directionOf(language ?? 'en') };
}

/** The sentences of a mail sent by the desk, in the account's language. */
function mailSentences(language: Language): Sentences {
  return sentencesOf('mail', language, language === 'en' ? 'en-GB' : language);
}
