"use strict";
// The filters of the index: what is in the page is hidden or shown, nothing is fetched or kept.
const at = (id) => document.getElementById(id);
const rows = Array.from(document.querySelectorAll("tr.device"));
const shown = (select) => select.options[select.selectedIndex].text;
const overlap = (a, b) => a.split(" ").some((one) => b.split(" ").includes(one));
// In one market a device has the status that its documents there give it.
const statuses = (it, market) => !market ? [it.status] : it.by.split(" ").map((one) => one.split(":"))
  .filter(([name]) => overlap(market, name)).map(([, status]) => status);
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}\s]+/gu, "");

function apply() {
  const words = plain(at("f-text").value).split(/\s+/).filter(Boolean);
  const maker = at("f-maker").value, market = at("f-market").value;
  const status = at("f-status").value, therapy = at("f-therapy").value;
  const unlabelled = at("f-unlabelled").checked;
  let count = 0;
  for (const row of rows) {
    const it = row.dataset;
    const passes = words.every((word) => it.words.includes(word)) &&
      (!maker || it.maker === maker) && (!market || overlap(market, it.markets)) &&
      (!status || statuses(it, market).includes(status)) && (!therapy || overlap(therapy, it.therapies)) &&
      (!unlabelled || statuses(it, market).includes("unlabelled"));
    row.hidden = !passes;
    count += passes;
  }
  for (const body of document.querySelectorAll("table.devices tbody"))
    body.hidden = !body.querySelector("tr.device:not([hidden])");
  at("none").hidden = count > 0;
  // The count names the filters, so that a printed page tells that it shows a part.
  const by = ["f-maker", "f-market", "f-status", "f-therapy"].filter((id) => at(id).value)
    .map((id) => shown(at(id)));
  if (words.length) by.unshift("text \u201c" + at("f-text").value.trim() + "\u201d");
  if (unlabelled) by.push("without any labelling");
  at("count").textContent = count + " of " + rows.length + " devices" +
    (by.length ? ": " + by.join("; ") : "");
}

const filters = at("filters");
filters.hidden = false;
filters.addEventListener("input", apply);
at("f-reset").addEventListener("click", () => {
  for (const one of filters.querySelectorAll("input, select"))
    if (one.type === "checkbox") one.checked = false; else one.value = "";
  apply();
  at("f-text").focus();
});
// A browser that comes back to this page may put the fields as they were.
window.addEventListener("pageshow", apply);
