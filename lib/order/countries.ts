interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Rough centres of where people live, one country each: good to some 200 km, which is what choosing needs. */
const centres = `
AD 42.5 1.5,AE 24.5 54.6,AF 34.5 69.2,AG 17.1 -61.8,AI 18.2 -63.1,AL 41.3 19.8,AM 40.2 44.5,AO -8.8 13.2,AR -34.6 -58.4
AS -14.3 -170.7,AT 48 15,AU -34.5 148,AW 12.5 -70,AX 60.1 19.9,AZ 40.4 49.9,BA 43.9 18.4,BB 13.1 -59.6,BD 23.8 90.4
BE 50.8 4.4,BF 12.4 -1.5,BG 42.7 24,BH 26.2 50.6,BI -3.4 29.4,BJ 6.4 2.4,BL 17.9 -62.8,BM 32.3 -64.8,BN 4.9 114.9
BO -16.5 -67,BQ 12.2 -68.3,BR -22 -46,BS 25 -77.4,BT 27.5 89.6,BW -24.6 25.9,BY 53.9 27.6,BZ 17.3 -88.6,CA 45 -77
CC -12.2 96.8,CD -4.3 15.3,CF 4.4 18.6,CG -4.3 15.3,CH 47.2 8,CI 5.4 -4,CK -21.2 -159.8,CL -33.4 -70.7,CM 4 10.5
CN 32 115,CO 4.7 -74.1,CR 9.9 -84.1,CU 23 -82,CV 14.9 -23.5,CW 12.1 -68.9,CX -10.4 105.7,CY 35.1 33.4,CZ 49.9 15
DE 51 9.5,DJ 11.6 43.1,DK 55.7 11,DM 15.3 -61.4,DO 18.7 -70,DZ 36.5 3.5,EC -1.2 -79,EE 59.2 25.5,EG 30.1 31.3
EH 27.1 -13.2,ER 15.3 38.9,ES 40 -3,ET 9 38.8,FI 61 24.5,FJ -18 178.2,FK -51.7 -57.9,FM 6.9 158.2,FO 62 -6.8
FR 47.5 2.5,GA 0.4 9.5,GB 52.5 -1.5,GD 12.1 -61.7,GE 41.9 44.3,GF 4.9 -52.3,GG 49.5 -2.6,GH 6 -0.8,GI 36.1 -5.4
GL 64.2 -51.7,GM 13.4 -16.6,GN 9.6 -13.5,GP 16.2 -61.5,GQ 3.8 8.8,GR 38.5 23,GT 14.6 -90.5,GU 13.5 144.8
GW 11.9 -15.6,GY 6.8 -58.2,HK 22.3 114.2,HN 14.5 -87.5,HR 45.6 16,HT 18.5 -72.3,HU 47.4 19.2,ID -6.8 109,IE 53.2 -7
IL 32 34.9,IM 54.2 -4.5,IN 21 78,IO -7.3 72.4,IQ 33.3 44.4,IR 35 51,IS 64.1 -21.8,IT 43 12,JE 49.2 -2.1,JM 18 -76.8
JO 31.9 35.9,JP 35.5 138,KE -1.2 36.8,KG 42.8 74.6,KH 11.6 104.9,KI 1.4 173,KM -11.7 43.3,KN 17.3 -62.7,KR 37 127.5
KP 39 125.8,KW 29.4 48,KY 19.3 -81.4,KZ 46 73,LA 18 102.6,LB 33.9 35.6,LC 14 -61,LI 47.1 9.5,LK 6.9 80
LR 6.3 -10.8,LS -29.3 27.5,LT 55 24,LU 49.7 6.1,LV 56.9 24.5,LY 32.5 14,MA 33.6 -7,MC 43.7 7.4,MD 47 28.8
ME 42.5 19.2,MF 18.1 -63.1,MG -18.9 47.5,MH 7.1 171.2,MK 41.9 21.5,ML 12.6 -8,MM 17 96.2,MN 47.9 106.9,MO 22.2 113.5
MP 15.2 145.7,MQ 14.6 -61,MR 18.1 -16,MS 16.7 -62.2,MT 35.9 14.4,MU -20.2 57.5,MV 4.2 73.5,MW -14 33.8,MX 20.5 -100
MY 3.5 102,MZ -22 34,NA -22.6 17.1,NC -22.3 166.5,NE 13.5 2.1,NF -29 168,NG 8 5.5,NI 12.1 -86.3,NL 52.2 5.1
NO 60 9.5,NP 27.7 85.3,NR -0.5 166.9,NU -19.1 -169.9,NZ -39 175,OM 23.6 58.4,PA 9 -79.5,PE -12 -76.5,PF -17.5 -149.6
PG -9.4 147.2,PH 14 121.5,PK 31 72,PL 52 19.5,PM 46.8 -56.2,PN -25.1 -130.1,PR 18.4 -66.1,PS 31.9 35.2,PT 39.5 -8.6
PW 7.3 134.5,PY -25.3 -57.6,QA 25.3 51.5,RE -21 55.5,RO 45.2 25.5,RS 44.5 20.6,RU 55.5 42,RW -1.9 30.1,SA 24.5 45
SB -9.4 160,SC -4.6 55.5,SD 15.6 32.5,SE 59 16,SG 1.35 103.8,SH -15.9 -5.7,SI 46.1 14.7,SJ 78.2 15.6,SK 48.5 18.8
SL 8.4 -13,SM 43.9 12.5,SN 14.7 -17,SO 2 45.3,SR 5.8 -55.2,SS 4.9 31.6,ST 0.3 6.7,SV 13.7 -89.2,SX 18 -63.1
SY 34.5 36.8,SZ -26.4 31.3,TC 21.8 -72.2,TD 12.1 15,TG 6.2 1.2,TH 14 100.5,TJ 38.6 68.8,TK -9.2 -171.8,TL -8.6 125.6
TM 38 58.4,TN 36.5 10.2,TO -21.1 -175.2,TR 39.5 32,TT 10.6 -61.3,TV -8.5 179.2,TW 24.5 121,TZ -6.5 37,UA 49.5 31
UG 0.3 32.6,US 38.5 -90,UY -34.7 -56,UZ 41 68,VA 41.9 12.5,VC 13.2 -61.2,VE 10 -67.5,VG 18.4 -64.6,VI 18.3 -64.9
VN 16 107,VU -17.7 168.3,WF -13.3 -176.2,WS -13.8 -171.8,XK 42.6 21,YE 15 44.5,YT -12.8 45.2,ZA -27.5 28.5
ZM -14.5 28.3,ZW -18.5 30.5`;

const places: ReadonlyMap<string, Place> = new Map(
  centres
    .split(/[,\n]/)
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [code = "", latitude, longitude] = entry.split(" ");
      return [code, { latitude: Number(latitude), longitude: Number(longitude) }];
    }),
);

/** Centre of a country by its ISO 3166-1 code; undefined for what is no country we know. */
export function countryCentre(code: string): Place | undefined {
  return places.get(code);
}
