// Cards on a phone without network, by node's own test runner: test_queue.py starts it.
import assert from "node:assert/strict";
import test from "node:test";
import { check, codeOf, digest, lineOf } from "../../../../trainees/static/trainees/offline/cards.js";

const BODY = "7K3M9QXAB2CDEFG";
const CODE = BODY + check(BODY);

test("the check sign and the digest are those of the server", async () => {
  // As lms/kit/codes.py and trainees/domain/cards.py reckon them; test_cards.py holds the same values.
  assert.equal(CODE, "7K3M9QXAB2CDEFGM");
  assert.equal(await digest("abc", "salt"), "3681099918be28c95b81e27e");
});

test("a code is found however it is written, and nothing else is one", () => {
  for (const told of [CODE, `XXK${CODE}`, "xxk-7k3m-9qxa-b2cd-efgm", " 7K3M 9QXA B2CD EFGM "]) assert.equal(codeOf(told), CODE);
  for (const told of ["", "XXK", "https://a.example/s/1.2.3", BODY + "0", "微信支付"]) assert.equal(codeOf(told), "");
});

test("a line is known by its digest, and a card of elsewhere by none", async () => {
  const lines = [{ enrolment: 1 }, { enrolment: 2, cards: [await digest(CODE, "one")] }];
  assert.equal((await lineOf({ salt: "one", lines }, CODE)).enrolment, 2);
  assert.equal(await lineOf({ salt: "two", lines }, CODE), undefined);
  assert.equal(await lineOf({ lines }, CODE), undefined);
});
