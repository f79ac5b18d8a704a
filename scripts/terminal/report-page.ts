import { Html, html } from '#base/text';

const reportStyle = new Html(`@page{margin:16mm}
body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #1c2430;break-after:avoid}
table{border-collapse:collapse;margin:.5rem 0 2rem}th,td{padding:.25rem .75rem;border-bottom:1px solid #ccd3dc;text-align:left;vertical-align:top}
tr{break-inside:avoid}.number{text-align:right}td.number{white-space:nowrap}
code,pre{font:13px/1.4 ui-monospace,monospace}pre{background:#f3f5f8;padding:.6rem;white-space:pre-wrap}
svg{max-width:100%;height:auto}dt{font-weight:600}.by{color:#5a6675;font-size:.85rem}.met{color:#1f7a46}.open{color:#a34a00}
.verdict{font-size:1.3rem;font-weight:600;border-left:6px solid #8a94a3;padding-left:.8rem}.fit{border-color:#2f8f5b}.unfit{border-color:#c0392b}
@media print{body{margin:0;max-width:none;font-size:11pt}}`);

/** Returns one file without external resources, readable on a screen and in print. */
export function reportPage(title: string, body: readonly Html[]): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${reportStyle}
        </style>
      </head>
      <body>
        ${body.map((part) => html`${part}`)}
      </body>
    </html>`.markup;
}

/** Returns a table with numbers aligned to the right. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Html {
  const cell = (value: string | number) =>
    typeof value === 'number' ? html`<td class="number">${value}</td>` : html`<td>${value}</td>`;
  return html`<table>
    <tr>
      ${head.map((name) => html`<th>${name}</th>`)}
    </tr>
    ${rows.map(
      (cells) =>
        html`<tr>
          ${cells.map(cell)}
        </tr>`,
    )}
  </table>`;
}
