// MD5, as hexadecimal digits. It tells apart, and keeps no secret: the contract names it for cookies.

const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

export function md5(text: string): string {
  const words = padded(new TextEncoder().encode(text));
  const digest = new Uint32Array(START);
  for (let block = 0; block < words.length; block += 16) {
    mix(digest, words.subarray(block, block + 16));
  }
  return Array.from(new Uint8Array(digest.buffer), hex).join('');
}

// The text, a bit that ends it, and its length in bits at the end of the last 64 bytes.
function padded(bytes: Uint8Array): Uint32Array {
  const message = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const words = new Uint32Array(message.buffer);
  words[words.length - 2] = bytes.length * 8;
  return words;
}

function mix(digest: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d] = digest as unknown as [number, number, number, number];
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const choice = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0;
    const word = words[([step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0) % 16] ?? 0;
    const sum = a + choice + word + Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
    const shift = SHIFTS[round * 4 + (step % 4)] ?? 0;
    [a, d, c, b] = [d, c, b, b + ((sum << shift) | ((sum | 0) >>> (32 - shift)))];
  }
  [a, b, c, d].forEach((part, at) => (digest[at] = (digest[at] ?? 0) + part));
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
