import { test } from "vitest";
import { killTheLaptop } from "./killed-laptop.ts";
test("x", killTheLaptop);
