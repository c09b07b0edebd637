import * as z from "zod";
import { EnrolledFacility } from "../order/facility.ts";
import type { Facilities } from "../order/ports.ts";
import type { Table } from "./table.ts";

const FacilityRow = z.object({ facility: EnrolledFacility });

/** Facilities as operators entered them. Their ids are unique over both modes, so one id tells the mode. */
export function facilitiesIn(table: Table): Facilities {
  return {
    list: async (mode) => {
      const rows = await table.searchAll({ expression: "pk = :all", values: { ":all": "facilities" } });
      return rows.map((row) => FacilityRow.parse(row).facility).filter((facility) => facility.mode === mode);
    },
    get: async (id) => {
      const row = await table.get({ pk: "facilities", sk: id });
      return row && FacilityRow.parse(row).facility;
    },
    put: async (facility) => {
      await table.put({ pk: "facilities", sk: facility.id, facility });
    },
  };
}
