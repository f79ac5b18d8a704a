import './styles/page.css';
import { App } from './app.ts';
import { keepAwake } from './device/wake-lock.ts';
import { chooseLanguage } from './languages/language.ts';
import { element } from './view/element.ts';

const asked = new URLSearchParams(location.search).get('lang');
// Muted and inline, or a browser would not play it without a tap.
const video = element('video', { muted: true, playsinline: true, autoplay: true });
video.muted = true;

keepAwake();
new App(video, chooseLanguage([asked, ...navigator.languages])).start(document.body);
