import { vestibule } from '../platform/operator-error.ts';
import { deskOidcMistakes } from './desk-oidc.ts';
import { livenessObstacle } from './liveness.ts';
import type { Settings } from './settings.ts';

/** The rest of Envoy's 30 s is for the network and for a busy machine. */
const longestDeadlineSeconds = 22;

/** How long a sign-in may take, in milliseconds. */
export function deadlineMsOf({ VESTIBULE_DEADLINE_SECONDS: seconds }: Settings): number {
  return Math.min(seconds, longestDeadlineSeconds) * 1000;
}

/** What the settings say against each other, or against what they are for: one sentence each. */
export function contradictions(settings: Settings): string[] {
  const found: string[] = [];
  const impossible = livenessObstacle(settings.VESTIBULE_LIVENESS, {
    engine: settings.VESTIBULE_ENGINE,
    deadlineMs: deadlineMsOf(settings),
  });
  if (impossible !== null) {
    found.push(`VESTIBULE_LIVENESS is ${settings.VESTIBULE_LIVENESS}, but ${impossible}.`);
  }
  for (const origin of originsIn(settings.VESTIBULE_LOBBY_ORIGINS)) {
    const url = URL.canParse(origin) ? new URL(origin) : null;
    if (!url || !/^https?:$/.test(url.protocol)) {
      found.push(
        `VESTIBULE_LOBBY_ORIGINS has "${origin}", which is no origin: write it like https://lobby.example.`,
      );
    } else if (url.origin !== origin) {
      found.push(
        `VESTIBULE_LOBBY_ORIGINS has "${origin}"; an origin has no path and no slash at its end: ${url.origin}.`,
      );
    }
  }
  const address = settings.VESTIBULE_INSTANCE_ADDRESS;
  if (address !== undefined && !isHttpAddress(address)) {
    found.push(
      `VESTIBULE_INSTANCE_ADDRESS is "${address}", which is no address: write it like http://10.0.0.2:8787.`,
    );
  }
  found.push(...lobbyContradictions(settings), ...deskOidcMistakes(settings));
  if (!isSafeAddress(settings.ENVOY_BASE_URL)) {
    found.push(
      `ENVOY_BASE_URL is "${settings.ENVOY_BASE_URL}", but the client secret goes there: give an https address without a path (http only to this machine).`,
    );
  }
  if (settings.VESTIBULE_VISITOR_LOG_APPROVALS && settings.ENVOY_CLIENT_ID === undefined) {
    found.push(
      'VESTIBULE_VISITOR_LOG_APPROVALS is true, but without ENVOY_CLIENT_ID nothing can be written there.',
    );
  }
  const samePort = settings.VESTIBULE_HOOK_PORT === settings.VESTIBULE_LOBBY_PORT;
  if (samePort && settings.VESTIBULE_HOOK_PORT !== 0) {
    found.push('VESTIBULE_HOOK_PORT and VESTIBULE_LOBBY_PORT must differ.');
  }
  return found;
}

function isHttpAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  );
}

function lobbyContradictions(settings: Settings): string[] {
  const host = settings.VESTIBULE_LOBBY_HOST;
  const given = [settings.VESTIBULE_LOBBY_TLS_CERTIFICATE, settings.VESTIBULE_LOBBY_TLS_KEY];
  if (given.filter((file) => file !== undefined).length === 1) {
    return ['VESTIBULE_LOBBY_TLS_CERTIFICATE and VESTIBULE_LOBBY_TLS_KEY must be set together.'];
  }
  const isHere = host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
  if (isHere || given.every(Boolean) || settings.VESTIBULE_LOBBY_WITHOUT_TLS) return [];
  return [
    `VESTIBULE_LOBBY_HOST is ${host}, which would carry camera frames over the network unprotected. ` +
      `Make a certificate with "${vestibule} kiosk certificate", or set VESTIBULE_LOBBY_WITHOUT_TLS=true ` +
      'if something before it terminates TLS.',
  ];
}

function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, pathname, search, hash, username } = new URL(address);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const isPlain = pathname === '/' && search + hash + username === '';
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && isHere));
}

export function originsIn(text: string): string[] {
  return text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
}
