import { useRef } from "preact/hooks";
import { t } from "../speech/words.ts";
import { cancel } from "./order.ts";

/** Asks once more before it cancels: there is no way back. */
export function Cancel() {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <>
      <button type="button" class="button" onClick={() => dialog.current?.showModal()}>
        {t("track.cancel")}
      </button>
      <dialog ref={dialog} class="ask" aria-labelledby="sure">
        <h2 id="sure">{t("track.cancel.sure")}</h2>
        <p>{t("track.cancel.why")}</p>
        <div class="answers">
          <button type="button" class="button main" onClick={close}>
            {t("track.cancel.no")}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              close();
              void cancel();
            }}
          >
            {t("track.cancel.yes")}
          </button>
        </div>
      </dialog>
    </>
  );
}
