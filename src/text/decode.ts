/** Turns bytes into UTF-8 text; a byte order mark goes, what is no UTF-8 becomes U+FFFD. */

const decoder = new TextDecoder("utf-8");

export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes);
