// Which addresses a message may lead to. Everything else stays the text that it was.

const LINKED = ['http:', 'https:', 'mailto:', 'tel:'];
const FETCHED = ['http:', 'https:'];

export function linkTo(address: string): string | undefined {
  return checked(address, LINKED);
}

export function pictureAt(address: string): string | undefined {
  return checked(address, FETCHED);
}

function checked(address: string, schemes: string[]): string | undefined {
  try {
    const { href, protocol } = new URL(address);
    return schemes.includes(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
