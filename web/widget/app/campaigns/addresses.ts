// The addresses for which a campaign was made, by the rules of URL patterns: `*` stands for
// anything, `:name` for a part, and a `?` behind one of them, or behind what `{…}` keeps together,
// says that it may be missing. What a pattern does not say of the query, or of what is behind `#`,
// may be anything.

const TOKEN = /\\?([?#])|\\(.)|\{([^}]*)\}(\??)|(\/?):([a-z_]\w*)(\??)|\*+\??|./gi;

// What `*` stands for before the first page of an address.
const HOST = '[^/]*';

export function matches(pattern: string, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, pathname, search, hash } = new URL(address);
  const [page = '', query, mark] = expressions(whole(pattern.trim()));
  return (
    fits(`${page.replace(/\/$/, '')}/?`, origin + pathname) &&
    fits(query, search.slice(1)) &&
    fits(mark, hash.slice(1))
  );
}

// A pattern that names no page is for all of them.
function whole(pattern: string): string {
  return /^[^/]*:\/\/[^/?#]+$/.test(pattern) ? `${pattern}/*` : pattern;
}

function fits(expression = '.*', text: string): boolean {
  return new RegExp(`^${expression}$`).test(text);
}

// One expression for the page, one for the query, and one for what is behind `#`.
function expressions(pattern: string, anything?: string): (string | undefined)[] {
  const found = [''];
  let place = 0;
  for (const match of pattern.matchAll(TOKEN)) {
    const [token, mark, escaped, group, mayLack, slash, name, mayMiss] = match;
    const next = mark === '#' ? 2 : mark ? 1 : 0;
    if (next > place) {
      place = next;
      found[place] = '';
      continue;
    }
    const isHost = pattern.includes('://') && !/:\/\/.*\//.test(found[0] ?? '');
    const wild = anything ?? (isHost ? HOST : '.*');
    if (group !== undefined) found[place] += `(?:${expressions(group, wild)[0]})${mayLack}`;
    else if (name)
      found[place] += `(?:${slash}${wild === HOST ? '[^/.?#]+' : '[^/?#]+'})${mayMiss}`;
    else if (token.startsWith('*')) found[place] += wild;
    else found[place] += literal(mark ?? escaped ?? token);
  }
  return found;
}

function literal(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
