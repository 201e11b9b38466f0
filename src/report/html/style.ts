/** The one style sheet of report.html: no font, script or image from elsewhere. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--card:#f6f8fa;--accent:#0a6b4f;--bad:#b42318;--warn:#9a6700}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#30363d;--paper:#0d1117;--card:#161b22;--accent:#4ac29a;--bad:#ff7b72;--warn:#d29922}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1080px;padding:32px 24px 80px;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,sans-serif}
h1{font-size:28px;margin:0 0 4px}h2{font-size:20px;margin:44px 0 12px;border-bottom:1px solid var(--line);padding-bottom:6px}h3{font-size:16px;margin:0 0 4px}
p,li{max-width:78ch}.soft{color:var(--soft)}code{font:13px ui-monospace,monospace;background:var(--card);padding:1px 4px;border-radius:4px;overflow-wrap:anywhere}td code{overflow-wrap:break-word}
.verdict{font-size:19px;color:var(--accent);font-weight:600}.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:10px;margin:20px 0}
.numbers div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 12px}.numbers b{display:block;font-size:22px}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;margin:14px 0}.error{color:var(--bad)}.warning{color:var(--warn)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13.5px}th,td{text-align:left;vertical-align:top;padding:6px 10px 6px 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600}
svg{max-width:100%;height:auto}svg text{font:13px system-ui,sans-serif;fill:var(--ink)}svg rect{fill:var(--card);stroke:var(--line)}svg path{stroke:var(--soft);fill:none}details{margin:10px 0}summary{cursor:pointer}
`;
