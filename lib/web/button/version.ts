/** Of the button. `/button/<version>.js` never changes once published: `released.json` holds its hash. */
export const buttonVersion = "1.0.0";
