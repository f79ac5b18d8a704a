import type { Screen } from '../machine/screen.ts';
import type { Drawing, Stage } from './drawing.ts';
import { drawCapture } from './screens/capture-screen.ts';
import {
  drawConsent,
  drawOutcome,
  drawCameraMissing,
  drawIdle,
  drawNotConnected,
  drawOutdated,
  drawReplaced,
  drawStarting,
  drawThinking,
} from './screens/plain-screens.ts';
import { drawUnpaired } from './screens/unpaired-screen.ts';

export function draw(screen: Screen, stage: Stage): Drawing {
  switch (screen.name) {
    case 'starting':
      return drawStarting(screen, stage);
    case 'unpaired':
      return drawUnpaired(screen, stage);
    case 'idle':
      return drawIdle(screen, stage);
    case 'consent':
      return drawConsent(screen, stage);
    case 'get_ready':
    case 'looking':
      return drawCapture(screen, stage);
    case 'thinking':
      return drawThinking(screen, stage);
    case 'camera_missing':
      return drawCameraMissing(screen, stage);
    case 'not_connected':
      return drawNotConnected(screen, stage);
    case 'replaced':
      return drawReplaced(screen, stage);
    case 'outdated':
      return drawOutdated(screen, stage);
    default:
      return drawOutcome(screen, stage);
  }
}
