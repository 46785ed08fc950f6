import type { Article } from 'shared/wire';

// The articles that are read most in the help center of the site.
export async function popularArticles(slug: string, locale: string): Promise<Article[]> {
  const path = `/hc/${encodeURIComponent(slug)}/${encodeURIComponent(locale)}/articles.json`;
  const answer = await fetch(`${path}?page=1&sort=views&status=1&per_page=6`);
  if (!answer.ok) return [];
  return ((await answer.json()) as { payload: Article[] }).payload;
}
