/** Blank pages that fill `pages` up to the next multiple of `step`. */
export function padTo(pages: number, step: number): number {
  return (step - (pages % step)) % step;
}

/**
 * Page order with blanks (null) added up to the step; numbers count source pages from 0. In a self-cover the
 * last page is the back cover and stays last: blanks go before it.
 */
export function pageOrder(pages: number, step: number, selfCover: boolean): (number | null)[] {
  const order = Array.from({ length: pages }, (_, page) => page);
  const blanks = Array.from({ length: padTo(pages, step) }, () => null);
  const turn = selfCover && pages > 1 ? pages - 1 : pages;
  return [...order.slice(0, turn), ...blanks, ...order.slice(turn)];
}
