import { dictionary } from '../../languages/dictionary.ts';
import { languageOf } from '../../../../server/protocol/languages.ts';
import type { Screen } from '../../machine/screen.ts';
import { element } from '../element.ts';
import {
  type Drawing,
  type Stage,
  button,
  kicker,
  lead,
  notice,
  staffCard,
  title,
  type Tone,
  choices,
} from '../drawing.ts';
import type { OutcomeMessage } from '../../../../server/protocol/messages.ts';
import type { IconName } from '../icons.ts';

type Of<N extends Screen['name']> = Extract<Screen, { name: N }>;

/** The screens that never change while they are shown. */

export function drawStarting(_: Of<'starting'>, { words }: Stage): Drawing {
  return {
    tone: 'calm',
    head: [title(words.starting.title)],
    body: [],
    figure: { ring: 'busy' },
    said: words.starting.title,
  };
}

export function drawIdle(_: Of<'idle'>, { words }: Stage): Drawing {
  const { kicker: hello, title: text, cameraOff, notice: promise } = words.idle;
  return {
    tone: 'calm',
    head: [kicker(hello), title(text)],
    body: [notice('cameraOff', cameraOff + '. ', promise)],
    figure: { ring: 'calm', icon: 'signIn' },
    said: text,
  };
}

export function drawThinking(_: Of<'thinking'>, { words }: Stage): Drawing {
  const { title: thanks, lead: wait, cameraOff } = words.thinking;
  return {
    tone: 'calm',
    head: [title(thanks)],
    body: [lead(wait), notice('cameraOff', cameraOff)],
    figure: { ring: 'busy', icon: 'dots' },
    said: `${thanks}. ${wait}`,
  };
}

export function drawCameraMissing(
  { camera }: Of<'camera_missing'>,
  { words, act }: Stage,
): Drawing {
  const { title: text, lead: anyway, staff, allow } = words.cameraMissing;
  const ask = () => act({ type: 'camera_permission_wanted' });
  const buttons = camera === 'not_asked' ? [button(allow, 'secondary', ask)] : [];
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(anyway), staffCard(words.forStaff, staff[camera], ...buttons)],
    figure: { ring: 'broken', icon: 'cameraOff' },
    said: `${text}. ${anyway}`,
  };
}

export function drawNotConnected(_: Of<'not_connected'>, { words }: Stage): Drawing {
  const { title: text, lead: anyway, staff } = words.notConnected;
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(anyway), staffCard(words.forStaff, staff)],
    figure: { ring: 'broken', icon: 'unplugged' },
    said: `${text}. ${anyway}`,
  };
}

export function drawReplaced(_: Of<'replaced'>, { words, act }: Stage): Drawing {
  const { title: text, lead: rest, takeOver } = words.replaced;
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(rest), button(takeOver, 'secondary', () => act({ type: 'take_over' }))],
    figure: { ring: 'broken', icon: 'elsewhere' },
    said: `${text}. ${rest}`,
  };
}

export function drawOutdated(_: Of<'outdated'>, { words }: Stage): Drawing {
  const { title: text, lead: anyway, staff } = words.outdated;
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(anyway), staffCard(words.forStaff, staff)],
    figure: { ring: 'broken', icon: 'renew' },
    said: `${text}. ${anyway}`,
  };
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
};

export function drawOutcome(screen: OutcomeScreen, { words }: Stage): Drawing {
  const { tone, icon } = looks[screen.name];
  const outcome = words.outcomes[screen.name];
  const text = outcome.title(screen.visitor);
  return {
    tone,
    head: [title(text)],
    body: [lead(outcome.lead)],
    figure: { ring: 'full', icon },
    said: `${text}. ${outcome.lead}`,
  };
}

type ConsentScreen = Extract<Screen, { name: 'consent' }>;

/** The text that someone is asked to agree to, in full; the camera is off. */
export function drawConsent(screen: ConsentScreen, stage: Stage): Drawing {
  const { visitor, consent, read } = screen;
  if (!read) return drawNoConsentText(screen, stage);
  const { words, act } = stage;
  const { language, text } = read;
  const { record } = consent;
  const { title: heading, text: label, isNew, isKnown, agree, no } = words.consent;
  const whose = record ? (record.isNew ? isNew : isKnown)(record.name) : '';
  const decline = () => act({ type: 'declined' });
  const shown = element(
    'div',
    {
      class: 'consent-text',
      role: 'region',
      'aria-label': label,
      tabindex: '0',
      dir: 'auto',
      ...(language !== null && { lang: language }),
    },
    text,
  );
  return {
    tone: 'calm',
    head: [kicker(words.capture.purposes.enrolment.kicker(visitor)), title(heading)],
    body: [
      ...(whose ? [lead(whose)] : []),
      choices(
        button(agree, 'primary', () => act({ type: 'agreed' })),
        button(no, 'secondary', decline),
      ),
    ],
    figure: shown,
    said: `${heading}. ${whose} ${text}`,
    focus: shown,
    escape: decline,
  };
}

/** No one agrees in a language that they did not choose. */
function drawNoConsentText({ visitor, consent }: ConsentScreen, { words, act }: Stage): Drawing {
  const { title: heading, otherLanguages, no } = words.consent;
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
    head: [kicker(words.capture.purposes.enrolment.kicker(visitor)), title(heading)],
    body: [lead(otherLanguages), choices(...offered, button(no, 'secondary', decline))],
    figure: { ring: 'calm', icon: 'languages' },
    said: `${heading}. ${otherLanguages}`,
    escape: decline,
  };
}

/** A language, in the language. */
function nameOf(tag: string): string {
  const spoken = languageOf(tag);
  if (spoken) return dictionary[spoken].languageName;
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
