import { useSignal } from "@preact/signals";
import type { Cover, Preview, Product } from "../calls/answers.ts";
import { t } from "../speech/words.ts";
import { type Leaf, leavesOf, type Side, turnsLikeABook } from "./leaves.ts";
import { Marks, MarksLegend } from "./marks.tsx";

export interface BookProps {
  readonly product: Product;
  readonly pages: number;
  /** Pages of the file, without blanks that fill up. */
  readonly given: number;
  readonly previews: readonly Preview[];
  readonly cover: Cover;
  readonly coverPicture: string | null;
  readonly title: string;
}

/** The product as it will be in the hand: leaves that turn, or pictures one at a time. */
export function Book(props: BookProps) {
  const { product, pages, previews } = props;
  const isBook = turnsLikeABook(product);
  const leaves = isBook
    ? leavesOf(previews, pages, product.cover)
    : previews.map((preview) => single(preview));
  const at = useSignal(0);
  const showsMarks = useSignal(false);
  const last = isBook ? leaves.length : leaves.length - 1;
  const turned = Math.min(at.value, last);
  const turn = (by: number) => {
    at.value = Math.max(0, Math.min(last, turned + by));
  };
  const shape = { "--ratio": product.trimMm.width / product.trimMm.height };
  return (
    <section class="preview" aria-label={t("preview")}>
      <div class={`stage ${isBook ? "bound" : "flat"} ${product.edge}`} style={shape}>
        <div class="book" data-at={placeOf(turned, leaves.length)}>
          {leaves.map((leaf, index) => (
            <LeafView
              key={index}
              leaf={leaf}
              index={index}
              turned={turned}
              marks={showsMarks.value}
              {...props}
            />
          ))}
        </div>
      </div>
      <Turn turned={turned} last={last} turn={turn} text={caption(leaves, turned, props)} />
      {previews.length < props.given && (
        <p class="quiet">{t("preview.some", { count: previews.length, pages: props.given })}</p>
      )}
      <label class="marks-switch">
        <input
          type="checkbox"
          checked={showsMarks.value}
          onChange={({ currentTarget }) => {
            showsMarks.value = currentTarget.checked;
          }}
        />
        {t("preview.marks")}
      </label>
      {showsMarks.value && <MarksLegend product={product} />}
    </section>
  );
}

interface TurnProps {
  readonly turned: number;
  readonly last: number;
  readonly turn: (by: number) => void;
  readonly text: string;
}

function Turn({ turned, last, turn, text }: TurnProps) {
  const button = (word: "preview.previous" | "preview.next", by: number, end: number) => (
    <button
      type="button"
      class="button round"
      aria-label={t(word)}
      aria-disabled={turned === end}
      onClick={() => turn(by)}
    >
      <span aria-hidden="true">{by < 0 ? "‹" : "›"}</span>
    </button>
  );
  return (
    <div class="turn">
      {button("preview.previous", -1, 0)}
      <p aria-live="polite">{text}</p>
      {button("preview.next", 1, last)}
    </div>
  );
}

interface LeafProps extends BookProps {
  readonly leaf: Leaf;
  readonly index: number;
  readonly turned: number;
  readonly marks: boolean;
}

/** Pictures further away than this many leaves are not fetched yet. */
const near = 2;

function LeafView({ leaf, index, turned, ...rest }: LeafProps) {
  const isNear = Math.abs(index - turned) <= near;
  const layer = index < turned ? index + 1 : 1000 - index;
  return (
    <div
      class="leaf"
      data-turned={index < turned}
      data-shown={index === turned}
      data-under={index === turned - 1}
      style={{ "--layer": layer }}
    >
      {leaf.map((side, back) => (
        <div key={back} class={`side ${side.kind} ${back ? "verso" : "recto"}`}>
          <SideView side={side} isNear={isNear} {...rest} />
          {rest.marks && side.kind === "page" && <Marks product={rest.product} />}
        </div>
      ))}
    </div>
  );
}

interface SideProps extends Pick<BookProps, "cover" | "coverPicture" | "title"> {
  readonly side: Side;
  readonly isNear: boolean;
}

function SideView({ side, isNear, ...words }: SideProps) {
  if (side.kind === "page") return isNear && side.url ? <img src={side.url} alt="" decoding="async" /> : null;
  if (side.kind === "rest") return <p>{t("preview.rest", { count: side.count })}</p>;
  return side.kind === "paper" ? null : <Board isFront={side.kind === "cover"} {...words} />;
}

interface BoardProps extends Pick<BookProps, "cover" | "coverPicture" | "title"> {
  readonly isFront: boolean;
}

/** The cover with its picture above its words, as it is printed; the back has none. */
function Board({ isFront, cover, coverPicture, title }: BoardProps) {
  const colours = { background: cover.background ?? "", color: cover.textColour ?? "" };
  if (!isFront) return <div class="board" style={colours} />;
  return (
    <div class={`board ${coverPicture ? "pictured" : ""}`} style={colours}>
      {coverPicture && <img src={coverPicture} alt="" />}
      <strong>{cover.title || title}</strong>
      {cover.subtitle && <span>{cover.subtitle}</span>}
    </div>
  );
}

function single({ page, url }: Preview): Leaf {
  return [{ kind: "page", page, url }, { kind: "paper" }];
}

/** A closed book stands in the middle, an open one has its fold there. */
function placeOf(turned: number, leaves: number): "front" | "open" | "back" {
  if (turned === 0) return "front";
  return turned === leaves ? "back" : "open";
}

function caption(leaves: readonly Leaf[], turned: number, { pages }: BookProps): string {
  const sides = [leaves[turned - 1]?.[1], leaves[turned]?.[0]];
  const shown = sides.flatMap((side) => (side?.kind === "page" ? [side.page] : []));
  const [from, to] = shown;
  if (from !== undefined && to !== undefined) return t("preview.spread", { from, to, pages });
  if (from !== undefined) return t("preview.page", { page: from, pages });
  if (turned === 0) return t("preview.cover");
  return turned === leaves.length ? t("preview.back") : t("preview.rest", { count: restOf(sides) });
}

function restOf(sides: readonly (Side | undefined)[]): number {
  return sides.reduce((sum, side) => sum + (side?.kind === "rest" ? side.count : 0), 0);
}
