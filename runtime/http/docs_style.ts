/** Style of the reference page. */
export const docsStyle: string = `:root {
  color-scheme: light dark;
  --back: #ffffff; --panel: #f6f7f9; --line: #dfe3e8; --text: #1c2430; --soft: #5d6b7c;
  --accent: #0b62d6; --get: #0b62d6; --put: #9a5b00; --post: #12743b; --delete: #b3261e;
  --code: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12161c; --panel: #181e26; --line: #2b3440; --text: #e4e9f0; --soft: #98a5b5;
    --accent: #6aa9ff; --get: #6aa9ff; --put: #f0b45a; --post: #5fce8b; --delete: #ff8a80;
    --code: #1f2731;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 72px; }
body {
  margin: 0; display: grid; grid-template: auto 1fr / 320px minmax(0, 1fr);
  background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
header {
  grid-column: 1 / -1; position: sticky; top: 0; z-index: 1; display: flex; gap: 16px;
  align-items: center; padding: 12px 24px; background: var(--back);
  border-bottom: 1px solid var(--line);
}
h1 { font-size: 18px; margin: 0; flex: 1; white-space: nowrap; }
h1 small { color: var(--soft); font-weight: 400; }
h2 { font-size: 20px; margin: 40px 0 4px; }
h2:first-of-type { margin-top: 24px; }
h3 { font-size: 13px; margin: 20px 0 6px; color: var(--soft); text-transform: uppercase; letter-spacing: .05em; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
input, textarea, select, button {
  font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line);
  border-radius: 6px; padding: 6px 10px;
}
input:focus-visible, textarea:focus-visible, button:focus-visible, summary:focus-visible, a:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 1px;
}
header input { width: 240px; }
nav {
  position: sticky; top: 59px; height: calc(100vh - 59px); overflow: auto; padding: 16px 12px 40px 24px;
  border-right: 1px solid var(--line); background: var(--panel); font-size: 14px;
}
nav h4 { margin: 16px 0 4px; }
nav h4:first-child { margin-top: 0; }
nav a { display: flex; gap: 8px; align-items: baseline; padding: 2px 6px; border-radius: 4px; color: var(--text); }
nav a:hover { background: var(--line); text-decoration: none; }
nav a span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
main { padding: 8px 32px 80px; max-width: 1040px; }
.lead { color: var(--soft); margin: 0 0 16px; }
.method {
  flex: none; min-width: 58px; font: 700 12px/1 ui-monospace, "DejaVu Sans Mono", monospace;
  color: var(--soft); text-transform: uppercase;
}
nav .method { min-width: 46px; font-size: 11px; }
.get { color: var(--get); } .put { color: var(--put); } .post { color: var(--post); } .delete { color: var(--delete); }
.operation { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; background: var(--panel); }
.operation > summary {
  display: flex; gap: 12px; align-items: baseline; padding: 10px 16px; cursor: pointer; list-style: none;
}
.operation > summary::-webkit-details-marker { display: none; }
.operation > summary .path { font: 14px ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.operation > summary .about { color: var(--soft); margin-left: auto; text-align: right; }
.operation[open] > summary { border-bottom: 1px solid var(--line); }
.inside { padding: 4px 16px 16px; }
.inside p { margin: 12px 0 0; max-width: 75ch; }
code, pre, textarea { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; }
pre { margin: 8px 0 0; padding: 12px; overflow: auto; max-height: 420px; background: var(--code); border-radius: 6px; }
.fields { display: grid; grid-template-columns: max-content minmax(160px, 320px) 1fr; gap: 6px 14px; align-items: center; }
.fields label { font: 13px ui-monospace, "DejaVu Sans Mono", monospace; }
.fields .about { color: var(--soft); font-size: 13px; }
.need::after { content: " *"; color: var(--delete); }
textarea { width: 100%; resize: vertical; margin-top: 6px; }
.row { display: flex; gap: 10px; align-items: center; margin-top: 14px; }
button { background: var(--accent); border-color: var(--accent); color: var(--back); font-weight: 600; padding: 6px 18px; cursor: pointer; }
button.plain { background: none; color: var(--accent); }
.status { font-weight: 600; }
.status.ok { color: var(--post); } .status.bad { color: var(--delete); }
.answer { display: grid; grid-template-columns: 44px 1fr; gap: 4px 12px; padding: 6px 0; border-top: 1px solid var(--line); font-size: 14px; }
.answer:first-of-type { border-top: 0; }
.answer > b { font: 700 13px/1.8 ui-monospace, "DejaVu Sans Mono", monospace; }
.answer .about { white-space: pre-line; }
.schema { margin: 4px 0 0; padding: 0; list-style: none; font-size: 13px; }
.schema .schema { margin-left: 6px; padding-left: 14px; border-left: 2px solid var(--line); }
.schema li { padding: 1px 0; }
.schema .name { margin-right: 4px; font: 600 13px ui-monospace, "DejaVu Sans Mono", monospace; }
.schema .type { color: var(--put); font: 13px ui-monospace, "DejaVu Sans Mono", monospace; }
.schema .about { color: var(--soft); }
.schema summary { cursor: pointer; }
[hidden] { display: none !important; }
@media (max-width: 860px) {
  body { grid-template-columns: minmax(0, 1fr); }
  nav { display: none; }
  header { flex-wrap: wrap; padding: 10px 16px; }
  header input { width: 100%; order: 1; }
  main { padding: 8px 16px 60px; }
  .fields { grid-template-columns: 1fr; }
  .operation > summary { flex-wrap: wrap; }
  .operation > summary .about { margin-left: 0; text-align: left; width: 100%; }
}
`
