/** What the demo shop sells: ids of publications, and the merchant's publishable key. */
export interface Stock {
  readonly book: string;
  readonly essay: string;
  readonly key: string;
}

/** A page of the demo shop with its `{{book}}`, `{{essay}}` and `{{key}}` filled in. */
export function stocked(html: string, stock: Stock): string {
  return html.replace(/\{\{(book|essay|key)\}\}/g, (_, name: keyof Stock) => encodeURIComponent(stock[name]));
}
