// The language that comes nearest to the one that is wanted: `pt_BR`, `pt`, and English at last.

export function best(wanted: string, known: readonly string[]): string {
  const tag = wanted.replace('_', '-').toLowerCase();
  const language = tag.split('-')[0] ?? '';
  return (
    known.find((each) => each.toLowerCase() === tag) ??
    known.find((each) => each === language) ??
    known.find((each) => each.toLowerCase().startsWith(`${language}-`)) ??
    'en'
  );
}
