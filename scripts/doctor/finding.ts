/** What one examination found, with what to do where something is wrong. */
export interface Finding {
  /** Short and stable, for whoever reads the JSON. */
  code: string;
  state: 'ok' | 'warning' | 'failing';
  /** What was looked at, in one or two words. */
  about: string;
  /** A sentence. */
  found: string;
  /** The next thing to do; null when there is nothing. */
  todo: string | null;
}

export function ok(code: string, about: string, found: string): Finding {
  return { code, state: 'ok', about, found, todo: null };
}

/** It works, or will; somebody should know all the same. */
export function warning(code: string, about: string, found: string, todo: string): Finding {
  return { code, state: 'warning', about, found, todo };
}

/** Visitors are not checked as they should be, or will not be soon. */
export function failing(code: string, about: string, found: string, todo: string): Finding {
  return { code, state: 'failing', about, found, todo };
}
