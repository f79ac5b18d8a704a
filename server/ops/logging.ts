import { fstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import pino, { type DestinationStream, type Logger } from 'pino';
import type pretty from 'pino-pretty';
import { oneLine } from '#base/text';

/** The service logs nothing below `info`, so there is no level to choose. Tests choose theirs. */
type Level = 'error' | 'warn' | 'info' | 'trace' | 'silent';

/**
 * The process's logger. Each caller chooses fields that may be logged (ids, reasons, times). The redaction below is
 * a second safeguard: it matches field names of personal data and secrets.
 */
export function createLogger(level: Level = 'info', destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: printableFields },
      redact: {
        paths: [
          'name',
          'email',
          'body',
          'token',
          'secret',
          'score',
          'headers',
          '*.name',
          '*.email',
          '*.body',
          '*.token',
          '*.secret',
          '*.score',
          '*.headers',
        ],
        remove: true,
      },
      serializers: {
        // Fastify logs requests and errors with these: a URL can contain a token, and a message can contain a name.
        req: (request: { method?: string; routeOptions?: { url?: string } }) => ({
          method: request.method,
          route: request.routeOptions?.url,
        }),
        err: (error: Error & { code?: string }) => ({
          type: error.name,
          code: error.code,
          stack: error.stack?.split('\n').slice(1).join('\n'),
        }),
      },
    },
    destination ?? standardError(),
  );
}

/** JSON lines for a log collector, or readable lines for a terminal. */
function standardError(): DestinationStream {
  if (!process.stderr.isTTY) {
    const lines = pino.destination({ dest: 2, sync: true });
    return isJournal() ? { write: (line) => lines.write(priorityOf(line) + line) } : lines;
  }
  // Loaded only for a terminal, because every command has a logger.
  const prettier = createRequire(import.meta.url)('pino-pretty') as typeof pretty;
  return prettier({
    destination: 2,
    sync: true,
    colorize: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
  });
}

/** Whether standard error goes to the journal, see systemd.exec(5). */
function isJournal(): boolean {
  const { dev, ino } = fstatSync(2);
  return process.env['JOURNAL_STREAM'] === `${dev}:${ino}`;
}

/** For `journalctl --priority`; see sd-daemon(3). The line begins with pino's level number. */
function priorityOf(line: string): string {
  const level = Number(/^{"level":(\d+)/.exec(line)?.[1] ?? 30);
  if (level >= 60) return '<2>';
  if (level >= 50) return '<3>';
  if (level >= 40) return '<4>';
  return level >= 30 ? '<6>' : '<7>';
}

/** Ids come from Envoy or another caller, and the reader of a log may be a terminal. */
function printableFields(fields: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? oneLine(value) : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
