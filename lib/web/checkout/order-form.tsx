import { Book } from "../book/book.tsx";
import type { Session } from "../calls/answers.ts";
import { AddressForm } from "./address-form.tsx";
import { Coupon } from "./coupon.tsx";
import { CoverWords } from "./cover-words.tsx";
import { Levels } from "./levels.tsx";
import { Notices } from "./notices.tsx";
import { Products } from "./products.tsx";
import { Quantity } from "./quantity.tsx";
import { choice, offer } from "./shopper.ts";
import { Summary } from "./summary.tsx";
import { TillBar } from "./till-bar.tsx";

/** Everything that is chosen, on one page; nothing is hidden behind a next step. */
export function OrderForm({ now }: { readonly now: Session }) {
  const { previews, coverPicture, title, pages } = now.publication;
  const chosen = offer.value;
  return (
    <main class="checkout">
      <div class="look">
        {chosen && (
          <Book
            key={chosen.productId}
            product={chosen.product}
            pages={chosen.pages || pages}
            given={pages}
            previews={previews}
            coverPicture={coverPicture}
            cover={choice.value.cover}
            title={title}
          />
        )}
      </div>
      <form class="order" noValidate onSubmit={(event) => event.preventDefault()}>
        <Notices now={now} />
        <Products offers={now.publication.offers} />
        <Quantity />
        {chosen?.product.cover === "separate" && <CoverWords />}
        <AddressForm />
        <Levels levels={now.levels} />
        <Summary now={now} />
        <Coupon />
        <TillBar now={now} />
      </form>
    </main>
  );
}
