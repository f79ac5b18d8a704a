import { render } from 'preact';
import './styles/desk.css';
import { App, loadLaterViews } from './app.tsx';
import { openSession } from './service/session.ts';
import { browserLanguage, speak } from './service/language.ts';
import { watchTyping } from './service/lone-keys.ts';
import { watchRingAim } from './service/ring-aim.ts';
import { watchPresses } from './service/steady-press.ts';

const retryMs = 3000;

/** The page can say nothing before its sentences are loaded. */
async function begin(): Promise<void> {
  try {
    await speak(browserLanguage());
  } catch {
    window.setTimeout(() => void begin(), retryMs);
    return;
  }
  watchPresses();
  watchTyping();
  watchRingAim();
  render(<App />, document.getElementById('desk')!);
  await openSession();
  await loadLaterViews();
}

void begin();
