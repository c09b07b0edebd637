/** What the address of the page says; parsed, for anybody may write one. */
export interface Arrival {
  readonly publicationId: string;
  readonly sessionId: string | null;
  readonly token: string | null;
  readonly locale: string | null;
  readonly reference: string | null;
  readonly theme: string | null;
  readonly returnUrl: string | null;
}

/** Reads `/checkout/{publicationId}?session&token&locale&reference&theme&return`. */
export function arrivalOf({ pathname, searchParams }: URL): Arrival {
  const parameter = (name: string, allowed: RegExp) => {
    const value = searchParams.get(name);
    return value !== null && allowed.test(value) ? value : null;
  };
  return {
    publicationId: decodeURIComponent(pathname.split("/")[2] ?? ""),
    sessionId: parameter("session", /^ses_[\w-]+$/),
    token: parameter("token", /^tok_[\w-]+$/),
    locale: parameter("locale", /^[A-Za-z-]{2,35}$/),
    reference: parameter("reference", /^.{1,120}$/),
    theme: parameter("theme", /^(light|dark)$/),
    returnUrl: parameter("return", /^https?:\/\/.{1,2000}$/),
  };
}

/** A reload, or coming back from the payment page, finds the same checkout. */
export function keepSession(id: string): void {
  const address = new URL(location.href);
  if (address.searchParams.get("session") === id) return;
  address.searchParams.set("session", id);
  history.replaceState(null, "", address);
}

/** Forgets an old checkout, so that a reload begins a new one. */
export function dropSession(): void {
  const address = new URL(location.href);
  address.searchParams.delete("session");
  location.replace(address);
}
