import { languageOf } from '#server/protocol/languages.ts';
import type { Screen } from '../../machine/screen.ts';
import { element } from '../element.ts';
import {
  type Act,
  type Drawing,
  button,
  kicker,
  lead,
  notice,
  staffCard,
  title,
  type Tone,
  choices,
} from '../drawing.ts';
import type { OutcomeMessage } from '#server/protocol/messages.ts';
import type { IconName } from '../icons.ts';
import { nameOf, say, sayList, sayTo } from '../language.ts';

type Of<N extends Screen['name']> = Extract<Screen, { name: N }>;

/** The screens that never change while they are shown. */

export function drawStarting(): Drawing {
  const announcement = say('starting-title');
  return {
    tone: 'calm',
    head: [title(announcement)],
    body: [],
    figure: { ring: 'busy' },
    said: announcement,
  };
}

export function drawIdle({ isDocumentOffered, isPhoneOffered }: Of<'idle'>, act: Act): Drawing {
  const announcement = say('idle-title');
  const show = (from: 'chip' | 'phone') => () => act({ type: 'document_wanted', from });
  const offer = [
    ...(isPhoneOffered ? [button(say('idle-phone'), 'secondary', show('phone'))] : []),
    ...(isDocumentOffered ? [button(say('idle-document'), 'secondary', show('chip'))] : []),
  ];
  const promise = say(offer.length > 0 ? 'idle-notice_document' : 'idle-notice');
  return {
    tone: 'calm',
    head: [kicker(say('idle-kicker')), title(announcement)],
    body: [notice('cameraOff', say('idle-camera_off') + '. ', promise), ...offer],
    figure: { ring: 'calm', icon: 'signIn' },
    said: announcement,
  };
}

export function drawThinking({ isDeskAsked }: Of<'thinking'>): Drawing {
  const heading = say(isDeskAsked ? 'thinking-desk-title' : 'thinking-title');
  const text = say(isDeskAsked ? 'thinking-desk-lead' : 'thinking-lead');
  return withLead(heading, text, {
    tone: 'calm',
    body: [notice('cameraOff', say('thinking-camera_off'))],
    figure: { ring: 'busy', icon: isDeskAsked ? 'bell' : 'dots' },
  });
}

export function drawCameraMissing({ camera }: Of<'camera_missing'>, act: Act): Drawing {
  const ask = () => act({ type: 'camera_permission_wanted' });
  const allow = button(say('camera_missing-allow'), 'secondary', ask);
  const steps = sayList(`camera_missing-staff-${camera}`);
  return withLead(say('camera_missing-title'), say('camera_missing-lead'), {
    tone: 'fault',
    body: [staffCard(steps, ...(camera === 'not_asked' ? [allow] : []))],
    figure: { ring: 'broken', icon: 'cameraOff' },
  });
}

export function drawNotConnected(): Drawing {
  return withLead(say('not_connected-title'), say('not_connected-lead'), {
    tone: 'fault',
    body: [staffCard(sayList('not_connected-staff'))],
    figure: { ring: 'broken', icon: 'unplugged' },
  });
}

export function drawReplaced(act: Act): Drawing {
  const takeOver = () => act({ type: 'take_over' });
  return withLead(say('replaced-title'), say('replaced-lead'), {
    tone: 'fault',
    body: [button(say('replaced-take_over'), 'secondary', takeOver)],
    figure: { ring: 'broken', icon: 'elsewhere' },
  });
}

export function drawOutdated(): Drawing {
  return withLead(say('outdated-title'), say('outdated-lead'), {
    tone: 'fault',
    body: [staffCard(sayList('outdated-staff'))],
    figure: { ring: 'broken', icon: 'renew' },
  });
}

/** A heading, a sentence below it, and further elements. */
function withLead(
  heading: string,
  text: string,
  { tone, body = [], figure }: Pick<Drawing, 'tone' | 'figure'> & { body?: Node[] },
): Drawing {
  const announcement = `${heading}. ${text}`;
  return { tone, head: [title(heading)], body: [lead(text), ...body], figure, said: announcement };
}

type OutcomeScreen = Extract<Screen, { name: OutcomeMessage }>;

const looks: Record<OutcomeMessage, { tone: Tone; icon: IconName }> = {
  welcome: { tone: 'welcome', icon: 'check' },
  please_wait: { tone: 'wait', icon: 'bell' },
  declined: { tone: 'wait', icon: 'thanks' },
  in_person: { tone: 'wait', icon: 'thanks' },
  try_light: { tone: 'light', icon: 'sun' },
  enrolled: { tone: 'welcome', icon: 'check' },
  enrolment_failed: { tone: 'wait', icon: 'renew' },
  enrolment_stopped: { tone: 'wait', icon: 'cameraOff' },
  document_ready: { tone: 'welcome', icon: 'signIn' },
  document_failed: { tone: 'wait', icon: 'signIn' },
};

export function drawOutcome({ name, visitor }: OutcomeScreen): Drawing {
  const { tone, icon } = looks[name];
  return withLead(sayTo(visitor, `outcome-${name}-title`), say(`outcome-${name}-lead`), {
    tone,
    figure: { ring: 'full', icon },
  });
}

type ConsentScreen = Extract<Screen, { name: 'consent' }>;

/** The full text that the visitor is asked to agree to; the camera is off. */
export function drawConsent(screen: ConsentScreen, act: Act): Drawing {
  const { visitor, consent, read } = screen;
  if (!read) return drawNoConsentText(screen, act);
  const { language, text } = read;
  const { record } = consent;
  const heading = say('consent-title');
  const whose = record ? whoseRecord(record) : '';
  const facts: [IconName, string][] = [
    ['face', say('consent-fact-kept')],
    ['clock', say('consent-fact-long')],
    ['takeBack', say('consent-fact-back')],
  ];
  const decline = () => act({ type: 'declined' });
  const textRegion = element(
    'div',
    {
      class: 'consent-text',
      role: 'region',
      'aria-label': say('consent-text'),
      tabindex: '0',
      dir: 'auto',
      ...(language !== null && { lang: language }),
    },
    text,
  );
  return {
    tone: 'calm',
    head: [
      kicker(sayTo(visitor, 'capture-enrolment-kicker')),
      title(heading),
      ...facts.map(([fact, sentence]) => notice(fact, sentence)),
    ],
    body: [
      ...(whose ? [lead(whose)] : []),
      choices(
        button(say('consent-agree'), 'primary', () => act({ type: 'agreed' })),
        button(say('consent-no'), 'secondary', decline),
      ),
    ],
    figure: textRegion,
    said: [`${heading}.`, ...facts.map(([, fact]) => fact), whose, text].join(' '),
    focus: textRegion,
    escape: decline,
  };
}

function whoseRecord({
  name,
  isNew,
  withPortrait,
}: NonNullable<ConsentScreen['consent']['record']>): string {
  if (withPortrait) return say('document-is_new', { name });
  return say(isNew ? 'consent-is_new' : 'consent-is_known', { name });
}

/** Offers the languages of the text, because nobody agrees in a language that they did not choose. */
function drawNoConsentText({ visitor, consent }: ConsentScreen, act: Act): Drawing {
  const heading = say('consent-title');
  const otherLanguages = say('consent-other_languages');
  const decline = () => act({ type: 'declined' });
  const offered = consent.texts.flatMap(({ language: tag }) => {
    if (tag === null) return [];
    const spoken = languageOf(tag);
    const chosen = button(nameOf(tag), 'primary', () =>
      act(
        spoken
          ? { type: 'language_chosen', language: spoken }
          : { type: 'reading_chosen', language: tag },
      ),
    );
    chosen.lang = tag;
    return [chosen];
  });
  return {
    tone: 'calm',
    head: [kicker(sayTo(visitor, 'capture-enrolment-kicker')), title(heading)],
    body: [
      lead(otherLanguages),
      choices(...offered, button(say('consent-no'), 'secondary', decline)),
    ],
    figure: { ring: 'calm', icon: 'languages' },
    said: `${heading}. ${otherLanguages}`,
    escape: decline,
  };
}
