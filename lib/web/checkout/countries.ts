import { country, inOrder } from "../speech/say.ts";

const codes =
  "AD AE AG AL AM AR AT AU AW AZ BA BB BD BE BG BH BM BN BO BR BS BW BZ CA CH CI CL CM CN CO CR CV CW CY CZ DE DK DM DO DZ EC EE EG ES ET FI FJ FO FR GB GD GE GF GG GH GI GL GP GR GT GU GY HK HN HR HU ID IE IL IM IN IS IT JE JM JO JP KE KG KH KN KR KW KY KZ LA LB LC LI LK LT LU LV MA MC MD ME MG MK MN MO MQ MT MU MV MX MY NA NC NG NI NL NO NP NZ OM PA PE PF PG PH PK PL PR PT PY QA RE RO RS RW SA SC SE SG SI SK SM SN SR SV TH TN TR TT TW TZ UA UG US UY UZ VA VC VN ZA ZM".split(
    " ",
  );

/** Countries to choose from by their names; the server says which of them it cannot send to. */
export function countries(chosen: string): { readonly code: string; readonly name: string }[] {
  const all = codes.includes(chosen) ? codes : [...codes, chosen];
  return all.map((code) => ({ code, name: country(code) })).sort((a, b) => inOrder(a.name, b.name));
}
