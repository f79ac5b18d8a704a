import { Html, html } from '#base/text';
import { directionOf, languageOf, type Language } from '../protocol/languages.ts';
import { ExportWords, programWords } from './export-words.ts';
import type { PersonalData } from './personal-data.ts';
import { storedFieldNames } from './person-details.ts';

const style = new Html(`
  body { font: 17px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
  h2 { margin: 2rem 0 0.5rem; } li { margin: 0.4rem 0; } .small { color: #555; font-size: 0.92em; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0.5rem 0; }
  dt { color: #555; } dd { margin: 0; }
  pre { white-space: pre-wrap; border-inline-start: 3px solid #999; padding-inline-start: 1rem; font: inherit; }
`);

/**
 * Returns the page for the person: one file, without scripts or external resources, with a sentence for each fact.
 * @param language default: that of their latest consent, when the page exists in it; otherwise English
 */
export function personalDataPage(data: PersonalData, language = languageOfConsent(data)): string {
  return new Page(data, new ExportWords(language)).page().markup;
}

function languageOfConsent({ consents }: PersonalData): Language {
  return languageOf(consents.at(-1)?.language ?? null) ?? 'en';
}

class Page {
  readonly #data: PersonalData;
  readonly #words: ExportWords;

  constructor(data: PersonalData, words: ExportWords) {
    this.#data = data;
    this.#words = words;
  }

  page(): Html {
    const { person, exportedAt, consents, consentTexts, signIns, onRecord, other } = this.#data;
    const words = this.#words;
    const say = words.say.bind(words);
    const sections = [
      part(say('who'), [this.#details(this.#whoLines())]),
      part(say('agreed'), [
        ...listOf(
          consents.map((consent) => this.#consent(consent)),
          say('agreed-none'),
        ),
        ...consentTexts.map(({ version, language, text }) => {
          const head = say('agreed-text', { version: inLanguage(version, language) });
          return html`<p>${head}</p>
            <pre dir="auto">${text}</pre>`;
        }),
      ]),
      part(say('face'), this.#face()),
      part(
        say('sign_ins'),
        listOf(
          signIns.map((signIn) => this.#signIn(signIn)),
          say('sign_ins-none'),
        ),
      ),
      part(
        say('done'),
        listOf(
          onRecord.map((event) => html`${this.#onRecord(event)}`),
          say('done-none'),
        ),
      ),
      ...Object.entries(other).map(([table, rows]) => this.#other(table, rows)),
    ];
    const title = say('title');
    const { language } = words;
    const attributes = new Html(`lang="${language}" dir="${directionOf(language)}"`);
    return html`<!doctype html>
      <html ${attributes}>
        <head>
          <meta charset="utf-8" />
          <meta
            http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'"
          />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style>
            ${style}
          </style>
        </head>
        <body>
          <h1>${title}</h1>
          <p>${say('lead', { name: person.name, at: words.when(exportedAt) })}</p>
          ${sections}
        </body>
      </html>`;
  }

  #details(lines: readonly (readonly [string, unknown])[]): Html {
    const filledLines = lines.filter(
      ([, value]) => value !== null && value !== undefined && value !== '',
    );
    const rows = filledLines.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${this.#words.text(value)}</dd>`,
    );
    return html`<dl>${rows}</dl>`;
  }

  #whoLines(): [string, unknown][] {
    const { person } = this.#data;
    const described = new Set<string>(storedFieldNames);
    // The folded forms repeat the same data for the search.
    const rest = Object.keys(person).filter(
      (field) => !described.has(field) && !field.endsWith('Folded'),
    );
    return [...storedFieldNames, ...(rest as (keyof typeof person)[])].map((field) => [
      this.#words.find(`field-${field}`) ?? sentenceCase(programWords(field)),
      person[field],
    ]);
  }

  #consent(consent: PersonalData['consents'][number]): Html {
    const { givenAt, given, statement, textVersion, language, purpose } = consent;
    const { expiresAt, withdrawnAt } = consent;
    const when = (date: Date) => this.#words.when(date);
    const sentences = [
      this.#words.say('agreed-once', { at: when(givenAt), purpose, statement }),
      this.#words.find(`agreed-${given}`),
      textVersion &&
        this.#words.say('agreed-version', { version: inLanguage(textVersion, language) }),
      expiresAt && this.#words.say('agreed-until', { at: when(expiresAt) }),
      withdrawnAt && this.#words.say('agreed-ended', { at: when(withdrawnAt) }),
    ];
    return html`${this.#join(sentences)}`;
  }

  #face(): Html[] {
    const { templates } = this.#data;
    const words = this.#words;
    if (templates.length === 0) return [html`<p>${words.say('face-none')}</p>`];
    const count = String(templates.length);
    const each = templates.map(({ model, source, createdAt, numbers }) => {
      const values = { at: this.#words.when(createdAt), model };
      const sentences = [
        words.find(`face-${source}`, values) ?? words.say('face-photo', values),
        numbers === undefined ? null : words.say('face-numbers'),
      ];
      return html`${this.#join(sentences)}`;
    });
    const about = words.say(templates.length === 1 ? 'face-one' : 'face-more', { count });
    return [html`<p>${about}</p>`, ...listOf(each, '')];
  }

  #signIn(signIn: PersonalData['signIns'][number]): Html {
    const { receivedAt, kind, verdict, frames, score, note, flow, checks } = signIn;
    const words = this.#words;
    const as = kind === 'employee' ? 'employee' : 'visitor';
    const became = verdict === 'approved' ? 'approved' : 'review';
    const count = frames ?? 0;
    const pictures = count === 0 ? 'none' : count === 1 ? 'one' : 'more';
    const sentence = this.#join([
      words.say(`sign_in-${as}-${became}`, {
        at: this.#words.when(receivedAt),
        flow: flow === null ? '' : ` (${flow})`,
      }),
      this.#reason(signIn.reason),
      words.say(`pictures-${pictures}`, { count: String(count) }),
      score === null ? null : words.say('likeness', { score: score.toFixed(2) }),
      note === null ? null : words.say('noted', { note }),
    ]);
    const checkItems = checks.map(({ check, passed, reason, note: remark }) => {
      const line = this.#join([
        words.say(passed ? 'check-passed' : 'check-failed', { check: programWords(check) }),
        this.#reason(reason),
        remark === null ? null : words.say('noted', { note: remark }),
      ]);
      return html`<li class="small">${line}</li>`;
    });
    return checkItems.length === 0
      ? html`${sentence}`
      : html`${sentence}
          <ul>
            ${checkItems}
          </ul>`;
  }

  /** Shows action, time and actor. An action of a later version appears under its name. */
  #onRecord({ at, action, actor, details }: PersonalData['onRecord'][number]): string {
    const words = this.#words;
    const what =
      words.find(`done-${action}`) ?? words.say('done-other', { action: programWords(action) });
    const [kind = '', ...rest] = actor.split(':');
    const by = words.find(`actor-${kind}`, { who: rest.join(':') }) ?? actor;
    const text = words.text(typeof details === 'string' ? parseText(details) : details);
    const more = text === '' || text === '-' ? '' : ` (${text})`;
    return words.say('done-once', {
      at: this.#words.when(new Date(at)),
      what,
      actor: by,
      details: more,
    });
  }

  #other(table: string, rows: readonly Record<string, unknown>[]): Html {
    const words = this.#words;
    const title = words.find(`table-${table}`) ?? sentenceCase(programWords(table));
    const what = words.find(`what-${table}`) ?? words.say('what-other');
    const each = rows.map((row) =>
      this.#details(
        Object.entries(row).map(([column, value]) => [sentenceCase(programWords(column)), value]),
      ),
    );
    return part(title, [html`<p>${what}</p>`, ...listOf(each, '')]);
  }

  /** The person reads what the desk reads, unless that speaks of them as of somebody else. */
  #reason(code: string): string {
    return (
      this.#words.find(`reason-${code}`) ??
      this.#words.find(`reason-${code}-why`) ??
      this.#words.say('reason-other', { code: programWords(code) })
    );
  }

  /** Joins sentences; Japanese has no space between them. */
  #join(sentences: readonly (string | null)[]): string {
    const space = this.#words.language === 'ja' ? '' : ' ';
    return sentences.filter((one) => one !== null && one !== '').join(space);
  }
}

function part(title: string, content: readonly Html[]): Html {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

function listOf(items: readonly Html[], none: string): Html[] {
  if (items.length === 0) return [html`<p>${none}</p>`];
  return [
    html`<ul>
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`,
  ];
}

function inLanguage(version: string, language: string | null): string {
  return language === null ? version : `${version} (${language})`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
