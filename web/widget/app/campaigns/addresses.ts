// The addresses for which a campaign was made: `*` stands for anything, `:name` for a part of a path.

export function matches(pattern: string, address: string): boolean {
  return expression(pattern).test(bare(address));
}

function expression(pattern: string): RegExp {
  const source = bare(pattern)
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\/:\w+/g, '/[^/]+')
    .replace(/\*+/g, '.*');
  return new RegExp(`^${source}$`);
}

// Without what does not make another page of it.
function bare(address: string): string {
  return address.replace(/#.*$/, '').replace(/\/+$/, '');
}
