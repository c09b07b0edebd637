/**
 * The button's own style, as text for a constructable sheet: a strict style-src then has nothing to refuse. Inherited
 * properties reach into a shadow root, so `all: initial` begins anew.
 */
export const style = `
:host{all:initial;color-scheme:inherit;display:inline-block;font-family:var(--printcloud-font,system-ui,sans-serif);font-size:var(--printcloud-size,1rem)}
:host([hidden]){display:none}
slot{display:none}
[part=button]{display:inline-flex;align-items:center;justify-content:center;gap:.6em;box-sizing:border-box;width:100%;min-height:2.75em;
padding:var(--printcloud-padding,.6em 1.25em);border:var(--printcloud-border,0);border-radius:var(--printcloud-radius,.5em);
background:var(--printcloud-background,#1d4d43);color:var(--printcloud-color,#fff);font-weight:var(--printcloud-weight,600);line-height:1.2;
text-decoration:none;cursor:pointer;-webkit-tap-highlight-color:transparent;transition:filter .15s}
[part=button]:hover{filter:brightness(1.12)}
[part=button]:active{filter:brightness(.92)}
:focus-visible{outline:3px solid var(--printcloud-focus,currentColor);outline-offset:2px}
[part=button]:focus-visible{outline-color:var(--printcloud-focus,#c2703d)}
[part=icon]{width:1.25em;height:1.25em;flex:none;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linejoin:round}
[part=dialog]{box-sizing:border-box;width:min(72rem,100vw - 2rem);height:min(56rem,100dvh - 2rem);max-width:none;max-height:none;
padding:0;border:0;border-radius:1rem;overflow:hidden;background:Canvas;color-scheme:light dark;box-shadow:0 2rem 6rem #0008}
[part=dialog]::backdrop{background:#14120fb3}
[part=frame]{display:block;width:100%;height:100%;border:0;opacity:0;transition:opacity .2s}
[data-ready] [part=frame]{opacity:1}
[part=close]{position:absolute;inset:.75rem .75rem auto auto;width:2.75rem;height:2.75rem;border:0;border-radius:50%;padding:0;
background:#8883;color:CanvasText;font:1.6rem/1 system-ui,sans-serif;cursor:pointer;z-index:1}
[part=alone]{position:absolute;inset:auto 0 50%;text-align:center;color:LinkText;font:1rem/1.5 system-ui,sans-serif}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media (forced-colors:active){[part=button],[part=close]{border:1px solid}}
`;
