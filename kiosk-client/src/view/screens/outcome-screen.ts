import type { OutcomeMessage } from '../../../../server/protocol/messages.ts';
import type { Screen } from '../../machine/screen.ts';
import type { Drawing, Stage, Tone } from '../drawing.ts';
import type { IconName } from '../icons.ts';
import { lead, title } from '../parts.ts';

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
