import type { Session } from "../calls/answers.ts";
import { Ending, Expired, Paying, Unopened } from "./endings.tsx";
import { OrderForm } from "./order-form.tsx";
import { session } from "./shopper.ts";
import { Top } from "./top.tsx";
import { isLeft } from "./watch.ts";

/** The checkout in whatever state it is. */
export function Page() {
  const now = session.value;
  if (!now) return <Unopened />;
  return (
    <>
      <Top title={now.publication.title} isTest={now.publication.mode === "test"} />
      <View now={now} />
    </>
  );
}

function View({ now }: { readonly now: Session }) {
  if (now.state === "expired") return <Expired />;
  if (now.state === "paying" && !isLeft.value) return <Paying />;
  if (now.state === "open" || now.state === "paying") return <OrderForm now={now} />;
  return <Ending now={now} />;
}
