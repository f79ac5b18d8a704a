import './styles/page.css';
import { App } from './app.ts';
import { startBeat, keepAwake } from './device/browser.ts';
import { chooseLanguage, languageOf } from '#server/protocol/languages.ts';
import { element } from './view/element.ts';
import { loadLanguage, loadOtherLanguages } from './view/language.ts';

const parameters = new URLSearchParams(location.search);
const asked = parameters.get('lang');
// Muted and inline; otherwise, browsers would not play the video without a tap.
const video = element('video', { muted: true, playsinline: true, autoplay: true });
video.muted = true;

keepAwake();
if (parameters.has('watched')) startBeat();
const language = chooseLanguage([asked, ...navigator.languages]);
await loadLanguage(language);
new App(video, language, languageOf(asked) !== null).start(document.body);
await loadOtherLanguages();
