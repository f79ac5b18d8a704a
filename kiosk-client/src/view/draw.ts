import type { Screen } from '../machine/screen.ts';
import type { Act, Drawing } from './drawing.ts';
import { drawCode } from './screens/code-screen.ts';
import { drawDocumentZone } from './screens/document-zone-screen.ts';
import { drawDocumentKey } from './screens/document-key-screen.ts';
import {
  drawDocumentConsent,
  drawDocumentWait,
  drawDocumentWallet,
} from './screens/document-screens.ts';
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

export function draw(screen: Screen, act: Act): Drawing {
  switch (screen.name) {
    case 'starting':
      return drawStarting();
    case 'unpaired':
      return drawUnpaired(screen, act);
    case 'idle':
      return drawIdle(screen, act);
    case 'consent':
      return drawConsent(screen, act);
    case 'get_ready':
    case 'looking':
      return drawCapture(screen, act);
    case 'code':
      return drawCode(screen, act);
    case 'document_consent':
      return drawDocumentConsent(screen, act);
    case 'document_wallet':
      return drawDocumentWallet(act);
    case 'document_zone':
      return drawDocumentZone(screen, act);
    case 'document_key':
      return drawDocumentKey(screen, act);
    case 'document_wait':
      return drawDocumentWait(screen, act);
    case 'thinking':
      return drawThinking(screen);
    case 'camera_missing':
      return drawCameraMissing(screen, act);
    case 'not_connected':
      return drawNotConnected();
    case 'replaced':
      return drawReplaced(act);
    case 'outdated':
      return drawOutdated();
    default:
      return drawOutcome(screen);
  }
}
