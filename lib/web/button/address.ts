/** Attributes that go on to the checkout. Not `key`: knowing a publication's id is the right to buy it. */
export const carried = ["locale", "reference", "theme"] as const;

/**
 * Where the checkout of this button is, always on our origin. A link inside may carry a private token, so its query is
 * kept; the `publication` attribute names what is sold. Undefined when neither says.
 */
export function checkoutAddress(button: HTMLElement, origin: string): URL | undefined {
  const publication = button.getAttribute("publication");
  const link = button.querySelector("a");
  const ours = link?.origin === origin ? link.href : undefined;
  if (!publication && !ours) return undefined;
  const address = new URL(ours ?? origin);
  if (publication) address.pathname = `/checkout/${encodeURIComponent(publication)}`;
  for (const name of carried) {
    const value = button.getAttribute(name);
    if (value) address.searchParams.set(name, value);
  }
  // Without its query, which may hold what is none of our business.
  address.searchParams.set("return", location.origin + location.pathname);
  return address;
}
