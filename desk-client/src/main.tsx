import { render } from 'preact';
import './styles/desk.css';
import { App } from './app.tsx';
import { openSession } from './service/session.ts';

render(<App />, document.getElementById('desk')!);
void openSession();
