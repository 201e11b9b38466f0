/** Turns an ERB template into the Ruby it runs, line for line. */

const TAG = /<%(%|#|==|=|-)?([\s\S]*?)(-|=)?%>/g;

const newlines = (text: string): string => "\n".repeat(text.split("\n").length - 1);

/** Text becomes its line breaks; code stands where it stood, closed by a semicolon. */
export function rubyOfErb(template: string): string {
  let ruby = "";
  let end = 0;
  for (const match of template.matchAll(TAG)) {
    ruby += newlines(template.slice(end, match.index));
    end = match.index + match[0].length;
    const code = match[2] ?? "";
    const remark = /^\s*#[^\n]*$/.test(code);
    const silent = match[1] === "#" || match[1] === "%" || remark;
    ruby += silent ? newlines(match[0]) : `${code};`;
  }
  return ruby + newlines(template.slice(end));
}
