/** Turns text and its comments into the count of lines that hold code. */

export function countCodeLines(
  text: string,
  comments: readonly { readonly start?: number | null | undefined; readonly end?: number | null | undefined }[],
): number {
  let lines = 0;
  let next = 0;
  let code = false;
  for (let at = 0; at < text.length; at++) {
    const comment = comments[next];
    if (comment !== undefined && at === comment.start) {
      // Skip the comment, but close the lines it spans.
      const end = comment.end ?? at;
      for (; at < end; at++) {
        if (text.charCodeAt(at) === 10) {
          if (code) lines++;
          code = false;
        }
      }
      next++;
      at--;
      continue;
    }
    const character = text.charCodeAt(at);
    if (character === 10) {
      if (code) lines++;
      code = false;
    } else if (character > 32 && character !== 0xfeff) code = true;
  }
  return code ? lines + 1 : lines;
}
